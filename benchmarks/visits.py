"""What the crowd does: the requests of each kind of visit, and the answers it must get."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlencode

import brotli

from benchmarks.load import Answer, Unexpected, Visit

# The server sees the host without a port, so a page's Origin is the same for every server that is measured.
HOST = "127.0.0.1"
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "id,en;q=0.8", "User-Agent": "Mozilla/5.0 (bench)"}
SAME_SITE = {**BROWSER, "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
KEY = re.compile(rb'name="key"[^>]*value="([^"]+)"')
DECODE: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
_people = count(1)


def get(path: str, **headers: str) -> bytes:
    """A GET request as a browser sends it."""
    return _request("GET", path, {**BROWSER, **headers}, b"")


def post_json(path: str, body: object, headers: dict[str, str]) -> bytes:
    """A POST request as a program sends it."""
    return _request("POST", path, {"Content-Type": "application/json", **headers}, json.dumps(body).encode())


def post_form(path: str, fields: dict[str, str]) -> bytes:
    """A POST request as a browser sends it from a page of the site."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", **SAME_SITE}
    return _request("POST", path, headers, urlencode(fields).encode())


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    length = {"Content-Length": str(len(body))} if body else {}
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", *(f"{k}: {v}" for k, v in {**headers, **length}.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def expect(answer: Answer, *statuses: int) -> None:
    """Raises `Unexpected` for any other status."""
    if answer.status not in statuses:
        raise Unexpected(f"{answer.status} {answer.body[:160]!r}")


def repeat(visit: Callable[..., Visit], *values: str) -> Iterator[Visit]:
    """The same visit without end."""
    while True:
        yield visit(*values)


def ask(request: bytes) -> Visit:
    """One ready-made request."""
    expect((yield request), 200)
    return "answered"


def pages(path: str) -> Iterator[Visit]:
    """The same page without end."""
    request = get(path)
    while True:
        yield ask(request)


def asked_again(path: str, etags: dict[str, str]) -> Iterator[Visit]:
    """The same page by readers who have it already; `etags` holds what they know."""
    while True:
        yield _ask_again(path, etags)


def _ask_again(path: str, etags: dict[str, str]) -> Visit:
    known = etags.get(path, "")
    answer = yield get(path, **({"If-None-Match": known} if known else {}))
    expect(answer, 200, 304)
    etags[path] = answer.header("etag")
    if answer.status == 200 and etags[path] == known:
        raise Unexpected("200 for a page that has not changed")
    return "answered"


def book_by_api(offer: str) -> Visit:
    """Somebody new books one place."""
    person = next(_people)
    body = {"lines": [{"offer": offer, "quantity": 1}], "buyer": {"name": f"Pembeli {person}", "phone": _phone(person)}}
    answer = yield post_json("/api/v1/orders", body, {"Idempotency-Key": f"bench-key-{person}"})
    expect(answer, 201, 409)
    told = json.loads(answer.body)
    if answer.status == 409 and told["reason"] == "sold-out":
        return "sold-out"
    if answer.status != 201 or len(told["tickets"]) != 1:
        raise Unexpected(f"{answer.status} {told}")
    return "booked"


def book_by_web(event: str, offer: str) -> Visit:
    """A guest books one place: the booking page, its form, and the page of the order."""
    person = next(_people)
    page = yield get(f"/pesan/{event}")
    expect(page, 200, 302, 303)
    if page.status != 200:  # nothing is left to choose: the event's page says so
        expect((yield get(page.header("location"))), 200)
        return "sold-out"
    key = KEY.search(DECODE[page.header("content-encoding")](page.body))
    if key is None:
        raise Unexpected("a booking page without a key")
    fields = {"key": key[1].decode(), "offer": offer, "quantity": "1", "name": f"Tamu {person}", "contact": _phone(person)}
    booked = yield post_form(f"/pesan/{event}", fields)
    expect(booked, 302, 303, 409)
    if booked.status == 409:
        return "sold-out"
    expect((yield get(booked.header("location"))), 200)
    return "booked" if booked.header("location").startswith("/pesanan/") else "sold-out"


def scan(token: str, payload: str) -> Visit:
    """A gate scans a ticket that nobody used."""
    body = {"scan_id": f"bench-scan-{payload}", "qr": payload, "scanned_at": datetime.now(UTC).isoformat()}
    answer = yield post_json("/api/v1/scans", body, {"Authorization": f"Bearer {token}"})
    expect(answer, 200)
    verdict: str = json.loads(answer.body)["verdict"]
    if verdict != "welcome":
        raise Unexpected(f"verdict {verdict}")
    return verdict


def _phone(person: int) -> str:
    return f"0861{person:08d}"
