"""A visitor's own programme: as a link, as a calendar, and what clashes or has changed in it."""

from datetime import UTC, datetime, timedelta

import pytest

from culture_week.festival.queries import Place, event_facts
from culture_week.festival.rules import times_moved
from culture_week.festival.states import EventState, Kind
from culture_week.programme.actions import changes
from culture_week.programme.rules.favourites import MOST_FAVOURITES, Chosen, clashes, read_codes
from tests.factories import change_event, make_event, make_festival, make_venue, now

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def chosen(code, hour=0.0, hours=2.0, kind=Kind.PERFORMANCE, state=EventState.SCHEDULED):
    starts_at = NOON + timedelta(hours=hour)
    return Chosen(code, kind, state, starts_at, starts_at + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([chosen("A"), chosen("B", 1)], {"A": ["B"], "B": ["A"]}),
        ([chosen("A"), chosen("B", 2)], {}),  # one begins when the other ends
        ([chosen("A"), chosen("B", 0.5, 0.5), chosen("C", 1.5)], {"A": ["B", "C"], "B": ["A"], "C": ["A"]}),
        ([chosen("A"), chosen("B", kind=Kind.EXHIBITION)], {}),
        ([chosen("A"), chosen("B", kind=Kind.BAZAAR)], {}),
        ([chosen("A"), chosen("B", hours=60)], {}),
        ([chosen("A"), chosen("B", state=EventState.CANCELLED)], {}),
        ([chosen("A"), chosen("B", state=EventState.POSTPONED)], {}),
        ([chosen("A"), chosen("B", state=EventState.MOVED)], {"A": ["B"], "B": ["A"]}),
        ([], {}),
    ],
)
def test_what_is_on_at_the_same_time(events, found):
    assert clashes(events) == found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("E01", ["E01"]),
        ("E01,E02,E01", ["E01", "E02"]),
        (",E01,,<b>,E 2,é,E-3_x," + "x" * 21, ["E01", "E-3_x"]),
        (",".join(f"E{n}" for n in range(500)), [f"E{n}" for n in range(MOST_FAVOURITES)]),
        ("E01," * 100_000, ["E01"]),
    ],
)
def test_codes_of_an_address_are_read_within_bounds(text, codes):
    assert read_codes(text) == codes


def test_a_shared_list_needs_no_script(client):
    festival = make_festival()
    other = make_event(festival.edition, make_venue(festival.edition), title={"id": "Acara <b>lain</b>", "en": "Another"})
    ours = f"/favorit?gelaran={festival.edition.code}&acara="
    page = client.get(f"{ours}{other.code},NOSUCH,{festival.event.code}").text
    assert festival.event.title["id"] in page and "Acara &lt;b&gt;lain&lt;/b&gt;" in page
    assert "1 acara tidak ada lagi di jadwal." in page
    assert page.count("Berbarengan dengan") == 2
    assert f"http://localhost{ours}{festival.event.code},{other.code}".replace("&", "&amp;") in page
    assert "https://wa.me/?text=" in page
    english = client.get(f"/en{ours}{other.code}").text
    assert "1 chosen event" in english and f'href="{ours}{other.code}"'.replace("&", "&amp;") in english


def test_a_list_of_another_edition_names_no_event_of_this_one(client):
    festival = make_festival()
    for edition in ("gelaran=2019&", "gelaran=&", ""):
        address = f"{edition}acara={festival.event.code}"
        page = client.get(f"/favorit?{address}").text
        assert "1 acara tidak ada lagi di jadwal." in page and festival.event.title["id"] not in page
        assert "BEGIN:VEVENT" not in client.get(f"/favorit.ics?{address}").text


def test_an_empty_list_says_what_to_do(client):
    festival = make_festival()
    for query in ("", "acara=", "acara=NOSUCH", "acara=%00"):
        answer = client.get(f"/favorit?gelaran={festival.edition.code}&{query}")
        assert answer.status_code in (200, 400) and ("Belum ada favorit" in answer.text or answer.status_code == 400), query
    assert client.get(f"/favorit.ics?gelaran={festival.edition.code}&acara=NOSUCH").status_code == 200


def test_the_calendar_replaces_what_the_phone_holds(client):
    festival = make_festival(starts_at=now() + timedelta(hours=4), ends_at=now() + timedelta(hours=6))
    address = f"/favorit.ics?gelaran={festival.edition.code}&acara={festival.event.code}"

    def entry():
        lines = client.get(address).text.replace("\r\n ", "").splitlines()
        return {line.split(":")[0].split(";")[0]: line.split(":", 1)[1] for line in lines if ":" in line}

    first = entry()
    change_event(changes.cancel_event, festival)
    second = entry()
    assert first["UID"] == second["UID"] == f"{festival.edition.code}-{festival.event.code}@culture-week"
    assert (first["SEQUENCE"], second["SEQUENCE"]) == ("0", "1")
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert first["URL"] == f"http://localhost/acara/{festival.event.code}"


def test_the_page_of_changes_says_what_was_and_what_is(app, client):
    festival = make_festival(starts_at=now() + timedelta(hours=4), ends_at=now() + timedelta(hours=6))
    assert "Belum ada perubahan" in client.get("/perubahan").text
    venue = make_venue(festival.edition, name="Gedung Baru")
    event = event_facts(festival.edition.id, festival.event.code)
    times = times_moved(event.times, event.times.starts_at, event.times.ends_at)
    note = {"id": "Karena hujan.", "en": "Because of rain."}
    change_event(changes.move_event, festival, place=Place(venue.id, venue.code, venue.name, venue.capacity), times=times, note=note)
    change_event(changes.postpone_event, festival)
    app.extensions["page_cache"].clear()
    page = client.get("/perubahan").text
    assert "Gedung Baru" in page and festival.venue.name in page and "Karena hujan." in page
    assert page.index("Ditunda</span>") < page.index("Pindah</span>")
    assert "Because of rain." in client.get("/en/perubahan").text
