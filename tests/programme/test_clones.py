"""Taking an edition over: same local times on other days, nothing sold, and what it meets there said before."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from culture_week.accounts.models import Grant
from culture_week.accounts.states import Role
from culture_week.app import LONG_WORK
from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.core.long_work import work_off
from culture_week.demo import load_festival
from culture_week.festival.models import Edition, Event, Gate
from culture_week.festival.states import EventState
from culture_week.insights.queries import broken_invariants
from culture_week.performers.models import Performance
from culture_week.programme.rules.clashes import Clash, Slot
from culture_week.programme.rules.clones import PARTS, Met, conflicts, shifted
from culture_week.sales.models import Offer, Order, Quota
from culture_week.ticketing.models import Ticket, TicketType
from tests.factories import book, make_account, make_edition, make_event, make_festival, now
from tests.journeys.test_staff import log_in, token_on

ZONE = ZoneInfo("Asia/Jakarta")
FIRST = date(2026, 11, 24)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def slot(key="E1", start=None, hours=2.0, **more):
    start = start or at(26, 11)
    values = {"title": {"id": key}, "venue_id": 1, "area_id": None, "groups": frozenset()} | more
    return Slot(key=key, starts_at=start, ends_at=start + timedelta(hours=hours), **values)


def met(*before, days=7, others=(), **more):
    values = {
        "sales_end": {},
        "editions": (),
        "first": FIRST + timedelta(days),
        "last": FIRST + timedelta(days + 6),
        "now": at(1, 0),
    } | more
    return conflicts(before=before, days=days, zone=ZONE, others=others, **values)


def test_local_time_stays_where_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    summer = datetime(2026, 10, 24, 19, 30, tzinfo=berlin)
    assert shifted(summer, 7, berlin).astimezone(berlin).strftime("%d %H:%M") == "31 19:30"
    assert shifted(summer, 7, berlin) - summer != timedelta(days=7)


def test_whole_weeks_meet_nothing_new():
    assert met(slot(), slot("E2", at(27, 12)), days=364) == []


def test_another_weekday_meets_friday_prayer():
    found = met(slot(), days=8)
    assert found == [Met(None, "other-weekday", "1"), Met({"id": "E1"}, Clash.FRIDAY_PRAYER)]
    assert [f.problem for f in met(slot("E1", at(28, 9)), days=1)] == ["other-weekday", Clash.SUNDAY_SERVICE]


def test_places_and_groups_that_are_taken():
    other = slot("LAMA/X", at(26, 12) + timedelta(days=7), groups=frozenset({"Sanggar"}))
    assert [f.problem for f in met(slot(), others=[other])] == [Clash.VENUE]
    elsewhere = replace(other, venue_id=2)
    assert [f.problem for f in met(slot(groups=frozenset({"Sanggar"})), others=[elsewhere])] == [Clash.GROUP]
    assert met(slot(), others=[replace(other, starts_at=other.ends_at, ends_at=other.ends_at + timedelta(hours=1))]) == []


def test_sales_that_would_be_over_and_editions_that_meet():
    end = at(26, 13)
    assert [f.problem for f in met(slot(), sales_end={"E1": end}, now=end + timedelta(days=7))] == ["sale-over"]
    assert met(slot(), sales_end={"E1": end}, now=end + timedelta(days=6)) == []
    days = FIRST + timedelta(days=13)
    assert met(editions=[("A", days, days), ("B", FIRST, FIRST)]) == [Met(None, "edition-overlaps", "A")]


@pytest.fixture
def demo(app):
    """The demo festival, with a booking, a cancelled event, a larger quota; and its organizer, signed in."""
    in_transaction(load_festival, starts_on=FIRST, now=now())
    edition = session.scalars(select(Edition)).one()
    in_transaction(lambda: session.execute(update(Event).where(Event.code == "E24").values(state=EventState.CANCELLED)))
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=edition.id))
    assert book(client, f"LATIHAN-{edition.code}", 3).status_code == 201
    return client


def path_of(code="20261124"):
    return f"/staff/gelaran/{code}/salin"


def asked(client, step="clone", **changes):
    form = {"code": "2027", "name_id": "Pekan 2027", "starts_on": "2027-11-23", "parts": list(PARTS), "step": step} | changes
    return client.post(path_of(), data=form | {"csrf_token": token_on(client, path_of())})


def rows(model, edition_code):
    session.rollback()
    return list(session.scalars(select(model).join(Edition).where(Edition.code == edition_code).order_by(model.code)))


def test_the_demo_festival_is_taken_over(app, demo):
    looked = asked(demo, "look")
    assert looked.status_code == 200 and "Tidak ada yang bertabrakan" in looked.text
    assert session.scalar(select(func.count()).select_from(Edition)) == 1
    begun = asked(demo)
    assert begun.status_code == 303 and work_off(LONG_WORK) == 1
    result = demo.get(demo.get(begun.location).location)
    assert "Gelaran sudah disalin" in result.text
    old, new = rows(Event, "20261124"), rows(Event, "2027")
    assert [event.code for event in new] == [event.code for event in old if event.code != "E24"]
    same = ("title", "description", "kind", "category", "venue_id", "audience", "access", "rain_plan", "more_categories")
    for was, now_is in zip((event for event in old if event.code != "E24"), new, strict=True):
        assert [getattr(was, name) for name in same] == [getattr(now_is, name) for name in same]
        for name in ("starts_at", "ends_at", "entry_opens_at", "entry_closes_at"):
            assert getattr(now_is, name) - getattr(was, name) == timedelta(days=364)
        assert now_is.state is EventState.SCHEDULED
    assert [(g.code, g.venue_id) for g in rows(Gate, "2027")] == [(g.code, g.venue_id) for g in rows(Gate, "20261124")]
    edition = session.scalars(select(Edition).where(Edition.code == "2027")).one()
    assert (edition.published_at, edition.starts_on, edition.ends_on) == (None, date(2027, 11, 23), date(2027, 11, 29))
    assert not any(broken_invariants().values())


def test_nothing_is_sold_in_the_clone_and_sizes_are_the_first_ones(app, demo):
    asked(demo)
    work_off(LONG_WORK)
    types = (
        select(Quota.size, Quota.sold, Offer.code).join(Offer, Offer.code == Quota.name).join(TicketType, TicketType.offer_id == Offer.id)
    )
    by_code = {row.code: row for row in session.execute(types)}
    assert (by_code["LATIHAN-20261124"].sold, by_code["LATIHAN-2027"].sold) == (3, 0)
    assert all(by_code[code].size == by_code[code.replace("-2027", "-20261124")].size for code in by_code if code.endswith("-2027"))
    assert (session.scalar(select(func.count()).select_from(Order)), session.scalar(select(func.count()).select_from(Ticket))) == (1, 3)
    groups = {
        code: session.scalar(
            select(func.count(Performance.id)).join(Event, Event.id == Performance.event_id).join(Edition).where(Edition.code == code)
        )
        for code in ("20261124", "2027")
    }
    assert 0 < groups["2027"] < groups["20261124"]  # without those of the cancelled event


def test_only_what_was_asked_for(app, demo):
    asked(demo, parts=["gates"])
    work_off(LONG_WORK)
    assert rows(Event, "2027") == [] and len(rows(Gate, "2027")) > 0
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "clone")).one()
    assert (entry.subject, entry.details["events"], entry.seq is not None) == ("edition:2027", 0, True)


def test_whoever_worked_for_it_may_go_on_with_the_clone(app, demo):
    asked(demo)
    work_off(LONG_WORK)
    edition_id = session.scalar(select(Edition.id).where(Edition.code == "2027"))
    everybody = select(Grant.role).where(Grant.edition_id == edition_id).order_by(Grant.id)
    assert session.scalars(everybody).all() == [Role.ORGANIZER, Role.ORGANIZER, Role.GATE]  # an admin's role is not an organizer's to give
    assert "2027" in demo.get("/staff/acara/impor").text


def test_who_is_left_without_a_role_is_said_with_the_clone(app, demo):
    """Their gate was not taken over, or the role is an admin's to give."""
    gate = session.scalars(select(Gate).order_by(Gate.id)).first()
    make_account(Role.GATE, edition_id=gate.edition_id, gate_id=gate.id)
    begun = asked(demo, parts=["roles"])
    work_off(LONG_WORK)
    page = demo.get(demo.get(begun.location).location).text
    assert f"Orang Contoh (gerbang {gate.code} belum ada)" in page and "Admin Contoh (perannya diberi admin)" in page


def test_roles_stay_behind_where_they_are_not_asked_for(app, demo):
    asked(demo, parts=["gates"])
    work_off(LONG_WORK)
    edition_id = session.scalar(select(Edition.id).where(Edition.code == "2027"))
    assert session.scalars(select(Grant.role).where(Grant.edition_id == edition_id)).all() == [Role.ORGANIZER]


def test_a_code_that_is_taken_and_mistakes_are_said_at_the_field(app, demo):
    make_edition(code="2027")
    taken = asked(demo)
    assert taken.status_code == 422 and "sudah dipakai" in taken.text and "Pekan 2027" in taken.text
    assert asked(demo, code="2028", starts_on="x").status_code == 422


def test_a_code_taken_meanwhile_fails_in_words(app, demo):
    begun = asked(demo)
    make_edition(code="2027")
    work_off(LONG_WORK)
    assert "Kode ini sudah dipakai" in demo.get(begun.location).text


def test_conflicts_are_shown_before(app, demo):
    page = asked(demo, "look", starts_on="2026-11-25").text
    assert "Harinya bertemu gelaran 20261124" in page and "Mengenai ibadah Minggu" in page and "Hari dalam minggu bergeser 1" in page


def test_another_editions_organizer_finds_nothing(app, demo):
    other = make_edition(starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 7))
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=other.id))
    assert client.get(path_of()).status_code == 404
    assert client.get(path_of("NONE")).status_code == 404


def test_shared_quotas_and_allowances_stay_shared(app):
    from culture_week.festival.queries.office import edition_facts
    from culture_week.programme.actions.clones import Clone, clone_edition
    from culture_week.ticketing.actions import add_ticket_type

    festival = make_festival()
    second = make_event(festival.edition, festival.venue, size=None)

    def share():
        offer = session.scalars(select(Offer)).one()
        quota = session.scalars(select(Quota)).one()
        values = {"title": {"id": "Anak"}, "price": 0, "max_per_order": 2, "per_person": 5, "sale_opens_at": None}
        values |= {"sale_closes_at": second.ends_at, "by": "test", "now": now(), "seller_id": offer.seller_id}
        add_ticket_type(event_id=second.id, code="ANAK", allowance_id=offer.allowance_id, quota_ids=[quota.id], **values)

    in_transaction(share)
    source = edition_facts(festival.edition.code)
    clone = Clone(source, "BARU", {"id": "Baru"}, source.starts_on + timedelta(days=364), PARTS, None, ZONE)
    counts, _without = in_transaction(clone_edition, clone=clone, by="test", now=now())
    assert counts["tickets"] == 2 and session.scalar(select(func.count()).select_from(Quota)) == 2
    assert session.scalar(select(func.count(Offer.allowance_id.distinct()))) == 2
    assert not any(broken_invariants().values())
