"""Guessing and trading the secrets that open orders and gates."""

import re

import pytest
from sqlalchemy import text

from culture_week.checkin.actions import offer_enrolment
from culture_week.core.database import db, in_transaction, session
from culture_week.core.short_memory import forget_all
from tests.factories import book, make_device, make_festival, now, scan
from tests.journeys.test_one_ticket import bearer
from tests.races.test_races import all_at_once

WRONG = "0" * 26
PHONES = 8
# Added to every id; no other number of a page begins like that.
FAR_AWAY = 987_650_000


def test_a21_wrong_secrets_are_refused_and_the_right_one_opens(client, app, monkeypatch):
    """A21: who guesses at order links is stopped, but not the buyer who shares the guesser's address."""
    monkeypatch.setitem(app.config, "LIMIT_SECRET_MISSES", "5 per 10 minutes")
    order = book(client, make_festival().event.offer).json
    code, page = order["code"], f"/pesanan/{order['code']}/{order['secret']}"
    guesses = [lambda: client.get(f"/pesanan/{code}/{WRONG}"), lambda: client.get(f"/api/v1/orders/{code}", headers=bearer(WRONG))]
    guesses += [lambda: client.post(f"/pesanan/{code}/{WRONG}/batal"), lambda: client.get(f"/pesanan/{code}/{WRONG}/kalender.ics")]
    guesses += [lambda: client.post(f"/api/v1/orders/{code}/cancel", headers=bearer(WRONG)), lambda: client.get("/en/pesanan/NOSUCH/x")]
    statuses = [guess().status_code for guess in guesses * 2]
    assert statuses == [404] * 5 + [429] * 7
    assert client.get(page).status_code == client.get(f"{page}/kalender.ics").status_code == 200
    assert client.get(f"/api/v1/orders/{code}", headers=bearer(order["secret"])).status_code == 200
    assert client.post(f"{page}/batal").status_code == 303


def test_a21_guessed_entry_codes_are_refused_and_real_ones_enter(client, app, monkeypatch):
    """A21: a gate phone cannot try out entry codes, and the queue before it still gets in."""
    monkeypatch.setitem(app.config, "LIMIT_ENTRY_CODE_MISSES", "5 per 10 minutes")
    festival = make_festival()
    ticket = book(client, festival.event.offer).json["tickets"][0]
    token, other = make_device(festival.venue.gate_id), make_device(festival.venue.gate_id)
    answers = [scan(client, token, entry_code=f"ABCD234{n}") for n in range(2, 10)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert {answer.json["verdict"] for answer in answers[:5]} == {"unknown"}
    assert scan(client, other, entry_code="ABCD2222").json["verdict"] == "unknown"
    assert scan(client, token, qr="CW1" + WRONG).json["verdict"] == "unknown"  # 130 bits need no limit
    assert scan(client, token, entry_code=ticket["entry_code"]).json["verdict"] == "welcome"


def test_a21_guessed_enrolment_codes_are_refused(client, app, monkeypatch):
    """A21: nobody becomes a gate by trying."""
    monkeypatch.setitem(app.config, "LIMIT_ENROL_ADDRESS", "5 per 10 minutes")
    statuses = [client.post("/api/v1/devices", json={"code": f"guess-number-{n}"}).status_code for n in range(8)]
    assert statuses == [404] * 5 + [429] * 3


def test_a25_one_enrolment_code_makes_one_device(app):
    """A25: eight phones that read the same QR at once."""
    festival = make_festival()
    code = in_transaction(offer_enrolment, gate_id=festival.venue.gate_id, by="test", now=now())
    answers = all_at_once(app, [lambda: app.test_client().post("/api/v1/devices", json={"code": code})] * PHONES)
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * (PHONES - 1)
    assert app.test_client().post("/api/v1/devices", json={"code": code}).status_code == 404
    (token,) = [answer.json["token"] for answer in answers if answer.status_code == 201]
    assert app.test_client().get("/api/v1/gate", headers=bearer(token)).status_code == 200
    assert session.execute(text("SELECT COUNT(*) FROM device WHERE token_digest IS NOT NULL")).scalar_one() == 1


@pytest.mark.parametrize("face", ["", "/en"])
def test_a22_an_orders_addresses_hold_no_key_to_the_gate(client, face):
    """A22: links are forwarded, kept in histories and in logs; the codes that let people in are not in them."""
    festival = make_festival()
    order = book(client, festival.event.offer, 3).json
    page = client.get(f"{face}/pesanan/{order['code']}/{order['secret']}").text
    addresses = " ".join(re.findall(r'(?:href|src|action|content)="([^"]*)"', page)).upper()
    keys = [order["party_code"], *(key for ticket in order["tickets"] for key in (ticket["qr"], ticket["entry_code"]))]
    assert order["code"] in addresses and len(set(keys)) == 7
    for key in keys:
        assert key.replace("-", "") not in addresses.replace("-", "")
        assert key not in (order["secret"], order["code"]) and order["code"] not in key and order["secret"] not in key
    token = make_device(festival.venue.gate_id)
    for code in (order["code"], order["secret"], "CW1" + order["secret"]):  # and what the link says opens no gate
        assert scan(client, token, qr=code).json["verdict"] == "unknown"
        assert scan(client, token, entry_code=code).json["verdict"] == "unknown"


def test_a22_codes_of_one_order_tell_nothing_of_each_other(client):
    """A22: neighbours in an order and orders in a row share no more than chance has it."""
    offer = make_festival(per_person=5).event.offer
    orders = [book(client, offer, 5).json for _ in range(6)]
    tickets = [ticket for order in orders for ticket in order["tickets"]]
    for codes in (
        [t["entry_code"] for t in tickets],
        [t["qr"][3:] for t in tickets],
        [o["code"] for o in orders],
        [o["secret"] for o in orders],
    ):
        assert len({code[:5] for code in codes}) == len({code[-5:] for code in codes}) == len(codes)


def move_ids_away():
    """Gives every row an id that is recognised wherever it is shown."""
    postgresql = db.engine.dialect.name == "postgresql"
    session.execute(text("SET LOCAL session_replication_role = replica" if postgresql else "PRAGMA defer_foreign_keys = ON"))
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column.name == "id" for key in column.foreign_keys)
            if not table.name.startswith("audit_") and (points or (column.primary_key and column.name == "id")):
                session.execute(table.update().values({column.name: column + FAR_AWAY}))


def test_a22_no_id_is_told(client):
    """A22: what is public has codes; counting up ids would tell how much is sold, and invite to try the next one."""
    festival = make_festival()
    token = make_device(festival.venue.gate_id)
    order = book(client, festival.event.offer, 2).json
    in_transaction(move_ids_away)
    forget_all()
    event, page = festival.event.code, f"/pesanan/{order['code']}/{order['secret']}"
    paths = ["/", "/jadwal", f"/acara/{event}", f"/pesan/{event}", page, f"{page}/kalender.ics", "/gerbang"]
    answers = [client.get(face + path) for path in paths for face in ("", "/en")]
    answers += [client.get("/api/v1/events"), client.get(f"/api/v1/events/{event}"), client.get("/api/v1/gate", headers=bearer(token))]
    answers += [client.get(f"/api/v1/orders/{order['code']}", headers=bearer(order["secret"])), book(client, festival.event.offer)]
    answers += [scan(client, token, qr=order["tickets"][0]["qr"]) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {200, 201}
    assert [answer.request.path for answer in answers if str(FAR_AWAY // 1000) in answer.text] == []
