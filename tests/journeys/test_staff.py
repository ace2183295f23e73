"""Staff at their desk, over HTTP: how long a log-in lasts, who they are told they are, and what the gates page costs."""

import re
from datetime import timedelta

from sqlalchemy import select

from culture_week.accounts.models import LogIn
from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from tests.factories import PASSWORD, book, make_account, make_device, make_edition, make_event, make_festival, make_venue, scan, statements


def token_on(client, path):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)[1]


def log_in(client, email, path="/staff/masuk"):
    return client.post(path, data={"email": email, "password": PASSWORD, "csrf_token": token_on(client, path)})


def let_pass(**time):
    """As if so much time had gone by: every log-in began, and ends, that much earlier."""

    def age():
        for row in session.scalars(select(LogIn)):
            row.started_at -= timedelta(**time)
            row.expires_at -= timedelta(**time)

    in_transaction(age)


def test_log_in_ends_after_half_an_hour_without_use_and_leads_back(client):
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    log_in(client, email)
    for _ in range(3):
        let_pass(minutes=29)
        assert client.get("/staff/gerbang").status_code == 200
    let_pass(minutes=31)
    gone = client.get("/staff/gerbang")
    assert (gone.status_code, gone.headers["Location"]) == (302, "/staff/masuk?next=/staff/gerbang")
    page = client.get(gone.headers["Location"])
    assert "Anda perlu masuk lagi" in page.text and "30 menit tidak dipakai" in page.text
    back = log_in(client, email, gone.headers["Location"])
    assert (back.status_code, back.headers["Location"]) == (303, "/staff/gerbang")
    assert "Anda perlu masuk lagi" not in client.get("/staff/masuk").text


def test_log_in_in_use_ends_after_twelve_hours(client):
    log_in(client, make_account(Role.ORGANIZER, edition_id=make_edition().id))
    for _ in range(24):
        let_pass(minutes=29)
        assert client.get("/staff").status_code == 200
    let_pass(minutes=25)
    assert client.get("/staff").status_code == 302


def test_button_pressed_too_late_leads_to_its_page_and_language(client):
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    log_in(client, email)
    token = token_on(client, "/en/staff/gerbang")
    let_pass(minutes=31)
    pressed = client.post(
        "/en/staff/gerbang/NONE/tautan", data={"csrf_token": token}, headers={"Referer": "http://localhost/en/staff/gerbang"}
    )
    assert (pressed.status_code, pressed.headers["Location"]) == (303, "/en/staff/masuk?next=/staff/gerbang")
    assert log_in(client, email, pressed.headers["Location"]).headers["Location"] == "/en/staff/gerbang"
    assert "Please log in again" not in client.get("/en/staff").text


def test_stranger_is_told_nothing_of_ended_log_ins(client):
    assert "Anda perlu masuk lagi" not in client.get("/staff/masuk").text
    client.get("/staff")
    assert "Anda perlu masuk lagi" not in client.get("/staff/masuk").text


def test_use_is_written_once_a_minute_and_only_on_staff_pages(client):
    festival = make_festival()
    qr = book(client, festival.event.offer).json["tickets"][0]["qr"]
    device = make_device(festival.venue.gate_id)
    log_in(client, make_account(Role.ORGANIZER, edition_id=festival.edition.id))

    def writes(*requests):
        with statements() as seen:
            for request in requests:
                request()
        return sum(statement.startswith("UPDATE log_in") for statement in seen)

    def staff_page():
        assert client.get("/staff").status_code == 200

    assert writes(staff_page, staff_page) == 0
    let_pass(minutes=2)
    assert writes(lambda: client.get("/"), lambda: scan(client, device, qr=qr)) == 0
    assert writes(staff_page, staff_page) == 1


def test_roles_are_said_in_words(client):
    edition = make_edition()
    log_in(client, make_account(Role.GATE, gate_id=make_venue(edition).gate_id))
    assert "Petugas gerbang" in client.get("/staff").text
    assert "Gate staff" in client.get("/en/staff").text


def test_gates_page_asks_as_much_for_twelve_gates_as_for_two(client):
    edition = make_edition()
    log_in(client, make_account(Role.ORGANIZER, edition_id=edition.id))

    def open_gates(number):
        for _ in range(number):
            venue = make_venue(edition)
            shown.append(make_event(edition, venue))
            make_device(venue.gate_id)

    def look():
        forget_all()
        with statements() as seen:
            page = client.get("/staff/gerbang")
        assert page.text.count("Tambah ponsel") == len(shown)
        assert all(event.title["id"] in page.text for event in shown)
        return len(seen)

    shown = []
    open_gates(2)
    for_two = look()
    open_gates(10)
    assert look() == for_two
    book(client, shown[-1].offer, 4)
    assert re.search(r"<strong>0</strong> / 4", client.get("/staff/gerbang").text)
