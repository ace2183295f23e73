"""Bodies made to break a reader: too deep, too long, too many, not what they say. Each is refused, none is an accident."""

import gzip
import io
import json
import re
import time

import pytest
from sqlalchemy import text

from culture_week.core.database import session
from tests.factories import make_device, make_festival, now

DEEP, LONG = 100_000, 5_000
FAST_S = 3
JSON = {
    "deep-list": b"[" * DEEP,
    "deep-closed-list": b"[" * DEEP + b"]" * DEEP,
    "deep-object": b'{"lines":' * DEEP,
    "deep-inside": b'{"buyer":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep-but-short-enough": b'{"lines":' + b"[" * 400 + b"]" * 400 + b"}",
    "list": b"[]",
    "list-of-lists": b"[[[1]]]",
    "text": b'"lines"',
    "number": b"1",
    "true": b"true",
    "null": b"null",
    "nothing": b"",
    "space": b" ",
    "nan": b"NaN",
    "not-json": b"{lines: 1}",
    "invalid-utf-8": b'{"code": "\xff\xfe\xc3"}',
    "utf-16": '{"code": "12345678"}'.encode("utf-16"),
    "byte-order-mark": b'\xef\xbb\xbf{"code": "x"}',
    "half-a-character": b'{"code": "\\ud800"}',
    "long-number": b'{"lines": ' + b"9" * LONG + b"}",
    "long-key": b'{"' + b"k" * 100_000 + b'": 1}',
    "many-keys": json.dumps({str(n): n for n in range(20_000)}).encode(),
    "too-large": b'{"code": "' + b"x" * 1_100_000 + b'"}',
    "zipped": gzip.compress(b'{"code": "' + b"x" * 5_000_000 + b'"}'),
    "proto": b'{"__proto__": {"code": 1}, "constructor": {}, "__class__": "x"}',
}
# In the place of a quantity.
QUANTITIES = [
    "9" * LONG,
    "-" + "9" * LONG,
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1E9",
    "1.0",
    "-0",
    "0",
    "[1]",
    "{}",
    '"1"',
    "null",
    "true",
]


@pytest.fixture
def api(app):
    """Posts a raw body to every route of the API that takes one; the statuses by route."""
    device = make_device(make_festival().venue.gate_id)
    paths = [re.sub("<[^>]+>", "X", r.rule) for r in app.url_map.iter_rules() if "POST" in r.methods and r.rule.startswith("/api/")]
    assert len(paths) >= 4
    headers = {"Authorization": f"Bearer {device}", "Idempotency-Key": "an-abused-body"}

    def post(data, content_type="application/json", **more):
        client = app.test_client()
        return {path: client.post(path, data=data, content_type=content_type, headers={**headers, **more}).status_code for path in paths}

    return post


def nothing_was_written():
    session.rollback()
    return [session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one() for table in ('"order"', "scan")] == [0, 0]


@pytest.mark.parametrize("name", JSON)
def test_a36_no_body_breaks_the_api(api, name):
    """A36: deep, long, wrong at the top, not UTF-8: refused with a status that says so."""
    more = {"Content-Encoding": "gzip"} if name == "zipped" else {}
    statuses = api(JSON[name], **more)
    assert set(statuses.values()) <= {400, 404, 413, 415, 422}, statuses
    assert nothing_was_written()


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-16", "application/json; charset=nonsense", "application/vnd.x+json", "", "/;;="]
)
def test_a36_content_types_that_lie(api, kind):
    """A36: what a body calls itself is no reason to stumble."""
    for body in (JSON["deep-list"], JSON["utf-16"], JSON["list"], b"\x00\xff"):
        assert all(400 <= status < 500 for status in api(body, kind).values())


@pytest.mark.parametrize("number", QUANTITIES)
def test_a36_numbers_are_small_and_whole(client, number):
    """A36: five thousand digits, NaN, infinity and near-numbers, where a quantity or a count is asked for."""
    festival = make_festival()
    order = f'{{"lines": [{{"offer": "{festival.event.offer}", "quantity": {number}}}], "buyer": {{"name": "A", "phone": "086110000001"}}}}'
    headers = {"Idempotency-Key": "a-strange-number", "Authorization": f"Bearer {make_device(festival.venue.gate_id)}"}
    scanned = f'{{"qr": "CW1", "scan_id": "a-strange-count", "scanned_at": "{now().isoformat()}", "count": {number}}}'
    for path, body in (("orders", order), ("scans", scanned)):
        assert client.post(f"/api/v1/{path}", data=body, content_type="application/json", headers=headers).status_code in (400, 422)
    assert nothing_was_written()


def test_a36_of_two_keys_of_one_name_the_same_one_always_counts(client):
    """A36: no check looks at one quantity or buyer while the till takes another."""
    offer = make_festival(per_person=2).event.offer
    for n, (first, last, status) in enumerate([("1", "99", 422), ("99", "1", 201), ("1", "0", 422)]):
        line = f'{{"offer": "{offer}", "quantity": {first}, "quantity": {last}}}'
        body = f'{{"lines": [{line}], "buyer": {{"name": "A", "phone": "08611000000{n}"}}}}'
        answer = client.post(
            "/api/v1/orders", data=body, content_type="application/json", headers={"Idempotency-Key": f"the-same-name-{n}"}
        )
        if status == 422:
            assert answer.status_code in (409, 422)
        else:
            assert (answer.status_code, len(answer.json["tickets"])) == (status, 1)


def test_a36_forms_have_few_and_small_parts(client, app, monkeypatch):
    """A36: ten thousand parts, a part of a megabyte, and a boundary that never comes."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    path = f"/pesan/{make_festival().event.code}"

    def parts(*named):
        return b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % part for part in named) + b"--x--\r\n"

    bodies = {
        "many": parts(*((b"f%d" % n, b"1") for n in range(10_000))),
        "large": parts((b"name", b"x" * 300_000)),
        "huge": parts((b"name", b"x" * 1_100_000)),
        "endless": b"--x\r\n" + b"Content-Disposition: form-data;" * 9_000,
        "no-boundary": b"\r\n" * 50_000,
    }
    for name, body in bodies.items():
        for target in (path, "/staff/masuk"):
            answer = client.post(target, data=body, content_type="multipart/form-data; boundary=x")
            assert 400 <= answer.status_code < 500, name
            assert answer.status_code in (413, 415) or name in ("endless", "no-boundary"), (name, answer.status_code)
    long = client.post(path, data=b"name=" + b"%41" * 300_000, content_type="application/x-www-form-urlencoded")
    assert long.status_code in (413, 422)
    many = client.post(path, data=b"&".join(b"a%d=1" % n for n in range(20_000)), content_type="application/x-www-form-urlencoded")
    assert 400 <= many.status_code < 500
    assert nothing_was_written()


@pytest.mark.parametrize("field", ["name", "contact", "quantity", "offer", "key", "email", "password"])
def test_a36_a_file_where_text_is_asked_for_is_no_accident(client, app, monkeypatch, field):
    """A36: no form asks for a file; one that comes all the same, in the place of any field, is refused or left where it is."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    sound = {
        "name": "Siti",
        "contact": "siti@contoh.id",
        "quantity": "1",
        "key": "a-file-in-a-form",
        "email": "a@contoh.id",
        "password": "x",
    }
    for path in (f"/pesan/{make_festival().event.code}", "/staff/masuk"):
        form = sound | {field: (io.BytesIO(b"<svg id=planted>"), "../../planted.svg")}
        answer = client.post(path, data=form, content_type="multipart/form-data")
        assert answer.status_code in (303, 413, 415, 422), (path, answer.status_code)
        assert "planted" not in answer.text


@pytest.mark.parametrize("field", ["name", "contact", "offer", "quantity", "email", "password", "buyer"])
def test_a36_accents_without_end_are_not_put_in_order(client, app, monkeypatch, field):
    """A36: to normalise text costs the square of its accents, so its length is asked first: a megabyte would take minutes."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    accents = "a@" + "\u0300\u0316" * 40_000
    path = "/staff/masuk" if field in ("email", "password") else f"/pesan/{make_festival().event.code}"
    form = {
        "name": "Siti",
        "contact": "siti@contoh.id",
        "quantity": "1",
        "key": "accents-in-a-form",
        "email": "a@contoh.id",
        "password": "x",
    }
    began = time.monotonic()
    if field == "buyer":
        for buyer in ({"name": accents, "phone": "086110000001"}, {"name": "A", "email": accents}, {"name": "A", "phone": accents}):
            body = {"lines": [{"offer": "X", "quantity": 1}], "buyer": buyer}
            assert client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": "accents-in-json"}).status_code == 422
    else:
        assert client.post(path, data=form | {field: accents}).status_code in (413, 422)
    assert time.monotonic() - began < FAST_S


@pytest.mark.filterwarnings("ignore:The '.*' cookie is too large")
@pytest.mark.parametrize("cookie", ["[" * DEEP, '{"name":' * 1000, '{"name": ' + "9" * LONG + ', "contact": 1}', '"\\ud800"', "\xff"])
def test_a36_cookies_break_no_page(client, cookie):
    """A36: what a phone remembers comes back from the phone, and may be anything."""
    client.set_cookie("buyer", cookie, path="/pesan/")
    client.set_cookie("log-in", cookie)
    assert client.get(f"/pesan/{make_festival().event.code}").status_code == 200
    assert client.get("/staff/masuk").status_code == 200


@pytest.mark.parametrize(
    "path", ["/../config.py", "/%2e%2e/config.py", "/..%2f..%2fetc/passwd", "/....//config.py", "/%5c..%5cconfig.py", "//etc/passwd"]
)
def test_a37_no_address_leads_to_other_files(client, path):
    """A37: neither below the static files nor anywhere else is there a way to the code or its secrets."""
    for start in ("/static", "/static/css", "/acara", "/staff/inbox", ""):
        answer = client.get(start + path)
        assert answer.status_code in (302, 308, 404) and "SECRET_KEY" not in answer.text and "root:" not in answer.text
