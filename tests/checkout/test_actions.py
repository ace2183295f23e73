"""Cancelling gives back exactly what was left of an order, to its quotas and to its buyer's allowance."""

import pytest
from sqlalchemy import select, update

from culture_week.checkout.actions import cancel
from culture_week.core.database import in_transaction, session
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.insights.queries import broken_invariants
from culture_week.messages.queries import count_for_people, hand_list
from culture_week.sales.models import AllowanceUse, Offer, OfferQuota, Order, OrderLine, Quota
from culture_week.sales.queries import order_by_code
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import Ticket
from culture_week.ticketing.rules import TicketAlreadyUsed
from culture_week.ticketing.states import TicketState
from tests.factories import book, make_device, make_festival, now, scan
from tests.sales.shop import make_allowance, make_offer, make_quota, order, sold, taken

PHONE, OTHER_PHONE = "0861-1000-0001", "0861-1000-0002"


@pytest.fixture
def festival(app):
    """One hall for two offers, of which children also need a chair; six of both for one person."""
    festival = make_festival(size=None)
    hall, chairs, allowance = make_quota("BALAI", 20), make_quota("KURSI", 10), make_allowance(6)
    make_offer(festival.event, "DEWASA", quota_ids=(hall,), allowance_id=allowance)
    make_offer(festival.event, "ANAK", quota_ids=(hall, chairs), allowance_id=allowance)
    return festival


@pytest.fixture(autouse=True)
def invariants_hold(app):
    yield
    assert {name: rows for name, rows in broken_invariants().items() if rows} == {}


def cancel_by_code(code):
    session.rollback()
    in_transaction(cancel, order=order_by_code(code), by="buyer", now=now())


def give_one_back(order_code, offer_code, ticket_number):
    """Leaves things as giving back one piece of a line would: its ticket void, one less of everything."""
    lines = select(OrderLine.id, OrderLine.offer_id, Offer.allowance_id, Order.person).join(Order).join(Offer)
    line = session.execute(lines.where(Order.code == order_code, Offer.code == offer_code)).one()
    quotas = select(OfferQuota.quota_id).where(OfferQuota.offer_id == line.offer_id)
    its_ticket = (Ticket.order_line_id == line.id, Ticket.number == ticket_number)
    its_use = (AllowanceUse.allowance_id == line.allowance_id, AllowanceUse.person == line.person)

    def give_back():
        session.execute(update(OrderLine).where(OrderLine.id == line.id).values(cancelled=OrderLine.cancelled + 1))
        session.execute(update(Ticket).where(*its_ticket).values(state=TicketState.CANCELLED))
        session.execute(update(AllowanceUse).where(*its_use).values(taken=AllowanceUse.taken - 1))
        session.execute(update(Quota).where(Quota.id.in_(quotas)).values(sold=Quota.sold - 1))

    in_transaction(give_back)
    assert not any(broken_invariants().values()), "what the test itself does must be sound"


def test_whole_order_is_given_back_and_nobody_elses(client, festival):
    code = order(client, ("DEWASA", 2), ("ANAK", 3), phone=PHONE).json["code"]
    order(client, ("ANAK", 4), phone=OTHER_PHONE)
    assert (sold(), taken()) == ({"BALAI": 9, "KURSI": 7}, [4, 5])
    cancel_by_code(code)
    assert (sold(), taken()) == ({"BALAI": 4, "KURSI": 4}, [0, 4])


def test_one_of_a_persons_two_orders_is_given_back(client, festival):
    code = order(client, ("DEWASA", 2), ("ANAK", 1), phone=PHONE).json["code"]
    order(client, ("ANAK", 3), phone=PHONE)
    assert order(client, ("DEWASA", 1), phone=PHONE).json["reason"] == "limit"
    cancel_by_code(code)
    assert (sold(), taken()) == ({"BALAI": 3, "KURSI": 3}, [3])
    assert order(client, ("DEWASA", 3), phone=PHONE).status_code == 201
    assert order(client, ("DEWASA", 1), phone=PHONE).json["reason"] == "limit"


@pytest.mark.parametrize(
    ("given_back", "sold_before", "taken_before"),
    [
        ([("ANAK", 1)], {"BALAI": 8, "KURSI": 6}, [4, 4]),
        ([("ANAK", 3)], {"BALAI": 8, "KURSI": 6}, [4, 4]),
        ([("DEWASA", 2)], {"BALAI": 8, "KURSI": 7}, [4, 4]),
        ([("ANAK", 2), ("DEWASA", 1)], {"BALAI": 7, "KURSI": 6}, [3, 4]),
        ([("ANAK", 1), ("ANAK", 2), ("ANAK", 3)], {"BALAI": 6, "KURSI": 4}, [2, 4]),  # nothing is left of that line
        ([("ANAK", n) for n in (1, 2, 3)] + [("DEWASA", n) for n in (1, 2)], {"BALAI": 4, "KURSI": 4}, [0, 4]),
    ],
)
def test_what_was_given_back_before_is_not_given_back_again(client, festival, given_back, sold_before, taken_before):
    code = order(client, ("DEWASA", 2), ("ANAK", 3), phone=PHONE).json["code"]
    order(client, ("ANAK", 4), phone=OTHER_PHONE)
    for offer_code, ticket_number in given_back:
        give_one_back(code, offer_code, ticket_number)
    assert (sold(), taken()) == (sold_before, taken_before)
    cancel_by_code(code)
    assert (sold(), taken()) == ({"BALAI": 4, "KURSI": 4}, [0, 4])
    lines = session.execute(select(OrderLine.quantity, OrderLine.cancelled).join(Order).where(Order.code == code)).all()
    assert lines == [(2, 2), (3, 3)]
    assert order_by_code(code).state is OrderState.CANCELLED


def test_order_is_cancelled_once(client, festival):
    code = order(client, ("DEWASA", 2), phone=PHONE).json["code"]
    cancel_by_code(code)
    with pytest.raises(NotPossibleNow):
        cancel_by_code(code)
    assert (sold(), taken()) == ({"BALAI": 0, "KURSI": 0}, [0])


@pytest.mark.parametrize("used", [0, 3], ids=["the first line's", "the second line's"])
def test_order_of_which_a_ticket_was_used_keeps_all_it_has(client, festival, used):
    booked = order(client, ("DEWASA", 2), ("ANAK", 3), phone=PHONE).json
    welcome = scan(client, make_device(festival.venue.gate_id), qr=booked["tickets"][used]["qr"])
    assert welcome.json["verdict"] == "welcome"
    with pytest.raises(TicketAlreadyUsed):
        cancel_by_code(booked["code"])
    assert (sold(), taken(), order_by_code(booked["code"]).state) == ({"BALAI": 5, "KURSI": 3}, [5], OrderState.CONFIRMED)
    assert set(session.scalars(select(Ticket.state))) == {TicketState.VALID}
    assert set(session.scalars(select(OrderLine.cancelled))) == {0}


def test_freed_places_can_be_had_by_somebody_else(client, festival):
    codes = [order(client, ("ANAK", 5)).json["code"] for _ in range(2)]
    assert order(client, ("ANAK", 1)).json["reason"] == "sold-out"
    cancel_by_code(codes[0])
    assert [order(client, ("ANAK", n)).json.get("reason") for n in (5, 1)] == [None, "sold-out"]


def test_a_cancelled_order_is_not_confirmed_by_hand_any_more(client):
    """Its confirmation would send somebody to the gate with a ticket that is void."""
    booked = book(client, make_festival().event.offer).json
    assert [message.key for message in hand_list()] == [f"order-confirmed:{booked['code']}"]
    client.post(f"/api/v1/orders/{booked['code']}/cancel", headers={"Authorization": f"Bearer {booked['secret']}"})
    session.rollback()  # what was read before has to be read anew
    assert hand_list() == [] and count_for_people() == 0
