"""Orders that try for more, or for less money, than is offered: each is refused and nothing is taken."""

import pytest
from sqlalchemy import func, select

from culture_week.core.database import session
from culture_week.insights.queries import broken_invariants
from culture_week.sales.models import Order, OrderLine
from tests.factories import book, make_festival, order_body
from tests.sales.shop import make_offer, order, sold, taken

NOT_QUANTITIES = [0, -1, 51, 10**9, 10**30, 1.5, 1.0, float("nan"), float("inf"), "1", "١", "", True, False, None, [], [1], {}]


@pytest.fixture
def event(app):
    """An event whose only offer is UMUM: five an order, eight a person, places for fifty."""
    event = make_festival(size=None).event
    make_offer(event, "UMUM", per_person=8)
    return event


def is_untouched():
    return sold() == {"UMUM": 0} and taken() == [] and session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize(
    ("quantities", "status", "tickets"),
    [
        ([5], 201, 5),
        ([6], 409, None),
        ([2, 3], 201, 5),
        ([3, 3], 409, None),
        ([1] * 5, 201, 5),
        ([1] * 6, 409, None),
        ([50] * 20, 409, None),
        ([1] * 21, 422, None),
    ],
)
def test_repeated_lines_of_an_offer_count_together(client, event, quantities, status, tickets):
    answer = order(client, *(("UMUM", quantity) for quantity in quantities))
    assert answer.status_code == status
    if tickets is None:
        assert is_untouched()
    else:
        assert len(answer.json["tickets"]) == tickets and sold() == {"UMUM": tickets}
        assert session.scalars(select(OrderLine.quantity)).all() == [tickets]
        assert not any(broken_invariants().values())


@pytest.mark.parametrize("quantity", NOT_QUANTITIES, ids=repr)
def test_what_is_no_quantity_is_refused(client, event, quantity):
    answer = book(client, "UMUM", quantity)
    assert (answer.status_code, answer.json["reason"]) == (422, "bad-shape")
    assert "quantity" in str(answer.json["errors"]) and is_untouched()


def test_line_without_a_quantity_is_refused(client, event):
    answer = order(client, lines=[{"offer": "UMUM"}])
    assert (answer.status_code, answer.json["reason"]) == (422, "bad-shape") and is_untouched()


@pytest.mark.parametrize("quantity", ["0", "-1", "6", "51", "1000000000", "1.5", "1e0", "1_0", "true", ""])
def test_form_takes_no_other_quantity_than_it_offers(client, event, quantity):
    form = {"name": "Siti Contoh", "contact": "0861-1000-0001", "quantity": quantity, "offer": "UMUM", "key": "a-form-key"}
    answer = client.post(f"/pesan/{event.code}", data=form)
    assert answer.status_code == 422 and "Siti Contoh" in answer.text and is_untouched()


UMUM = {"offer": "UMUM", "quantity": 1}
SITI = {"name": "Siti Contoh", "phone": "0861-1000-0001"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        *(
            ({field: value}, field)
            for field, value in [("total", 0), ("price", 0), ("discount", 100), ("currency", "IDR"), ("state", "paid")]
        ),
        *(({field: 1}, field) for field in ("id", "code", "seller_id", "generation", "confirmed_at", "language", "voucher")),
        *(({"lines": [UMUM | {field: 0}]}, field) for field in ("price", "unit_price", "total", "discount", "cancelled", "max_per_order")),
        *(({"buyer": SITI | {field: 1}}, field) for field in ("id", "person", "role", "account_id", "channel")),
    ],
)
def test_field_that_is_not_asked_for_is_refused(client, event, changes, field):
    answer = order(client, ("UMUM", 1), **changes)
    assert (answer.status_code, answer.json["reason"]) == (422, "bad-shape")
    assert field in str(answer.json["errors"]) and is_untouched()


@pytest.mark.parametrize("line", [{}, {"price": 0}, {"unit_price": 0}, {"discount": 15_000}])
def test_paid_offer_is_not_had_for_nothing(client, event, line):
    make_offer(event, "VIP", price=15_000)
    answer = order(client, lines=[{"offer": "VIP", "quantity": 1} | line])
    assert answer.status_code == (422 if line else 409)
    assert sold() == {"UMUM": 0, "VIP": 0}


def test_price_in_a_form_is_not_read(client, event):
    make_offer(event, "VIP", price=15_000)
    form = {"name": "Siti Contoh", "contact": "0861-1000-0001", "quantity": "1", "offer": "VIP", "key": "a-form-key", "price": "0"}
    assert client.post(f"/pesan/{event.code}", data=form).status_code == 422
    assert sold() == {"UMUM": 0, "VIP": 0}


@pytest.mark.parametrize("body", [None, 1, "", [], {}, {"lines": []}, {"lines": {}}, {"lines": [[]]}, {"buyer": []}], ids=repr)
def test_body_of_another_shape_is_refused(client, event, body):
    sent = order_body("UMUM") | body if isinstance(body, dict) and body else body
    answer = client.post("/api/v1/orders", json=sent, headers={"Idempotency-Key": "another-shape"})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json") and is_untouched()


@pytest.mark.parametrize(
    "buyer", [{}, {"name": "Siti"}, SITI | {"email": "siti@contoh.id"}, SITI | {"name": "\u200b"}, SITI | {"phone": "12345"}]
)
def test_buyer_has_a_name_and_one_contact(client, event, buyer):
    assert order(client, ("UMUM", 1), buyer=buyer).status_code == 422 and is_untouched()


@pytest.mark.parametrize("key", [None, "", "short", "a" * 101, "key with spaces", "kunci-é-é-é"], ids=repr)
def test_order_without_a_proper_key_is_refused(client, event, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = client.post("/api/v1/orders", json=order_body("UMUM"), headers=headers)
    assert answer.status_code == 422 and is_untouched()
