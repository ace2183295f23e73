"""Limits and allowances count people, however they spell themselves and wherever they say that they come from."""

import re

import pytest

from culture_week.accounts.states import Role
from culture_week.insights.queries import broken_invariants
from tests.factories import PASSWORD, book, make_account, make_edition, make_festival, order_body
from tests.journeys.test_one_ticket import bearer
from tests.journeys.test_staff import token_on

PRETENDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP")
PHONE_SPELLINGS = [
    "+62 861 1000 0003",
    "6286110000003",
    "(0861) 1000.0003",
    "+62 (0)861-1000-0003",
    "０８６１１００００００３",
    "\u202a0861-1000-0003\u202c",
]
MAIL_SPELLINGS = ["SITI@CONTOH.ID", " siti@contoh.id ", "ｓｉｔｉ＠ｃｏｎｔｏｈ．ｉｄ", "Siti@Contoh.Id"]
WRONG = "not this person's password"


class Desk:
    """The log-in page as one address sees it."""

    def __init__(self, app, address):
        self.client, self.at = app.test_client(), {"REMOTE_ADDR": address}
        self.renew()

    def renew(self):
        self.token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/staff/masuk", environ_overrides=self.at).text)[1]

    def try_password(self, email, password=WRONG, **headers):
        form = {"email": email, "password": password, "csrf_token": self.token}
        return self.client.post("/staff/masuk", data=form, headers=headers, environ_overrides=self.at).status_code


def pretending(n):
    """Headers in which a caller claims to be somebody else each time."""
    return {name: f"for=10.0.0.{n}" if name == "Forwarded" else f"10.0.0.{n}" for name in PRETENDED}


def test_a30_log_in_limit_believes_no_header(app, monkeypatch):
    """A30: without a trusted proxy nobody says where they come from."""
    monkeypatch.setitem(app.config, "LIMIT_LOG_IN_ADDRESS", "4 per 5 minutes")
    desk = Desk(app, "127.1.0.1")
    statuses = [desk.try_password(f"person{n}@contoh.id", **pretending(n)) for n in range(7)]
    assert statuses == [422] * 4 + [429] * 3


def test_a30_booking_limit_believes_no_header(client, app, monkeypatch):
    """A30: nor at the till, by form or API alike."""
    monkeypatch.setitem(app.config, "LIMIT_BOOKING_ADDRESS", "4 per minute")
    event = make_festival().event

    def by_api(n):
        return client.post(
            "/api/v1/orders", json=order_body(event.offer), headers={"Idempotency-Key": f"from-{n}-elsewhere", **pretending(n)}
        )

    def by_form(n):
        form = {"name": "Siti", "contact": f"siti-{n}@contoh.id", "quantity": "1", "key": f"from-{n}-elsewhere-too"}
        return client.post(f"/pesan/{event.code}", data=form, headers=pretending(n))

    assert [book_at(n).status_code for n, book_at in enumerate([by_api, by_form] * 3)] == [201, 303, 201, 303, 429, 429]
    assert client.get(f"/pesan/{event.code}").status_code == 200  # reading is free


def test_a30_one_account_has_one_limit(app, monkeypatch):
    """A30: another spelling of the address is no new account to guess at."""
    monkeypatch.setitem(app.config, "LIMIT_LOG_IN_ACCOUNT", "3 per 5 minutes")
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in email)
    desk = Desk(app, "127.1.0.2")
    spellings = [email, email.upper(), wide, f" {email} ", email.title(), wide.upper()]
    assert [desk.try_password(spelling) for spelling in spellings] == [422] * 3 + [429] * 3
    assert desk.try_password("somebody.else@example.id") == 422


def test_a30_guesses_of_strangers_do_not_lock_the_owner_out(app, monkeypatch):
    """A30: the limit stops the guesser where they are, and nobody else."""
    monkeypatch.setitem(app.config, "LIMIT_LOG_IN_ACCOUNT", "3 per 5 minutes")
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    stranger, owner = Desk(app, "127.1.0.3"), Desk(app, "127.1.0.4")
    assert [stranger.try_password(email) for _ in range(5)] == [422] * 3 + [429] * 2
    assert owner.try_password(email, PASSWORD) == 303


def test_a30_who_shares_an_address_with_a_guesser_gets_in_on_their_own_device(app, monkeypatch):
    """A30: at the venue all phones of a network have one address; a dozen tries a minute kept every one of them out."""
    monkeypatch.setitem(app.config, "LIMIT_LOG_IN_ADDRESS", "4 per 5 minutes")
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    own, other = Desk(app, "127.1.0.5"), Desk(app, "127.1.0.6")
    assert own.try_password(email, PASSWORD) == 303
    own.client.delete_cookie("log-in")
    own.at = {"REMOTE_ADDR": "127.1.0.6"}
    assert [other.try_password(f"person{n}@contoh.id") for n in range(6)] == [422] * 4 + [429] * 2
    own.renew()
    assert own.try_password(email, PASSWORD) == 303
    own.client.delete_cookie("log-in")
    own.renew()
    assert own.try_password("person9@contoh.id") == 429  # the device is known to its account alone


def test_a13_nobody_keeps_another_from_booking_by_booking_in_their_name(app, monkeypatch):
    """A13: counted by contact alone, whoever knew a number kept its owner out of a sale."""
    monkeypatch.setitem(app.config, "LIMIT_BOOKING_CONTACT", "2 per minute")
    event = make_festival().event

    def book_from(address, n):
        form = {"name": "Siti", "contact": "0861-1000-0043", "quantity": "1", "key": f"from-{address}-{n}"}
        return app.test_client().post(f"/pesan/{event.code}", data=form, environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [book_from("127.1.0.7", n) for n in range(4)] == [303] * 2 + [429] * 2
    assert book_from("127.1.0.8", 0) == 303


def test_a30_a_form_that_cannot_be_read_does_not_set_the_counters_back(client, app, monkeypatch):
    """A30: a limit that stumbles over a body would take its counters for lost, and begin to count anew."""
    monkeypatch.setitem(app.config, "LIMIT_LOG_IN_ADDRESS", "3 per 5 minutes")
    desk = Desk(app, "127.1.0.5")
    assert [desk.try_password(f"person{n}@contoh.id") for n in range(4)] == [422] * 3 + [429]
    large, many = {"name": "x" * 300_000}, {f"f{n}": "1" for n in range(1000)}
    for path in (f"/pesan/{make_festival().event.code}", "/api/v1/orders", "/staff/masuk"):
        for sent in (large, many, {"contact": "x" * 300_000}):
            client.post(path, data=sent, content_type="multipart/form-data")
            assert desk.try_password("person9@contoh.id") == 429, path
        for body, kind in (
            (b"&".join(b"%x=" % n for n in range(100_000)), "application/x-www-form-urlencoded"),
            (b"[" * 100_000, "application/json"),
        ):
            client.post(path, data=body, content_type=kind)
            assert desk.try_password("person9@contoh.id") == 429, (path, kind)


def test_a39_unknown_accounts_are_refused_like_known_ones(app):
    """A39: nobody learns who works here, nor which order codes there are."""
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    pages = []
    for named in (email, "nobody@example.id"):
        client = app.test_client()
        form = {"email": named, "password": WRONG, "csrf_token": token_on(client, "/staff/masuk")}
        page = client.post("/staff/masuk", data=form)
        pages.append((page.status_code, re.sub(r'(value|data-options)="[^"]*"|[a-z0-9]{8}(?=<)', "", page.text)))
    assert pages[0] == pages[1] and pages[0][0] == 422
    order = book(app.test_client(), make_festival().event.offer).json
    answers = [app.test_client().get(f"/api/v1/orders/{code}", headers=bearer("0" * 26)) for code in (order["code"], "ABCD2345")]
    assert answers[0].json == answers[1].json and answers[0].status_code == 404


@pytest.mark.parametrize(("first", "spellings"), [("0861-1000-0003", PHONE_SPELLINGS), ("siti@contoh.id", MAIL_SPELLINGS)])
def test_a13_one_person_has_one_allowance(client, first, spellings):
    """A13: a second spelling of a number or an address is not a second person."""
    event = make_festival(per_person=2).event
    kind = "email" if "@" in first else "phone"

    def buy(contact, n, quantity=1):
        body = {"lines": [{"offer": event.offer, "quantity": quantity}], "buyer": {"name": "Siti", kind: contact}}
        return client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": f"a-spelling-{n}"})

    assert buy(first, "first").status_code == 201
    assert buy(spellings[0], "second").status_code == 201
    for n, contact in enumerate(spellings):
        refused = buy(contact, n)
        assert (refused.status_code, refused.json["reason"]) == (409, "limit"), contact
        form = {"name": "Siti", "contact": contact, "quantity": "1", "key": f"a-spelling-in-a-form-{n}"}
        assert client.post(f"/pesan/{event.code}", data=form).status_code == 409
    assert not any(broken_invariants().values())


def test_a13_what_is_cancelled_is_free_at_once(client):
    """A13: whoever hoards and cancels holds nothing up: places and the person's allowance are back with the answer."""
    event = make_festival(size=5, per_person=5).event
    for _ in range(3):
        order = book(client, event.offer, 5, phone="0861-1000-0005").json
        assert book(client, event.offer).json["reason"] == "sold-out"
        assert client.post(f"/api/v1/orders/{order['code']}/cancel", headers=bearer(order["secret"])).status_code == 200
    assert [book(client, event.offer, n).status_code for n in (2, 3)] == [201, 201]
    assert not any(broken_invariants().values())


def test_who_books_too_often_keeps_what_was_typed(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "LIMIT_BOOKING_CONTACT", "1 per minute")
    event = make_festival().event
    form = {"name": "Siti Contoh", "contact": "0861-1000-0042", "quantity": "3", "key": "typed-once-and-kept"}
    assert client.post(f"/pesan/{event.code}", data=form).status_code == 303
    answer = client.post(f"/pesan/{event.code}", data=form)
    assert answer.status_code == 429
    assert 'value="Siti Contoh"' in answer.text and 'value="0861-1000-0042"' in answer.text
    assert re.search(r'<input checked[^>]* value="3"', answer.text) and 'value="typed-once-and-kept"' in answer.text
    assert "Tunggu satu menit" in answer.text
    assert client.post("/pesan/NOSUCH", data=form).status_code == 404


def test_who_has_enough_is_told_how_many(client):
    event = make_festival(per_person=5).event
    assert book(client, event.offer, 4, phone="0861-1000-0042").status_code == 201
    form = {"name": "Siti Contoh", "contact": "0861-1000-0042", "quantity": "2", "key": "two-more-of-these"}
    answer = client.post(f"/pesan/{event.code}", data=form)
    assert answer.status_code == 409
    assert "Paling banyak 5 tiket" in answer.text and "sudah dipesan 4" in answer.text
