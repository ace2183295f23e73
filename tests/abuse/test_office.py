"""What the office's pages and the pages behind secrets may leave behind, and who may show ours inside theirs."""

import re

import pytest
from PIL import ImageDraw

from culture_week.accounts.states import Role
from culture_week.core.access import required_permission
from culture_week.core.picture import MOST_KEPT, MOST_LETTERS, draw_share_picture
from tests.architecture.samples import NOTHING
from tests.factories import make_account, make_edition, make_festival
from tests.journeys.test_staff import log_in, token_on


def addresses(app):
    """Every address that is read, and whether it asks for a permission."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda argument: NOTHING.get(argument[1], "NOSUCH"), rule.rule)
            yield rule.rule, path, required_permission(app, rule.endpoint)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.GROUP, Role.VENDOR])
def test_a34_no_guarded_page_is_kept_anywhere(app, role):
    """A34: whatever it answers, and to whomever, logged in or not."""
    make_festival()
    client = app.test_client()
    log_in(client, make_account(role))
    guarded = [path for _rule, path, permission in addresses(app) if permission]
    assert len(guarded) > 20
    for path in guarded:
        for reader in (client, app.test_client()):
            answer = reader.get(path)
            assert answer.headers["Cache-Control"] == "no-store", (path, answer.status_code)


def test_a34_no_page_behind_a_secret_is_kept_anywhere(client, app):
    """A34: nor its refusal, which tells that somebody had a link."""
    behind = [path for rule, path, _permission in addresses(app) if "<secret>" in rule]
    assert len(behind) > 5
    for path in behind:
        assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_a26_one_page_alone_may_be_framed(client, app):
    """A26: a click meant for another site's page cannot land on a button of ours; what may be framed has neither form nor cookie."""
    make_festival()
    framed = []
    for rule, path, _permission in addresses(app):
        answer = client.get(path)
        if "frame-ancestors 'none'" not in answer.headers["Content-Security-Policy"]:
            framed.append(rule)
            assert "<form" not in answer.text and "Set-Cookie" not in answer.headers
    assert set(framed) == {"/sematkan/acara"}


def test_a33_a_cookie_is_worth_nothing_after_log_out(app):
    """A33: who has copied it does not stay."""
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    client, thief = app.test_client(), app.test_client()
    log_in(client, email)
    name = app.config["SESSION_COOKIE_NAME"]
    thief.set_cookie(name, client.get_cookie(name).value)
    assert thief.get("/staff").status_code == 200
    assert client.post("/staff/keluar", data={"csrf_token": token_on(client, "/staff")}).status_code == 303
    assert thief.get("/staff").status_code == 302


def test_a36_no_page_is_so_far_away_that_the_database_stumbles(app):
    """A36: SQLite and PostgreSQL count to 2 to the power of 63."""
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=make_edition().id))
    assert {client.get(f"/staff/pemesanan?page={'9' * digits}").status_code for digits in (5, 18, 40)} == {200}


def test_a36_the_longest_names_are_drawn_as_soon_as_short_ones(monkeypatch):
    """A36: what does not stand in a row is cut before it is measured letter by letter."""
    measure, measured = ImageDraw.ImageDraw.textlength, []
    monkeypatch.setattr(ImageDraw.ImageDraw, "textlength", lambda pen, text, font: measured.append(text) or measure(pen, text, font))
    for text in ("W" * 20_000, "ẘ" * 20_000, "a " * 10_000):
        draw_share_picture(text, text, (text, text))
    assert 0 < len(measured) < 5000
    assert max(map(len, measured)) <= MOST_LETTERS + len("…")


def test_a36_a_picture_is_drawn_once_however_it_is_asked_for(app):
    """A36: a drawing takes a fifth of a second; what is made up in an address draws none, and no long festival starts anew."""
    event, browser = make_festival().event, app.test_client()
    draw_share_picture.cache_clear()
    for number in range(20):
        asked = {"query_string": {"v": number}, "headers": {"Accept-Language": f"x{number}", "User-Agent": f"{number}"}}
        assert browser.get(f"/acara/{event.code}/gambar.png", **asked).status_code == 200
        assert browser.get(f"/acara/{event.code}{number}/gambar.png").status_code == 404
    assert draw_share_picture.cache_info().misses == 1
    assert MOST_KEPT >= 600 * 2  # the largest demo, in both languages
