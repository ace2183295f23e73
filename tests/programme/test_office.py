"""The organizer moves, postpones, delays and cancels over HTTP: what is shown before, and what it takes to do it."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from culture_week.festival.queries import event_facts
from culture_week.festival.states import EventState
from culture_week.programme.actions import changes
from tests.abuse.test_scripts import PAYLOADS, Markup
from tests.factories import book, change_event, make_account, make_edition, make_event, make_festival, make_venue, now
from tests.festival.test_routes import send
from tests.journeys.test_staff import log_in

ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def festival(app):
    start = now().astimezone(ZONE).replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return make_festival(starts_at=start, ends_at=start + timedelta(hours=2))


def signed_in(app, role, **scope):
    client = app.test_client()
    log_in(client, make_account(role, **scope))
    return client


@pytest.fixture
def organizer(app, festival):
    return signed_in(app, Role.ORGANIZER, edition_id=festival.edition.id)


def facts(festival):
    session.rollback()
    return event_facts(festival.edition.id, festival.event.code)


def typed(festival, venue=None, **changes):
    """The move form as it is filled in."""
    start, end = (at.astimezone(ZONE) for at in (festival.event.starts_at, festival.event.ends_at))
    times = {"starts_on": start.date().isoformat(), "starts_time": f"{start:%H:%M}", "ends_time": f"{end:%H:%M}", "ends_on": ""}
    return {"place": (venue or festival.venue).code, **times, "note_id": "", "note_en": "", "seen": "0"} | changes


def path_of(festival, what=""):
    return f"/staff/acara/{festival.event.code}{what}"


def test_move_in_three_taps(client, organizer, festival):
    book(client, festival.event.offer, 3, by_mail=True)
    book(client, festival.event.offer, 2)
    small = make_venue(festival.edition, capacity=4)
    make_event(festival.edition, small, starts_at=festival.event.starts_at, ends_at=festival.event.ends_at)
    assert path_of(festival, "/pindah") in organizer.get(path_of(festival)).text  # the first tap
    values = typed(festival, small, note_id="Lapangan tergenang")
    preview = send(organizer, path_of(festival, "/pindah"), step="preview", **values)  # the second
    page = re.sub(r"\s+", " ", unescape(preview.text))
    assert preview.status_code == 200 and facts(festival).revision == 0  # nothing has happened yet
    for said in (
        "2 pemesanan",
        "5 orang",
        "1 lewat e-mail, langsung terkirim; 1 lewat WhatsApp",
        festival.venue.name,
        small.name,
        "Tempat ini tidak cukup untuk semua pemegang tiket",
        "Tempat yang sama, waktu yang sama",
        small.gate_name,
        "Lapangan tergenang",
    ):
        assert said in page, said
    done = send(organizer, path_of(festival, "/pindah"), step="confirm", **values)  # the third
    assert (done.status_code, done.headers["Location"]) == (303, path_of(festival))
    assert (facts(festival).state, facts(festival).venue_code) == (EventState.MOVED, small.code)
    desk = organizer.get(path_of(festival)).text
    assert "Dipindahkan" in desk and "Lapangan tergenang" in desk
    public = client.get(f"/acara/{festival.event.code}").text
    assert small.name in public and "Lapangan tergenang" in public


@pytest.mark.parametrize(("capacity", "too_small", "too_many_offered"), [(4, True, True), (5, False, True), (500, False, False)])
def test_a_place_must_hold_the_tickets_in_hand_and_those_on_offer(client, organizer, festival, capacity, too_small, too_many_offered):
    book(client, festival.event.offer, 5)
    place = make_venue(festival.edition, capacity=capacity)
    page = send(organizer, path_of(festival, "/pindah"), step="preview", **typed(festival, place)).text
    assert ("Tempat ini tidak cukup untuk semua pemegang tiket." in page) is too_small
    assert ("Tiket yang disediakan lebih banyak dari daya tampung tempat" in page) is too_many_offered


def test_what_was_shown_is_what_is_done(organizer, festival):
    other = make_venue(festival.edition)
    change_event(changes.delay_event, festival, late_by=timedelta(minutes=10))
    late = send(organizer, path_of(festival, "/pindah"), step="confirm", **typed(festival, other, seen="0"))
    assert late.status_code == 409 and "baru saja diubah orang lain" in late.text and 'name="seen" type="hidden" value="1"' in late.text
    assert facts(festival).venue_code == festival.venue.code
    assert send(organizer, path_of(festival, "/pindah"), step="confirm", **typed(festival, other, seen="1")).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {},  # nothing is changed
        {"place": "NOSUCH"},
        {"starts_time": "25:00"},
        {"starts_on": "2026-02-30"},
        {"starts_on": "0001-01-01"},
        {"starts_on": ""},
        {"ends_on": "2020-01-01", "ends_time": "10:00"},
        {"ends_on": "2099-01-01", "ends_time": "10:00"},
        {"starts_time": "10:00", "note_id": "x" * 501},
        {"starts_time": "10:00", "note_id": "\x00"},
    ],
)
def test_what_cannot_be_is_refused_and_kept(organizer, festival, changes):
    answer = send(organizer, path_of(festival, "/pindah"), step="confirm", **typed(festival, **changes))
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert facts(festival).revision == 0


def test_an_evening_may_end_after_midnight(organizer, festival):
    values = typed(festival, starts_time="22:30", ends_time="00:30")
    assert send(organizer, path_of(festival, "/pindah"), step="confirm", **values).status_code == 303
    times = facts(festival).times
    assert times.ends_at - times.starts_at == timedelta(hours=2) and facts(festival).state is EventState.SCHEDULED
    assert 'name="ends_on" type="date" value=""' in organizer.get(path_of(festival, "/pindah")).text


def test_postpone_reschedule_cancel(client, organizer, festival):
    offer = festival.event.offer
    assert send(organizer, path_of(festival, "/tunda"), step="confirm", seen="0").status_code == 303
    assert book(client, offer).status_code == 409
    assert organizer.get(path_of(festival, "/tunda")).status_code == 303  # not twice
    assert send(organizer, path_of(festival, "/pindah"), step="confirm", **typed(festival, seen="1")).status_code == 303
    assert book(client, offer).status_code == 201
    preview = send(organizer, path_of(festival, "/batalkan"), step="preview", seen="2")
    assert "tidak dapat diurungkan" in preview.text and facts(festival).state is EventState.SCHEDULED
    assert send(organizer, path_of(festival, "/batalkan"), step="confirm", seen="2").status_code == 303
    assert facts(festival).state is EventState.CANCELLED
    for what in ("/pindah", "/tunda", "/batalkan", "/mundur"):
        assert organizer.get(path_of(festival, what)).status_code == 303


def test_a_stage_manager_delays_at_her_venue_only(app, festival):
    mine = signed_in(app, Role.STAGE_MANAGER, edition_id=festival.edition.id, venue_id=festival.venue.id)
    elsewhere = signed_in(app, Role.STAGE_MANAGER, edition_id=festival.edition.id, venue_id=make_venue(festival.edition).id)
    values = {"step": "confirm", "minutes": "20", "seen": "0"}
    assert elsewhere.get(path_of(festival, "/mundur")).status_code == 404
    assert send(elsewhere, path_of(festival, "/mundur"), **values).status_code == 404
    assert "Batalkan acara" not in mine.get(path_of(festival)).text
    assert mine.get(path_of(festival, "/pindah")).status_code == 403
    assert send(mine, path_of(festival, "/mundur"), **values).status_code == 303
    assert facts(festival).late_by == timedelta(minutes=20)


@pytest.mark.parametrize("minutes", ["", "-5", "0.5", "1e3", "٣", "601", "x"])
def test_a09_minutes_are_plain_numbers(organizer, festival, minutes):
    """A09: negative, fractional, in other digits, too large."""
    assert send(organizer, path_of(festival, "/mundur"), step="confirm", minutes=minutes, seen="0").status_code == 422
    assert facts(festival).revision == 0


def test_a15_events_of_another_edition_are_not_there(app, organizer, festival):
    """A15: an event through the desk of an edition that is not its own."""
    old = make_edition(published_at=None)
    theirs = make_event(old, make_venue(old))
    for what in ("", "/pindah", "/tunda", "/batalkan", "/mundur"):
        assert organizer.get(f"/staff/acara/{theirs.code}{what}").status_code == 404
    assert theirs.title["id"] not in organizer.get("/staff/acara").text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a26_notes_come_back_as_text(organizer, festival, payload):
    """A26: in the preview, on the desk, and in the form again."""
    values = typed(festival, note_id=payload, starts_time="10:00")
    preview = send(organizer, path_of(festival, "/pindah"), step="preview", **values)
    again = send(organizer, path_of(festival, "/pindah"), step="edit", **values)
    send(organizer, path_of(festival, "/pindah"), step="confirm", **values)
    for page in (preview, again, organizer.get(path_of(festival))):
        assert page.status_code == 200 and payload in unescape(page.text)
        assert [found for found in Markup(page.text).found if found[0] != "script"] == []


def test_the_list_is_filtered(organizer, festival):
    other = make_event(festival.edition, make_venue(festival.edition), title={"id": "Tari Dulang", "en": "Tray Dance"})
    assert other.title["id"] in organizer.get("/staff/acara").text
    for query, finds in (("kata=tari+DULANG", True), ("kata=dance", True), ("kata=opera", False), ("keadaan=cancelled", False)):
        assert (other.title["id"] in organizer.get(f"/staff/acara?{query}").text) is finds, query
    assert festival.event.title["id"] not in organizer.get(f"/staff/acara?kata={other.code}&hari=nope").text


def test_the_check_names_what_clashes(organizer, festival):
    assert "Tidak ada yang bertabrakan" in organizer.get("/staff/jadwal/periksa").text
    twin = make_event(festival.edition, festival.venue, starts_at=festival.event.starts_at, ends_at=festival.event.ends_at, size=101)
    page = organizer.get("/staff/jadwal/periksa").text
    assert "Tempat yang sama, waktu yang sama" in page and "Tiket yang disediakan lebih banyak dari daya tampung" in page
    assert twin.title["id"] in page and festival.event.title["id"] in page
    in_transaction(changes.cancel_event, event=event_facts(festival.edition.id, twin.code), note=None, by="test", now=now())
    assert "Tidak ada yang bertabrakan" in organizer.get("/staff/jadwal/periksa").text
