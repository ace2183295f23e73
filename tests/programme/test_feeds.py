"""The programme for machines: calendars, JSON-LD, feeds, pictures, frames; and markup that must stay text in all of them."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import etree, html
from PIL import Image

from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import EventChange
from culture_week.festival.states import ChangeKind, EventState
from culture_week.performers.actions import add_group, add_performance
from tests.factories import make_edition, make_event, make_venue, now
from tests.programme.test_pages import change

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("schedule.xsd")))
HOSTILE = """</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&amp;{{7*7}}]]>\u0007"""


@pytest.fixture
def festival(app):
    edition = make_edition()
    venue = make_venue(edition, name="Lapangan Merdeka")
    event = make_event(edition, venue, title={"id": "Tari Piring", "en": "Plate Dance"})
    return {"edition": edition, "venue": venue, "event": event}


def fresh(client, path):
    forget_all()
    client.application.extensions["page_cache"].clear()
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer


def items(client, path):
    return list(Calendar.from_ical(fresh(client, path).data).walk("VEVENT"))


def add_change(event, **values):
    in_transaction(lambda: session.add(EventChange(event_id=event.id, revision=1, before={}, after={}, note=None, at=now(), **values)))


def test_calendars_of_event_day_venue_and_week(client, festival):
    event = festival["event"]
    day = event.starts_at.astimezone().date()
    paths = [f"/acara/{event.code}.ics", f"/tempat/{festival['venue'].code}.ics", "/jadwal.ics"]
    uids = {str(one["UID"]) for path in paths for one in items(client, path)}
    assert uids == {f"{festival['edition'].code}-{event.code}@culture-week"}
    assert client.get(f"/jadwal/{day}.ics").status_code == 200
    assert client.get("/jadwal/2020-01-01.ics").status_code == client.get("/acara/NOSUCH.ics").status_code == 404


@pytest.mark.parametrize(
    ("state", "word", "linked"),
    [
        (EventState.SCHEDULED, "CONFIRMED", "EventScheduled"),
        (EventState.MOVED, "CONFIRMED", "EventRescheduled"),
        (EventState.POSTPONED, "TENTATIVE", "EventPostponed"),
        (EventState.CANCELLED, "CANCELLED", "EventCancelled"),
    ],
)
def test_every_state_is_told_to_machines(client, festival, state, word, linked):
    event = festival["event"]
    change(event, state=state, revision=3)
    (item,) = items(client, f"/acara/{event.code}.ics")
    assert (item["STATUS"], item["SEQUENCE"]) == (word, 3)
    page = html.fromstring(fresh(client, f"/acara/{event.code}").text)
    (told,) = [json.loads(script.text) for script in page.xpath("//script[@type='application/ld+json']")]
    assert told["eventStatus"] == f"https://schema.org/{linked}"
    assert (told["offers"][0]["price"], told["offers"][0]["priceCurrency"]) == (0, "IDR")
    assert told["location"]["name"] == "Lapangan Merdeka"


def test_schedule_is_what_conference_apps_read(client, festival):
    make_event(
        festival["edition"], festival["venue"], starts_at=now() + timedelta(days=1), ends_at=now() + timedelta(days=1, hours=3), size=None
    )
    document = etree.fromstring(fresh(client, "/jadwal.xml").data)
    SCHEMA.assertValid(document)
    assert len(document.findall("day/room/event")) == 2
    SCHEMA.assertValid(etree.fromstring(fresh(client, "/en/jadwal.xml").data))


def test_the_schema_can_fail(client, festival):
    document = etree.fromstring(fresh(client, "/jadwal.xml").data)
    document.find("day/room/event/start").text = "7 pm"
    assert not SCHEMA.validate(document)


def test_changes_are_an_atom_feed(client, festival):
    assert etree.fromstring(fresh(client, "/perubahan.xml").data).find("{*}entry") is None
    add_change(festival["event"], kind=ChangeKind.CANCEL)
    (entry,) = etree.fromstring(fresh(client, "/perubahan.xml").data).findall("{*}entry")
    assert entry.findtext("{*}title") == "Dibatalkan: Tari Piring"


def test_picture_for_shared_links(client, festival):
    answer = client.get(f"/acara/{festival['event'].code}/gambar.png")
    assert len(answer.data) < 100_000
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    page = client.get(f"/acara/{festival['event'].code}").text
    assert f'og:image" content="http://localhost/acara/{festival["event"].code}/gambar.png"' in page
    for path in ("/", "/jadwal", "/cari", "/tempat"):
        assert 'property="og:title"' in client.get(path).text, path


def test_one_page_alone_may_be_framed(client, festival):
    assert "frame-ancestors *" in client.get("/sematkan/acara").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in client.get("/sematkan/acara").headers["Content-Security-Policy"]  # from the kept page too
    for path in ("/", "/sematkan", f"/acara/{festival['event'].code}"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_a26_markup_stays_text_everywhere(app, client, festival):
    edition, venue = festival["edition"], make_venue(festival["edition"], name=HOSTILE[:110])
    event = make_event(edition, venue, title={"id": HOSTILE, "en": HOSTILE}, description={"id": HOSTILE, "en": HOSTILE})
    group = in_transaction(add_group, code="JAHAT", name=HOSTILE[:110], by="test", now=now())
    in_transaction(add_performance, event_id=event.id, group_id=group, position=0, by="test", now=now())
    add_change(event, kind=ChangeKind.EDIT)
    on = edition.starts_on + timedelta(days=2)
    here = f"/tempat/{venue.code}"
    pages = [
        "/",
        "/jadwal",
        f"/jadwal/{on}/tempat",
        f"/jadwal/{on}/kisi",
        "/cari",
        "/cari?kata=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E%22'",
    ]
    pages += ["/sekarang", "/tempat", here, f"{here}/layar", f"{here}/poster", "/sematkan/acara", "/sematkan", f"/acara/{event.code}"]
    for path in (*pages, *(f"/en{path}" for path in pages)):
        page = html.fromstring(fresh(client, path).data)
        assert all(script.get("src") or script.get("type") == "application/ld+json" for script in page.iter("script")), path
        assert not page.xpath("//img[@src='x'] | //*[@onerror]"), path
    told = html.fromstring(fresh(client, f"/acara/{event.code}").text).xpath("//script[@type='application/ld+json']")
    assert json.loads(told[0].text)["name"] == HOSTILE
    for path in ("/perubahan.xml", "/jadwal.xml"):
        document = etree.fromstring(fresh(client, path).data)
        assert {etree.QName(one).localname for one in document.iter()}.isdisjoint({"script", "img"})
        assert "onerror=alert(2)" in "".join(document.itertext())
    assert any("onerror=alert(2)" in str(one["SUMMARY"]) for one in items(client, "/jadwal.ics"))
    assert client.get(f"/acara/{event.code}/gambar.png").status_code == 200


def test_a26_no_letter_of_a_title_breaks_a_feed(client, festival):
    """A26: one event's name must not end the whole programme for those who read it by machine."""
    title = "Tari\x01\x0b\ufffe\uffff]]>&"
    event = make_event(festival["edition"], make_venue(festival["edition"]), title={"id": title, "en": title})
    add_change(event, kind=ChangeKind.EDIT)
    for path in ("/perubahan.xml", "/jadwal.xml"):
        assert "Tari]]>&" in "".join(etree.fromstring(fresh(client, path).data).itertext())
