"""What another site can make a visitor's browser send here, and what staff sessions are worth elsewhere."""

import json
import re
from urllib.parse import urljoin, urlsplit

import pytest

from culture_week.accounts.states import Role
from culture_week.core.access import required_permission
from tests.factories import PASSWORD, book, make_account, make_device, make_edition, make_festival, order_body
from tests.journeys.test_staff import log_in, token_on

pytestmark = pytest.mark.any_database

ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "https://localhost"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]
BODIES = {
    "application/json": b'{"code": "12345678"}',
    "text/plain": b'{"code": "12345678"}',
    "application/x-www-form-urlencoded": b"code=12345678",
    "multipart/form-data; boundary=x": b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n1\r\n--x--\r\n',
}
NEXT = [
    "//e.example",
    "///e.example",
    "/\\e.example",
    "\\\\e.example",
    "\t//e.example",
    "/\t/e.example",
    "https:e.example",
    "https://e.example/staff",
    "javascript:alert(1)//staff",
    "%2f%2fe.example",
    "/staff\\@e.example",
    "/staff//e.example",
    "/staff/..//e.example",
    "/staff@e.example",
    "/staff\r\nLocation: https://e.example",
    "/staff\x00//e.example",
    "/staff:80@e.example",
    " //e.example",
    "@e.example",
    ".e.example",
    "/staff/／／e.example",
]


def posts(app):
    """An address of every route that is posted to."""
    return [re.sub("<[^>]+>", "X", rule.rule) for rule in app.url_map.iter_rules() if "POST" in rule.methods]


@pytest.mark.parametrize("kind", BODIES)
def test_a32_posts_from_elsewhere_are_refused(client, app, monkeypatch, kind):
    """A32: whatever the body is called, a browser that comes from another page changes nothing, and no token is needed to see that."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    sent = {"data": BODIES[kind], "content_type": kind}
    paths = [face + path for path in posts(app) for face in ("", "/en") if not (face and path.startswith("/api/"))]
    assert len(paths) > 10
    let_in = [(path, headers) for path in paths for headers in ELSEWHERE if client.post(path, **sent, headers=headers).status_code != 403]
    assert let_in == []
    for headers in ({}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}):  # it was not for another reason
        assert 403 not in {client.post(path, **sent, headers=headers).status_code for path in paths}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "application/json; charset=utf-8"])
def test_a32_pages_take_forms_only(client, app, monkeypatch, kind):
    """A32: no form route reads a body that a form cannot send."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    statuses = {path: client.post(path, data=b"{}", content_type=kind).status_code for path in posts(app) if not path.startswith("/api/")}
    assert set(statuses.values()) == {415}, statuses


def test_a32_api_takes_json_only(client, app):
    """A32: a form on another site cannot dress up as JSON."""
    body = json.dumps(order_body(make_festival().event.offer))
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = client.post("/api/v1/orders", data=body, content_type=kind, headers={"Idempotency-Key": "a-plain-text-body"})
        assert 400 <= answer.status_code < 500, kind


def test_a32_tokens_of_another_session_are_refused(app):
    """A32: the token of the attacker's own session is worth nothing in the victim's, at log-in or after."""
    edition = make_edition()
    mine, theirs = make_account(Role.ORGANIZER, edition_id=edition.id), make_account(Role.ORGANIZER, edition_id=edition.id)
    attacker, victim = app.test_client(), app.test_client()
    log_in(attacker, mine)
    token = token_on(attacker, "/staff/gerbang")
    forced = victim.post("/staff/masuk", data={"email": mine, "password": PASSWORD, "csrf_token": token})
    assert forced.status_code == 400 and victim.get("/staff").status_code == 302
    log_in(victim, theirs)
    staff_posts = [path for path in posts(app) if path.startswith("/staff/")]
    assert len(staff_posts) >= 5
    for path in staff_posts:
        for sent in ({"csrf_token": token}, {}, {"csrf_token": "x"}):
            assert victim.post(path, data=sent).status_code == 400, path
    assert victim.get("/staff").status_code == 200  # log-out was among them


@pytest.mark.parametrize("face", ["", "/en"])
def test_a31_after_log_in_people_stay_here(app, monkeypatch, face):
    """A31: however `next` is written, it is a path of ours, also as a browser reads it."""
    monkeypatch.setitem(app.config, "LIMIT_LOG_IN_ACCOUNT", "1000 per minute")
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    client = app.test_client()
    token = {"csrf_token": token_on(client, f"{face}/staff/masuk")}
    for wanted in NEXT:
        answer = client.post(f"{face}/staff/masuk", query_string={"next": wanted}, data={"email": email, "password": PASSWORD, **token})
        if answer.status_code == 400:  # a NUL is not even read
            assert "\0" in wanted
            continue
        assert answer.status_code == 303
        told = answer.headers["Location"]
        as_browsers_read = re.sub(r"[\t\r\n]", "", told).replace("\\", "/").strip()
        target = urlsplit(urljoin("http://localhost/staff/masuk", as_browsers_read))
        assert (target.scheme, target.netloc) == ("http", "localhost"), (wanted, told)
        assert told.startswith((f"{face}/staff", "/staff")), (wanted, told)
        client = app.test_client()
        token = {"csrf_token": token_on(client, f"{face}/staff/masuk")}


@pytest.mark.parametrize(
    "path", ["//e.example", "//e.example/staff", "/en//e.example", "//staff", "/staff//gerbang", "/\\e.example", "//jadwal"]
)
def test_a31_paths_with_two_slashes_lead_nowhere_else(client, path):
    """A31: nor does the site itself make another site's address of a path."""
    answer = client.get(f"http://localhost{path}")
    told = urljoin("http://localhost/", answer.headers.get("Location", ""))
    assert answer.status_code in (302, 303, 308, 404) and urlsplit(told).netloc == "localhost"


def test_a33_a_planted_session_does_not_become_a_log_in(app):
    """A33: the cookie changes at log-in, and neither the one before nor the one after log-out opens anything."""
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    client, thief = app.test_client(), app.test_client()

    def stolen(cookie):
        thief.set_cookie("log-in", cookie)
        return thief.get("/staff").status_code

    client.get("/staff/masuk")
    planted = client.get_cookie("log-in").value
    log_in(client, email)
    first = client.get_cookie("log-in").value
    assert first != planted and stolen(planted) == 302 and stolen(first) == 200
    client.post("/staff/keluar", data={"csrf_token": token_on(client, "/staff")})
    assert stolen(first) == 302 and client.get("/staff").status_code == 302
    log_in(client, email)
    assert client.get_cookie("log-in").value != first and stolen(first) == 302


def test_a34_public_pages_set_no_cookie_and_tell_nobody_elses(app):
    """A34: with or without a log-in, public pages are the same bytes to all, and no cookie comes with them."""
    festival = make_festival()
    staff, visitor = app.test_client(), app.test_client()
    log_in(staff, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    rules = [r for r in app.url_map.iter_rules() if "GET" in r.methods and not required_permission(app, r.endpoint)]
    paths = {r.rule for r in rules if not r.arguments} - {"/staff/masuk", "/staff/masuk/kode", "/staff/lupa", "/masuk", "/masuk/surel"} | {
        f"/acara/{festival.event.code}",
        f"/pesan/{festival.event.code}",
    }
    for path in sorted(paths):
        for client in (staff, visitor):
            answer = client.get(path)
            assert "Set-Cookie" not in answer.headers and b"Orang Contoh" not in answer.data, path
    for path in ("/", "/jadwal", f"/acara/{festival.event.code}"):
        assert staff.get(path).data == visitor.get(path).data


@pytest.mark.parametrize("face", ["", "/en"])
def test_a34_order_pages_are_kept_by_nobody_and_tell_no_address(client, face):
    """A34: an order's page, its calendar and its refusal are not kept, and its secret address is told to no other site."""
    festival = make_festival()
    order = book(client, festival.event.offer).json
    path = f"{face}/pesanan/{order['code']}/{order['secret']}"
    make_device(festival.venue.gate_id)
    answers = [client.get(path), client.get(f"{path}/kalender.ics"), client.post(f"{path}/batal"), client.post(f"{path}/batal")]
    assert [answer.status_code for answer in answers] == [200, 200, 303, 409]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == ("no-referrer" if answer.status_code != 303 else "same-origin")
