"""The audit trail as staff read it: filters, pages, and words instead of codes."""

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
from culture_week.pages.words import DEEDS, FIELDS
from tests.factories import make_account, make_festival
from tests.journeys.test_staff import log_in

RECORDED = re.compile(r'\baction=(?:"(\w+)"|action or "(\w+)"|.*?"(\w+)" if \w+ else "(\w+)")')
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


def test_every_deed_has_words():
    code = "\n".join(path.read_text() for path in (PROJECT / "culture_week").rglob("*.py"))
    recorded = {action for found in RECORDED.findall(code) for action in found if action}
    assert len(recorded) > 50
    assert recorded - set(DEEDS) == set()


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
