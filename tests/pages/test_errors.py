"""Error pages say what to do next, in both languages; the sign "closed for a moment" stops visitors and nobody else."""

import pytest
from flask import abort

from culture_week.core.access import public
from culture_week.core.text import in_language
from culture_week.pages.errors import ERRORS
from tests.factories import book, make_device, make_festival, scan


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
