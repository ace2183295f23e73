"""The audit trail as staff read it: filters, pages, and words instead of codes."""

import ast
import re
from datetime import timedelta

import pytest

from config import PROJECT
from culture_week.accounts.states import Role
from culture_week.core import audit
from culture_week.core.audit_trail import LONGEST_VALUE, SHOWN, audit_of
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.text import local_day
from culture_week.festival.models import Announcement, Area, Edition, Event, Gate, Venue
from culture_week.festival.states import ChangeKind
from culture_week.messages.states import MESSAGE
from culture_week.pages.words import DEEDS, FIELDS
from culture_week.performers.models import Group
from culture_week.sales.models import Offer
from tests.factories import make_account, make_festival
from tests.journeys.test_staff import log_in

DEED = re.compile(r'<p class="deed__what"><strong>(.*?)</strong> (.*?) <a class="deed__thing" href=".*?">(.*?)</a>')


@pytest.fixture
def staff(app):
    """An organiser who has logged in."""
    festival = make_festival()
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    client.festival = festival
    return client


def leave(**more):
    values = {"by": "buyer", "now": utc_now(), "action": "book", "subject": "order:AB12CD34"} | more
    in_transaction(audit.record, **values)


def read(client, **filters):
    return DEED.findall(client.get("/staff/jejak", query_string=filters).text)


def test_words_for_codes(staff):
    leave()
    assert read(staff)[0] == ("Pembeli", "memesan", "Kode pemesanan AB12CD34")
    who, did, what = read(staff, apa="log_in")[0]
    assert (who, did) == ("Orang Contoh", "masuk") and what.startswith("Akun ")


def test_yes_and_no_are_words(staff):
    leave(action="log_in", factor_due=False)
    page = staff.get("/staff/jejak").text
    assert f"<dt>{FIELDS['factor_due']}</dt><dd>tidak</dd>" in page
    assert ">no<" in staff.get("/en/staff/jejak").text


def test_filters(staff):
    event = staff.festival.event.code
    leave()
    leave(by="system", subject="order:ZZ99ZZ99", action="cancel", now=utc_now() - timedelta(days=3))
    assert read(staff, tentang="AB12CD34") == [("Pembeli", "memesan", "Kode pemesanan AB12CD34")]
    assert read(staff, tentang="order:ZZ99ZZ99") == [("Sistem", "membatalkan", "Kode pemesanan ZZ99ZZ99")]
    assert [what for _who, _did, what in read(staff, tentang=event)] == [f"Acara {staff.festival.edition.code}/{event}"]
    assert {who for who, _did, _what in read(staff, siapa="orang con")} == {"Orang Contoh"}
    assert read(staff, siapa="sistem", apa="cancel", hari=(local_day(utc_now()) - timedelta(days=3)).isoformat()) != []
    assert read(staff, siapa="sistem", hari=local_day(utc_now()).isoformat()) == []


@pytest.mark.parametrize(
    "filters", [{"hari": "31/12"}, {"hari": "9999-12-31"}, {"sebelum": "x"}, {"sebelum": "9" * 30}, {"siapa": "%"}, {"apa": "'"}]
)
def test_odd_filters_are_answered(staff, filters):
    assert staff.get("/staff/jejak", query_string=filters).status_code == 200


def test_pages(staff):
    for number in range(SHOWN + 5):
        leave(subject=f"order:{number}", action="resend")
    first = staff.get("/staff/jejak?apa=resend").text
    assert len(DEED.findall(first)) == SHOWN
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = staff.get(older).text
    assert [what for *_rest, what in DEED.findall(second)] == [f"Kode pemesanan {number}" for number in range(4, -1, -1)]
    assert 'rel="next"' not in second and "Terbaru" in second


def test_before_and_after_and_nothing_long(staff):
    leave(
        action="edit",
        before={"title": {"id": "Lama", "en": "Old"}, "size": 5},
        after={"title": {"id": "<b>Baru</b>"}, "size": 9},
        note="x" * 500,
    )
    page = staff.get("/staff/jejak").text
    assert "<dt>Judul</dt><dd><del>Lama</del>" in page and "<ins>&lt;b&gt;Baru&lt;/b&gt;</ins>" in page
    assert ("size", "5", "9") in audit_of("order:AB12CD34")[0].changes
    assert f"{'x' * LONGEST_VALUE}…" in page and "x" * (LONGEST_VALUE + 1) not in page


def recorded():
    """Every call that leaves an entry, with its action and the names of what it tells, as far as they are written out."""
    for path in (PROJECT / "culture_week").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("record", "record_sealed"):
                given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                written = given.pop("action", None)
                choices = [one.value for one in ast.walk(written) if isinstance(one, ast.Constant)] if written else []
                yield path.name, choices, set(given) - {"by", "now", "subject", "before", "after"}


def test_every_deed_and_what_is_told_of_it_has_words():
    calls = list(recorded())
    assert len(calls) > 50
    staff = {action for action, _from, _to, by in MESSAGE.moves if by.startswith("staff")}
    done = {action for _path, actions, _told in calls for action in actions} | set(ChangeKind) | staff
    assert done - set(DEEDS) == set() and set(DEEDS) - done == set()
    assert {name for _path, _actions, told in calls for name in told} - set(FIELDS) == set()


@pytest.mark.parametrize("model", [Edition, Venue, Area, Gate, Announcement, Event, Offer, Group])
def test_every_column_that_the_office_edits_has_a_word(model):
    hidden = {"id", "code", "state_note", "revision", "changed_at", "published_at", "seller_id", "allowance_id"}
    assert set(model.__table__.columns.keys()) - hidden - {"edition_id", "venue_id", "area_id"} - set(FIELDS) == set()


def test_words_for_values(staff):
    at = "2026-11-24T13:00:00+00:00"
    before, after = {"state": "scheduled", "access": []}, {"state": "moved", "access": ["wheelchair", "sign-language"], "starts_at": at}
    leave(action="edit", before=before, after=after, role="gate", verdict="welcome", both=True)
    page = staff.get("/staff/jejak").text
    assert "<del>Sesuai jadwal</del>" in page and "<ins>Pindah tempat</ins>" in page and "20.00" in page and at not in page
    assert "Jalur kursi roda, Juru bahasa isyarat" in page and "<dt>Kedua alamat setuju</dt><dd>ya</dd>" in page
    assert "<dt>Peran</dt><dd>Petugas gerbang</dd>" in page and "<dt>Putusan</dt><dd>Silakan masuk</dd>" in page


def test_a_role_is_told_with_the_names_of_its_places(staff):
    edition, venue = staff.festival.edition, staff.festival.venue
    make_account(Role.GATE, edition_id=edition.id, gate_id=venue.gate_id)
    page = staff.get("/staff/jejak?apa=grant").text
    assert f"<dt>Gerbang</dt><dd>{edition.code}/{venue.gate_code}</dd>" in page and f"<dt>Gelaran</dt><dd>{edition.code}</dd>" in page
