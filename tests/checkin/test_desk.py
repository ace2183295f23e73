"""Letting people in by name, and the list on paper."""

import re

import pytest
from sqlalchemy import text

from culture_week.accounts.states import Role
from culture_week.core.database import session
from culture_week.insights.queries import broken_invariants
from tests.factories import book, make_account, make_device, make_festival, scan
from tests.journeys.test_staff import log_in, token_on

SCAN_ID = re.compile(r'name="scan_id" value="([^"]+)"')


@pytest.fixture
def desk(client, app):
    """A festival with a booking of three, and somebody who works at its gate."""
    festival = make_festival()
    order = book(client, festival.event.offer, 3, name="Siti <b>Contoh</b>").json
    staff = app.test_client()
    log_in(staff, make_account(Role.GATE))
    return festival, order, staff


def post(staff, festival, page, **form):
    values = {"csrf_token": token_on(staff, "/staff"), **form}
    return staff.post(f"/staff/gerbang/{festival.venue.gate_code}/{page}", data=values, follow_redirects=True)


def find(staff, festival, words):
    return post(staff, festival, "cari", q=words)


def let_in(staff, festival, order, **values):
    form = {"order": order["code"], "offer": festival.event.offer, "scan_id": "a-scan-of-the-desk", "count": 2}
    return post(staff, festival, "masuk", **(form | values))


def test_a_name_is_found_and_let_in_once(desk):
    festival, order, staff = desk
    page = find(staff, festival, "siti contoh")
    assert order["code"] in page.text and "0 dari 3 orang" in page.text
    assert "Siti &lt;b&gt;Contoh" in page.text  # A26
    for _ in range(2):  # pressed twice
        assert "2 orang masuk." in let_in(staff, festival, order).text
    assert "2 dari 3 orang" in find(staff, festival, order["code"]).text
    assert "Tidak sebanyak itu lagi" in let_in(staff, festival, order, scan_id="another-scan").text
    assert not any(broken_invariants().values())
    assert session.scalars(text("SELECT DISTINCT actor FROM audit_entry WHERE action = 'scan'")).one().startswith("account:")


def test_it_counts_with_what_gates_scan(client, desk):
    festival, order, staff = desk
    scan(client, make_device(festival.venue.gate_id), qr=order["party_code"])
    assert "Sudah masuk semua" in find(staff, festival, "siti").text
    assert "Tiket sudah dipakai" in let_in(staff, festival, order).text


def test_a16_neither_contacts_nor_codes_are_shown(client, desk):
    festival, order, staff = desk
    secrets = {order["party_code"], *(ticket["entry_code"] for ticket in order["tickets"]), *(ticket["qr"] for ticket in order["tickets"])}
    paper = post(staff, festival, "daftar")
    assert "Siti" in paper.text and paper.text.count("☐") == 3
    for page in (find(staff, festival, "siti"), paper):
        assert not [secret for secret in secrets if secret in page.text]
        assert "0861" not in page.text
    assert session.scalar(text("SELECT COUNT(*) FROM audit_entry WHERE action = 'print_list'")) == 1


def test_a15_an_order_for_another_place_is_not_here(client, desk):
    festival, _order, staff = desk
    elsewhere = make_festival()
    theirs = book(client, elsewhere.event.offer).json
    assert let_in(staff, festival, theirs, offer=elsewhere.event.offer).status_code == 404


@pytest.mark.parametrize(
    "words, told", [("x", "paling sedikit dua huruf"), ("zzz", "Tidak ada yang cocok"), ("%%", "Tidak ada yang cocok")]
)
def test_what_is_not_found_says_what_to_do(desk, words, told):
    festival, _order, staff = desk
    assert told in find(staff, festival, words).text
