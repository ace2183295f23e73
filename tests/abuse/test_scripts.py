"""What people type comes back as text on every page that repeats it: never as markup, script, address or template."""

from html import escape, unescape
from html.parser import HTMLParser

import pytest

from culture_week.accounts.states import Role
from culture_week.messages.jobs import deliver_messages
from tests.factories import make_account, make_device, make_festival, order_body, scan
from tests.journeys.test_staff import log_in

pytestmark = pytest.mark.any_database

PAYLOADS = [
    "<script>alert(1)</script>",
    "</title></textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href=javascript:alert(1)>Siti</a>",
    "javascript:alert(1)",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    "<!--><script>alert(1)//-->",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<meta http-equiv=refresh content=0;url=data:text/html,1>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7*7777777 }}",
    "{% print 7*7777777 %} ${7*7777777} #{7*7777777} %(name)s {0} %s",
]
COMPUTED = "54444439"
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href")
OURS = ("/", "#", "?", "http://localhost/", "https://wa.me/", "https://www.google.com/maps/")
NOT_OURS = ("iframe", "object", "embed", "animate", "base")


class Markup(HTMLParser):
    """What on a page could run or lead away."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            leads = name in ADDRESSES and not (value or "").strip().lower().startswith(OURS)
            if leads or name.startswith("on") or name == "srcdoc":
                self.found.append((tag, name, value))
        names = dict(attrs)
        if tag in NOT_OURS or (tag == "script" and "src" not in names) or (tag == "meta" and "http-equiv" in names):
            self.found.append((tag, attrs))


def expect_text(page, payload, *, shown=True):
    """The page holds the payload as text only; `shown`: it does hold it."""
    assert page.mimetype == "text/html"
    assert Markup(page.text).found == []
    assert COMPUTED not in page.text
    assert (payload in unescape(page.text)) or not shown
    if escape(payload) != payload:
        assert payload not in page.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a26_a_buyers_name_is_text_everywhere(client, payload):
    """A26: a script for a name, on the buyer's pages and on those of staff."""
    festival = make_festival()
    staff = client.application.test_client()
    log_in(staff, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    body = order_body(festival.event.offer)
    order = client.post(
        "/api/v1/orders",
        json={**body, "buyer": {**body["buyer"], "name": payload}},
        headers={"Idempotency-Key": "a-name-that-is-a-script"},
    )
    assert order.status_code == 201
    form = {"name": payload, "contact": "siti@contoh.id", "quantity": "1", "key": "another-name-that-is-a-script"}
    booked = client.post(f"/pesan/{festival.event.code}", data=form)
    assert booked.status_code == 303
    assert deliver_messages().sent == 1
    code, secret = booked.headers["Location"].split("?")[0].split("/")[2:]
    for face in ("", "/en"):
        expect_text(client.get(f"{face}/pesanan/{order.json['code']}/{order.json['secret']}"), payload)
        expect_text(client.get(f"{face}/pesanan/{code}/{secret}?baru=1"), payload)
        expect_text(client.get(f"{face}/pesan/{festival.event.code}"), payload)  # the phone remembers
        expect_text(staff.get(f"{face}/staff/pesan"), payload)
        expect_text(staff.get(f"{face}/staff/inbox/order-confirmed.{code}"), payload)
        for path in ("/staff", "/staff/inbox", "/staff/gerbang"):
            expect_text(staff.get(face + path), payload, shown=False)
    calendar = client.get(f"/pesanan/{code}/{secret}/kalender.ics")
    assert calendar.mimetype == "text/calendar" and payload not in calendar.text
    answer = scan(client, make_device(festival.venue.gate_id), qr=order.json["tickets"][0]["qr"])
    assert (answer.mimetype, answer.json["verdict"]) == ("application/json", "welcome")
    assert payload not in answer.text and answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("face", ["", "/en"])
def test_a26_what_was_typed_wrongly_is_echoed_as_text(client, face, payload):
    """A26: forms keep what was typed, in each field, on the booking page and at log-in."""
    festival = make_festival()
    path = f"{face}/pesan/{festival.event.code}"
    sound = {"name": "Siti", "contact": "siti@contoh.id", "quantity": "1", "offer": festival.event.offer, "key": "a-key-for-a-form"}
    for field in sound:
        page = client.post(path, data=sound | {field: payload, **({} if field == "contact" else {"contact": "12345"})})
        assert page.status_code == 422
        expect_text(page, payload, shown=field in ("name", "contact", "key"))
    log_in_page = client.application.test_client()
    refused = log_in(log_in_page, payload, f"{face}/staff/masuk")
    assert refused.status_code == 422
    expect_text(refused, payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a26_addresses_and_headers_are_no_markup(client, payload):
    """A26: what stands in an address, a cookie or a header."""
    event = make_festival().event.code
    client.set_cookie("buyer", payload, path="/pesan/")
    headers = {"X-Request-ID": payload, "Accept-Language": payload, "User-Agent": payload, "Referer": f"http://localhost/{payload}"}
    query = {"hari": payload, "tanggal": payload, "next": payload, "lang": payload, "baru": payload}
    for path in (f"/acara/{payload}", f"/pesanan/{payload}/{payload}", "/", "/jadwal", f"/pesan/{event}", "/staff/masuk", f"/{payload}"):
        page = client.get(path, query_string=query, headers=headers)
        assert page.status_code in (200, 404)
        expect_text(page, payload, shown=False)
    for path in (f"/api/v1/events/{payload}", f"/api/v1/orders/{payload}"):
        assert client.get(path, headers=headers).mimetype == "application/problem+json"
