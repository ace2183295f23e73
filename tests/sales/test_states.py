"""What may happen to an order, written once more, and asked of the product's own UPDATE."""

import pytest
from sqlalchemy import select, update

from culture_week.core.database import in_transaction, session
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.sales.actions.orders import cancel_order
from culture_week.sales.models import Order, OrderLine
from culture_week.sales.queries import lines_of, order_by_code
from culture_week.sales.states import ORDER, OrderState
from tests.core.test_lifecycle import grid, grid_of
from tests.factories import book, make_festival, now


def state_and_cancelled():
    return session.execute(select(Order.state, OrderLine.cancelled).join(OrderLine, OrderLine.order_id == Order.id)).one()


def test_order_lifecycle():
    assert grid_of(ORDER, OrderState) == grid("""
               pending    confirmed  unwinding  expired  cancelled
    confirm    confirmed  .          .          .        .
    expire     expired    .          .          .        .
    unwind     unwinding  unwinding  .          .        .
    cancel     cancelled  cancelled  cancelled  .        .
    """)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (OrderState.PENDING, True),
        (OrderState.CONFIRMED, True),
        (OrderState.UNWINDING, True),
        (OrderState.EXPIRED, False),
        (OrderState.CANCELLED, False),
    ],
)
def test_cancelling_asks_the_row_and_not_what_was_read_of_it(client, state, allowed):
    code = book(client, make_festival().event.offer, 2).json["code"]
    order = order_by_code(code)
    read_before = {"order": order, "lines": lines_of(order.id)}
    in_transaction(lambda: session.execute(update(Order).values(state=state)))
    if allowed:
        in_transaction(cancel_order, **read_before, now=now())
    else:
        with pytest.raises(NotPossibleNow):
            in_transaction(cancel_order, **read_before, now=now())
    assert state_and_cancelled() == ((OrderState.CANCELLED, 2) if allowed else (state, 0))


def test_line_of_which_more_was_given_back_meanwhile_is_not_cancelled(client):
    order = order_by_code(book(client, make_festival().event.offer, 2).json["code"])
    lines = lines_of(order.id)
    in_transaction(lambda: session.execute(update(OrderLine).values(cancelled=1)))
    with pytest.raises(NotPossibleNow):
        in_transaction(cancel_order, order=order, lines=lines, now=now())
    assert state_and_cancelled() == (OrderState.CONFIRMED, 1)
