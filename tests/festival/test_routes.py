"""The office sets up places and announcements, over HTTP."""

import re

import pytest
from sqlalchemy import select

from culture_week.accounts.states import Role
from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.festival.models import Announcement, Area, Gate, Venue
from tests.factories import make_account, make_edition, make_festival, make_venue
from tests.journeys.test_staff import log_in, token_on

VENUE = {"code": "balai-b", "name": "Balai B", "address": "Jalan Contoh", "directions_query": "Balai B", "capacity": "250", "indoor": "y"}
SHOWN = {"from_on": "2020-01-01", "from_at": "08:00", "until_on": "2099-12-31", "until_at": "20:00"}


@pytest.fixture
def festival(app):
    return make_festival()


@pytest.fixture
def organizer(app, festival):
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    return client


def send(client, path, **values):
    """As a browser would: with what the form on that page says was read."""
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(path).text)
    read = {"seen": seen[1]} if seen else {}
    return client.post(path, data={"csrf_token": token_on(client, "/staff"), **read, **values})


def one(table, **values):
    session.rollback()
    return session.scalars(select(table).filter_by(**values)).one_or_none()


def details(action, start):
    session.rollback()
    rows = select(AuditEntry).where(AuditEntry.action == action, AuditEntry.subject.startswith(start))
    return [row.details for row in session.scalars(rows.order_by(AuditEntry.id))]


def test_what_is_saved_says_so_once(organizer):
    saved = send(organizer, "/staff/tempat/baru", **VENUE)
    assert "Tersimpan" in organizer.get(saved.location).text
    assert "Tersimpan" not in organizer.get(saved.location).text


def test_a_venue_with_its_parts(organizer):
    assert send(organizer, "/staff/tempat/baru", **VENUE).status_code == 303
    assert send(organizer, "/staff/tempat/baru", **VENUE).status_code == 422
    changed = VENUE | {"capacity": "300", "permit_id": "Izin 12", "responsible": "Dinas Contoh", "responsible_phone": "0621 123456"}
    assert send(organizer, "/staff/tempat/BALAI-B", **changed).status_code == 303
    venue = one(Venue, code="BALAI-B")
    assert (venue.capacity, venue.permit, venue.indoor) == (300, {"id": "Izin 12"}, True)
    told = details("change", "venue:BALAI-B")[0]
    assert told["before"]["capacity"] == 250 and told["after"]["permit"] == {"id": "Izin 12"} and "name" not in told["after"]
    for part, table in (("area", Area), ("gerbang", Gate)):
        assert send(organizer, f"/staff/tempat/BALAI-B/{part}/baru", code="p1", name="Satu").status_code == 303
        assert send(organizer, f"/staff/tempat/BALAI-B/{part}/baru", code="P1", name="Satu").status_code == 422
        assert send(organizer, f"/staff/tempat/BALAI-B/{part}/P1", name="Dua").status_code == 303
        assert one(table, code="P1").name == "Dua"
    assert "Dua" in organizer.get("/staff/tempat/BALAI-B").text


def test_an_announcement_is_shown_changed_and_withdrawn(app, organizer):
    assert send(organizer, "/staff/pengumuman/baru", level="warn", text_id="Gerbang timur ditutup", **SHOWN).status_code == 303
    announcement = one(Announcement)
    assert "Gerbang timur ditutup" in app.test_client().get("/jadwal").text
    path = f"/staff/pengumuman/{announcement.code}"
    assert send(organizer, path, level="info", text_id="Dibuka lagi", url="/jadwal", **SHOWN).status_code == 303
    assert one(Announcement).text == {"id": "Dibuka lagi"}
    assert send(organizer, f"{path}/hapus").status_code == 303
    assert one(Announcement) is None
    assert [row["after"]["text"]["id"] for row in details("announce", "announcement:")] == ["Gerbang timur ditutup"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//e.example", "/\\e.example", "data:text/html,1", "https://", "http:e.example", "/a b", "e.example"]
)
def test_a31_an_announcement_leads_nowhere_unsafe(organizer, url):
    """A31, A26: an address that a browser would run, or take for another site without saying so."""
    assert send(organizer, "/staff/pengumuman/baru", level="info", text_id="Kabar", url=url, **SHOWN).status_code == 422
    assert one(Announcement) is None


def test_a15_things_of_another_edition_or_venue_are_not_there(organizer, festival):
    """A15: a gate, an area, an announcement through the address of what is not its own."""
    old = make_edition(published_at=None)
    elsewhere = make_venue(old)
    here = make_venue(festival.edition)
    assert organizer.get(f"/staff/tempat/{festival.venue.code}/gerbang/{festival.venue.gate_code}").status_code == 200
    assert organizer.get(f"/staff/tempat/{elsewhere.code}/gerbang/{elsewhere.gate_code}").status_code == 404
    assert organizer.get(f"/staff/tempat/{here.code}/gerbang/{festival.venue.gate_code}").status_code == 404
    send(organizer, f"/staff/tempat/{here.code}/area/baru", code="P1", name="Satu")
    assert organizer.get(f"/staff/tempat/{here.code}/area/P1").status_code == 200
    assert organizer.get(f"/staff/tempat/{festival.venue.code}/area/P1").status_code == 404


def test_a11_fields_that_no_form_has_change_nothing(organizer, festival):
    """A11: an id, a code and a state in the body."""
    values = {"name": "Pintu Baru", "code": "LAIN", "id": "1", "edition_id": "1", "venue_id": "999"}
    assert send(organizer, f"/staff/tempat/{festival.venue.code}/gerbang/{festival.venue.gate_code}", **values).status_code == 303
    gate = one(Gate, code=festival.venue.gate_code)
    assert (gate.name, gate.venue_id) == ("Pintu Baru", festival.venue.id)
