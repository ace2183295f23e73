"""The programme's pages over HTTP."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Event
from culture_week.festival.states import EventState, Kind
from tests.factories import make_edition, make_event, make_venue, now, statements


def change(event, **values):
    """Sets columns of an event as the office would."""

    def write():
        for name, value in values.items():
            setattr(session.get_one(Event, event.id), name, value)

    in_transaction(write)
    forget_all()


def later_today(app, minutes):
    """So many minutes from now, or fewer where the day of the city ends before."""
    instant = now().astimezone(ZoneInfo(app.config["TIME_ZONE"]))
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return now() + min(timedelta(minutes=minutes), (midnight - instant) / 2)


@pytest.fixture
def festival(app):
    edition = make_edition()
    venue, other = make_venue(edition, name="Lapangan Merdeka"), make_venue(edition, name="Balai Kartini")
    dance = make_event(edition, venue, title={"id": "Tari Piring", "en": "Plate Dance"})
    talk = make_event(edition, other, title={"id": "Sarasehan", "en": "Talk"}, kind=Kind.TALK, size=None)
    training = make_event(edition, venue, title={"id": "Pos latihan", "en": "Training post"}, kind=Kind.TRAINING)
    return {"edition": edition, "venue": venue, "other": other, "dance": dance, "talk": talk, "training": training}


def titles(answer):
    assert answer.status_code == 200
    return re.findall(r"card__title\"><a [^>]*>([^<]*)<", answer.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Tari Piring", "Sarasehan"]),
        ("kata=TARI", ["Tari Piring"]),
        ("kata=plate+dance", ["Tari Piring"]),
        ("kata=lapanganmerdeka", ["Tari Piring"]),
        ("kata=kartini", ["Sarasehan"]),
        ("jenis=talk", ["Sarasehan"]),
        ("jenis=nonsense&hari=soon&tempat=NOWHERE&biaya=1&akses=x&waktu=y", ["Tari Piring", "Sarasehan"]),
        ("biaya=tanpa-tiket", ["Sarasehan"]),
        ("biaya=gratis&kata=tari", ["Tari Piring"]),
        ("kata=zzz", []),
        ("kata=latihan", []),
    ],
)
def test_search(client, festival, query, found):
    assert titles(client.get(f"/cari?{query}")) == found


def test_filters_by_place_and_day_stand_in_the_address_and_can_be_taken_away(client, festival):
    today = now().date()
    query = f"kata=tari&tempat={festival['venue'].code}"
    page = client.get(f"/cari?{query}").text
    assert f'href="/cari?tempat={festival["venue"].code}"' in page
    assert 'href="/cari?kata=tari"' in page
    assert titles(client.get(f"/cari?tempat={festival['other'].code}")) == ["Sarasehan"]
    assert titles(client.get(f"/cari?hari={today + timedelta(days=3)}")) == []


def test_nothing_found_says_what_to_try(client, festival):
    page = client.get(f"/cari?kata=piringg&tempat={festival['other'].code}").text
    assert "Coba cara lain" in page
    page = client.get("/cari?kata=piringg").text
    assert "Maksudnya “piring”?" in page


def test_a_search_is_kept_by_readers_and_not_here(app, client, festival):
    answer = client.get("/cari?kata=tari")
    assert answer.headers["Cache-Control"].startswith("public, max-age=2")
    for number in range(20):
        client.get(f"/cari?kata=made{number}")
    assert app.extensions["page_cache"] == {}


@pytest.mark.parametrize("query", ["a" * 10_000, "%F0%9F%8E%AD" * 2000, "%22%3E" * 3000, "+" * 10_000, "%CC%81" * 3000])
def test_a26_queries_of_ten_thousand_characters(client, festival, query):
    answer = client.get(f"/cari?kata={query}")
    assert answer.status_code == 200
    assert len(answer.data) < 40_000


@pytest.mark.parametrize("page", ["0", "-3", "99999999999999999999", "zwei", "1"])
def test_pages_that_do_not_exist_are_the_nearest(client, festival, page):
    assert titles(client.get(f"/cari?halaman={page}"))


def test_training_is_in_no_list_and_has_its_page(client, festival):
    on = now().date().isoformat()
    for path in ("/", "/jadwal", f"/jadwal/{on}/tempat", f"/jadwal/{on}/kisi", "/cari", "/sekarang", f"/tempat/{festival['venue'].code}"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Pos latihan" not in answer.text, path
    assert "Pos latihan" not in client.get("/api/v1/events").text
    assert client.get(f"/acara/{festival['training'].code}").status_code == 200
    assert client.get(f"/pesan/{festival['training'].code}").status_code == 200


def test_the_list_of_a_large_edition_takes_as_many_statements_as_of_a_small_one(client, festival):
    def asked(path):
        forget_all()
        client.application.extensions["page_cache"].clear()
        with statements() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    few = {path: asked(path) for path in ("/", "/cari", "/jadwal", "/sekarang")}
    for _ in range(12):
        make_event(festival["edition"], festival["venue"])
    assert {path: asked(path) for path in few} == few
    assert max(few.values()) <= 8


@pytest.mark.parametrize(
    "path", ["/jadwal/2020-01-01/tempat", "/jadwal/nie/kisi", "/tempat/NOSUCH", "/tempat/NOSUCH/layar", "/tempat/NOSUCH/poster"]
)
def test_what_is_not_there(client, festival, path):
    assert client.get(path).status_code == 404


def test_a_venue_of_another_edition_has_no_page(client, festival):
    old = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    venue = make_venue(old)
    make_event(old, venue, starts_at=now() - timedelta(days=2000), ends_at=now() - timedelta(days=1999), size=None)
    assert client.get(f"/tempat/{venue.code}").status_code == 404


def test_late_events_say_so_everywhere(client, festival):
    dance = festival["dance"]
    begins_at, late = later_today(client.application, 25), timedelta(minutes=20)
    change(dance, starts_at=begins_at - late, projected_starts_at=begins_at, projected_ends_at=dance.ends_at + late)
    for path in ("/", "/cari", "/sekarang", f"/acara/{dance.code}", f"/tempat/{festival['venue'].code}/layar"):
        assert "mundur 20 menit" in client.get(path).text, path
    assert "20 minutes late" in client.get(f"/en/acara/{dance.code}").text


def test_now_and_next(client, festival):
    later = make_event(
        festival["edition"],
        festival["venue"],
        title={"id": "Nanti"},
        starts_at=later_today(client.application, 1),
        ends_at=now() + timedelta(minutes=2),
    )
    page = client.get("/sekarang").text
    assert page.index("Sesudahnya") > page.index("Tari Piring")
    screen = client.get(f"/tempat/{festival['venue'].code}/layar").text
    assert screen.index("Nanti") > screen.index("Tari Piring")
    change(later, state=EventState.CANCELLED)
    change(festival["dance"], state=EventState.CANCELLED)
    client.application.extensions["page_cache"].clear()
    assert "Tari Piring" not in client.get(f"/tempat/{festival['venue'].code}/layar").text


def test_now_answers_304_within_a_minute(client, festival):
    first = client.get("/sekarang")
    assert client.get("/sekarang", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_venue_says_what_residents_ask(client, festival):
    words = {
        name: {"id": f"Kata {name}"}
        for name in ("directions", "access_note", "toilets", "prayer_room", "permit", "rain_plan", "house_rules")
    }
    venue = make_venue(festival["edition"], **words, responsible="Dinas Contoh", responsible_phone="+6286100000101")
    make_event(festival["edition"], venue)
    page = client.get(f"/tempat/{venue.code}").text
    for name in words:
        assert f"Kata {name}" in page
    assert "Dinas Contoh" in page
    assert 'href="tel:+6286100000101"' in page


def test_home_repeats_nothing(client, festival):
    for minutes in (30, 60, 90):
        make_event(
            festival["edition"],
            festival["venue"],
            starts_at=now() + timedelta(minutes=minutes),
            ends_at=now() + timedelta(minutes=minutes + 30),
        )
    shown = titles(client.get("/"))
    assert len(shown) == len(set(shown)) == 5
