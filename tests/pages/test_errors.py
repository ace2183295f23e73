"""Error pages say what to do next, in both languages; the sign "closed for a moment" stops visitors and nobody else."""

import re
from datetime import date

import pytest
from flask import abort

from culture_week.accounts.states import Role
from culture_week.core.access import public
from culture_week.core.text import in_language
from culture_week.pages.errors import ERRORS
from tests.accounts.people import PIN, make_guest, post
from tests.factories import book, make_account, make_device, make_edition, make_festival, scan
from tests.journeys.test_staff import log_in


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_each_error_has_words_and_a_next_step(app, client, monkeypatch, status, language):
    monkeypatch.setitem(app.view_functions, "pages.privacy", public(lambda: abort(status)))
    page = client.get(f"{language}/privasi")
    assert page.status_code == status
    with in_language("en" if language else "id"):
        assert f"<h1>{ERRORS[status][0]}</h1>" in page.text
    assert '<a class="button' in page.text and 'content="noindex"' in page.text
    assert ("Retry-After" in page.headers) == (status in (429, 503))


@pytest.mark.parametrize(
    ("path", "other"),
    [("/tidak-ada", "/en/tidak-ada"), ("/en/tidak-ada", "/tidak-ada"), ("/en//contoh.id/a", "/contoh.id/a")],
)
def test_an_error_can_be_read_in_the_other_language(client, path, other):
    """And the way there never leads to another site."""
    found = re.search(r'class="top__language" href="([^"]*)"', client.get(path).text)
    assert found and found[1] == other


@pytest.fixture
def sign(app):
    """Hung up for the test."""
    run = app.test_cli_runner()
    run.invoke(args=["maintenance", "on", "--minutes", "20"])
    yield lambda: run.invoke(args=["maintenance", "off"])
    run.invoke(args=["maintenance", "off"])


def test_visitors_are_told_when_to_come_back(client, sign):
    for path in ("/", "/en/jadwal", "/api/v1/events"):
        answer = client.get(path)
        assert answer.status_code == 503 and "Retry-After" in answer.headers, path
    page = client.get("/jadwal")
    assert 1100 < int(page.headers["Retry-After"]) <= 1201
    assert "Buka lagi sekitar" in page.text and page.headers["Cache-Control"] == "no-store"
    sign()
    assert client.get("/").status_code == 200


def test_a_sign_hung_up_by_hand_says_no_time(app, client, sign):
    (app.config["DATA_FOLDER"] / "maintenance").write_text("soon")
    page = client.get("/")
    assert page.status_code == 503 and page.headers["Retry-After"] == "300" and "Buka lagi" not in page.text


def test_gates_tickets_and_staff_go_on(app, client):
    festival = make_festival()
    order = book(client, festival.event.offer).json
    token = make_device(festival.venue.gate_id)
    app.test_cli_runner().invoke(args=["maintenance", "on"])
    try:
        assert scan(client, token, qr=order["tickets"][0]["qr"]).json["verdict"] == "welcome"
        assert client.get(f"/pesanan/{order['code']}/{order['secret']}").status_code == 200
        assert client.get("/staff/masuk").status_code == 200
        assert client.get("/healthz").status_code == 200
        assert book(client, festival.event.offer).status_code == 503
        assert client.post(f"/pesanan/{order['code']}/{order['secret']}/batal").status_code == 503
    finally:
        app.test_cli_runner().invoke(args=["maintenance", "off"])


@pytest.mark.parametrize("role", [Role.GROUP, Role.VENDOR])
def test_a_guest_on_a_page_of_staff_is_shown_the_way_to_their_own(app, role):
    client = app.test_client()
    guest = make_guest(role, edition_id=make_edition().id)
    post(client, guest.link, pin=PIN)
    for path in ("/staff", "/staff/acara", "/staff/NONE"):
        page = client.get(path)
        assert page.status_code in (403, 404) and "Ke meja panitia" not in page.text
        own = re.search(r'class="button button--main" href="([^"]+)">.*?Ke halaman Anda', page.text)[1]
        assert client.get(own).status_code == 200, path


def test_staff_without_a_role_here_are_told_so_and_not_sent_in_a_circle(app):
    client, old = app.test_client(), make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    make_edition()
    log_in(client, make_account(Role.ORGANIZER, edition_id=old.id))
    for path in ("/staff", "/staff/acara"):
        page = client.get(path)
        assert page.status_code == 403 and "tidak punya peran di gelaran ini" in page.text and 'href="/staff"' not in page.text
        assert client.get("/staff/saya").status_code == 200 and 'href="/staff/saya"' in page.text


def test_staff_who_may_not_see_one_page_go_back_to_their_desk(app):
    client = app.test_client()
    log_in(client, make_account(Role.GATE, edition_id=make_edition().id))
    page = client.get("/staff/akun")
    assert page.status_code == 403 and "Ke meja panitia" in page.text and client.get("/staff").status_code == 200
