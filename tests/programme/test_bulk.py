"""The same deed for several events over HTTP: looked at first, then all of them or none."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Event
from culture_week.festival.queries import event_facts
from culture_week.sales.models import Offer, OfferQuota, Quota
from tests.factories import book, make_event, make_venue, statements
from tests.festival.test_routes import send
from tests.journeys.test_staff import token_on
from tests.programme.test_office import festival, organizer  # noqa: F401  fixtures

PATH = "/staff/acara/massal"


@pytest.fixture
def both(festival):  # noqa: F811
    return [festival.event, make_event(festival.edition, make_venue(festival.edition))]


def values(festival, both, deed, **changes):  # noqa: F811
    typed = {"deed": deed, "minutes": "30", "place": festival.venue.code, "access": "wheelchair"}
    return typed | {"events": [event.code for event in both], "seen": " ".join(f"{event.code}:0" for event in in_order(both))} | changes


def in_order(events):
    return sorted(events, key=lambda event: event.starts_at)


def facts(festival, both):  # noqa: F811
    session.rollback()
    return [event_facts(festival.edition.id, event.code) for event in both]


def test_delay_is_looked_at_and_then_done(client, organizer, festival, both):  # noqa: F811
    book(client, both[1].offer)
    preview = send(organizer, PATH, step="preview", **values(festival, both, "delay"))
    assert preview.status_code == 200 and "Ya, ubah 2 acara" in preview.text and "Diberi tahu: 1 pemesanan" in preview.text
    assert {event.revision for event in facts(festival, both)} == {0}
    assert send(organizer, PATH, step="confirm", **values(festival, both, "delay")).status_code == 303
    assert {event.late_by for event in facts(festival, both)} == {timedelta(minutes=30)}


def test_a_look_asks_as_much_for_five_as_for_two(organizer, festival, both):  # noqa: F811
    def look(events):
        forget_all()
        with statements() as seen:
            assert "Diberi tahu" not in organizer.post(PATH, data=token | values(festival, events, "delay") | {"step": "preview"}).text
        return len(seen)

    token = {"csrf_token": token_on(organizer, PATH)}
    more = [make_event(festival.edition, festival.venue) for _ in range(3)]
    assert look([*both, *more]) == look(both)


def test_all_or_none(organizer, festival, both):  # noqa: F811
    stale = values(festival, both, "move", seen=f"{both[0].code}:0 {both[1].code}:9")
    assert send(organizer, PATH, step="confirm", **stale).status_code == 409
    assert {event.revision for event in facts(festival, both)} == {0}
    assert send(organizer, PATH, step="confirm", **values(festival, both, "move")).status_code == 303
    assert {event.venue_code for event in facts(festival, both)} == {festival.venue.code}


def test_sale_and_access(client, organizer, festival, both):  # noqa: F811
    assert send(organizer, PATH, step="confirm", **values(festival, both, "close")).status_code == 303
    session.rollback()
    assert set(session.scalars(select(Quota.closed))) == {True}
    assert book(client, both[0].offer).status_code == 409
    assert send(organizer, PATH, step="confirm", **values(festival, both, "access")).status_code == 303
    session.rollback()
    assert list(session.scalars(select(Event.access))) == [["wheelchair"]] * 2


def test_a_sale_that_shares_its_places_with_others_goes_on_and_says_so(client, organizer, festival, both):  # noqa: F811
    """Chosen together, those who share can be closed."""
    third = make_event(festival.edition, festival.venue)
    quotas = {event.offer: session.scalars(_quota_of(event.offer)).one() for event in (both[1], third)}
    share = update(OfferQuota).where(OfferQuota.quota_id == quotas[third.offer]).values(quota_id=quotas[both[1].offer])
    in_transaction(lambda: session.execute(share))
    forget_all()
    asked = values(festival, both, "close")
    preview = send(organizer, PATH, step="preview", **asked).text
    assert preview.count("Tetap dijual: kuotanya dipakai acara lain juga") == 1 and "Ya, ubah 1 acara" in preview
    answer = send(organizer, PATH, step="confirm", **asked)
    told = organizer.get(answer.headers["Location"]).text
    assert f"Masih dijual, karena kuotanya dipakai acara lain juga: {both[1].title['id']}." in told
    assert [book(client, event.offer).status_code for event in (both[0], both[1], third)] == [409, 201, 201]
    closed = select(AuditEntry.subject).where(AuditEntry.action == "close_sale")
    assert [subject.partition("/")[2] for subject in session.scalars(closed)] == [both[0].code]
    together = values(festival, [both[1], third], "close")
    assert "Tetap dijual" not in send(organizer, PATH, step="preview", **together).text
    assert send(organizer, PATH, step="confirm", **together).status_code == 303
    forget_all()
    assert {book(client, event.offer).status_code for event in (both[1], third)} == {409}


def _quota_of(offer):
    return select(OfferQuota.quota_id).join(Offer, Offer.id == OfferQuota.offer_id).where(Offer.code == offer)


@pytest.mark.parametrize("wrong", [{"events": []}, {"events": ["NOSUCH"]}, {"deed": "delete"}, {"minutes": ""}, {"minutes": "x"}])
def test_what_cannot_be_is_refused(organizer, festival, both, wrong):  # noqa: F811
    assert send(organizer, PATH, step="confirm", **(values(festival, both, "delay") | wrong)).status_code == 422
    assert {event.revision for event in facts(festival, both)} == {0}
