"""What a buyer's program or form says beyond what is asked: more lines of the same, a price of its own, fields that are not ours."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.sales.models import Offer, Order, OrderLine
from tests.factories import book, make_device, make_festival, now, order_body
from tests.journeys.test_one_ticket import bearer

KEY = {"Idempotency-Key": "a-key-of-an-attacker"}
# What an order and its lines have inside, and what attackers would like to say.
NOT_ASKED = ("price", "unit_price", "total", "currency", "discount", "state", "id", "seller_id", "person", "generation", "__class__")


@pytest.fixture
def offer(app):
    return make_festival(per_person=20).event.offer


def bought():
    session.rollback()
    return session.scalar(select(func.coalesce(func.sum(OrderLine.quantity), 0)))


def test_a08_lines_of_the_same_are_one(client, offer):
    """A08: the most of an order is counted over all its lines, however they are split."""
    most = session.scalars(select(Offer.max_per_order).where(Offer.code == offer)).one()
    body = order_body(offer, 1)
    refused = client.post("/api/v1/orders", json=body | {"lines": [{"offer": offer, "quantity": 1}] * (most + 1)}, headers=KEY)
    assert 400 <= refused.status_code < 500 and bought() == 0
    taken = client.post("/api/v1/orders", json=body | {"lines": [{"offer": offer, "quantity": 1}] * most}, headers=KEY)
    assert taken.status_code == 201 and bought() == most
    assert session.scalar(select(func.count()).select_from(OrderLine)) == 1


def test_a08_a_sale_that_closed_is_closed_at_the_deed(client, app):
    """A08: the form was opened while it was on sale; what counts is when it is sent."""
    event = make_festival().event
    assert client.get(f"/pesan/{event.code}").status_code == 200
    closed = {"sale_opens_at": now() - timedelta(days=2), "sale_closes_at": now() - timedelta(minutes=1)}
    in_transaction(lambda: session.execute(update(Offer).values(closed)))
    forget_all()
    form = {"name": "Siti", "contact": "siti@contoh.id", "quantity": "1", "key": "a-form-opened-before"}
    assert client.post(f"/pesan/{event.code}", data=form).status_code == 409
    assert book(client, event.offer).status_code == 409 and bought() == 0


@pytest.mark.parametrize("field", NOT_ASKED)
def test_a10_a_buyer_names_no_price(client, offer, field):
    """A10: neither of the order nor of a line nor of the buyer; the form has no ear for it."""
    body = order_body(offer, 1)
    line = body["lines"][0]
    for changed in (body | {field: 1}, body | {"lines": [line | {field: 1}]}, body | {"buyer": body["buyer"] | {field: 1}}):
        assert client.post("/api/v1/orders", json=changed, headers=KEY).status_code == 422
    assert bought() == 0


def test_a10_a_form_changes_no_price(client):
    """A10: what the form does not ask for is not read."""
    event = make_festival().event
    form = {"name": "Siti", "contact": "siti@contoh.id", "quantity": "1", "key": "a-form-with-a-price"}
    extra = dict.fromkeys(NOT_ASKED, "7")
    assert client.post(f"/pesan/{event.code}", data=form | extra).status_code == 303
    session.rollback()
    row = session.execute(
        select(Order.total, Order.state, Order.generation, OrderLine.unit_price, OrderLine.quantity).join(OrderLine)
    ).one()
    assert tuple(row) == (0, "confirmed", 1, 0, 1)


def test_a11_every_operation_refuses_a_field_that_it_does_not_know(client, app):
    """A11: each body that the API's own description has, with one field more."""
    festival = make_festival()
    described = client.get("/api/openapi.json").json
    headers = KEY | bearer(make_device(festival.venue.gate_id))
    bodies = {
        "/api/v1/orders": order_body(festival.event.offer, 1),
        "/api/v1/devices": {"code": "12345678"},
        "/api/v1/scans": {"qr": "CW1X", "scan_id": "a-scan-with-more", "scanned_at": now().isoformat()},
    }
    operations = {path for path, methods in described["paths"].items() for what in methods.values() if "requestBody" in what}
    assert operations == set(bodies)
    for path, body in bodies.items():
        for field in ("role", "edition_id", "published_at", "by", "id", "gate_id"):
            assert client.post(path, json=body | {field: "1"}, headers=headers).status_code == 422, (path, field)
        assert client.post(path, json=body, headers=headers).status_code != 422, path
