"""Booking and cancelling."""

from collections.abc import Sequence
from datetime import datetime

from culture_week.checkout.line_kinds import LINE_KINDS
from culture_week.checkout.queries import OrderAnswer, answer_again, secret_of
from culture_week.core import audit, idempotency
from culture_week.core.contact import Contact
from culture_week.messages.actions import drop, queue
from culture_week.sales import actions as sales
from culture_week.sales.queries import OrderFacts, lines_of
from culture_week.sales.rules import Wanted
from culture_week.ticketing.actions import IssuedTicket

IDEMPOTENCY_SCOPE = "order"


def book(
    *,
    code: str,
    key: str,
    request_hash: str,
    lines: Sequence[Wanted],
    buyer_name: str,
    contact: Contact,
    language: str,
    by: str,
    now: datetime,
) -> OrderAnswer:
    """Places an order of free offers called `code`, issues what it buys, and returns what the buyer is told.

    The same `key` returns the order it made before, as it stands now. Raises `KeyReused`, and what
    `sales.place_order` and the kinds of the lines raise.
    """
    earlier = idempotency.claim(scope=IDEMPOTENCY_SCOPE, key=key, request_hash=request_hash, result_code=code, now=now)
    if earlier is not None:
        return answer_again(earlier)
    order = sales.place_order(code=code, lines=lines, buyer_name=buyer_name, contact=contact, language=language, now=now)
    tickets: list[IssuedTicket] = []
    for line in order.lines:
        tickets += LINE_KINDS[line.kind].fulfil(offer_id=line.offer_id, line_id=line.id, quantity=line.quantity)
    _confirm_by_message(order, buyer_name, contact, language, now)
    audit.record(by=by, now=now, action="book", subject=f"order:{code}", total=order.total)
    return OrderAnswer(code, secret_of(code, order.generation), order.state, order.total, tickets)


def _confirm_by_message(order: sales.PlacedOrder, buyer_name: str, contact: Contact, language: str, now: datetime) -> None:
    bought = [{"quantity": line.quantity, **LINE_KINDS[line.kind].describe(line.offer_id)} for line in order.lines]
    context = {"order_code": order.code, "generation": order.generation, "name": buyer_name, "bought": bought}
    queue(
        key=confirmation_key(order.code),
        contact=contact,
        language=language,
        template="checkout/order_confirmed",
        context=context,
        now=now,
    )


def confirmation_key(order_code: str) -> str:
    """What the message that confirms an order is called."""
    return f"order-confirmed:{order_code}"


def cancel(*, order: OrderFacts, by: str, now: datetime) -> None:
    """Cancels an order, voids what it bought and frees its places at once.

    Raises `NotPossibleNow`, and `TicketAlreadyUsed` where somebody went in with a ticket of it.
    """
    lines = lines_of(order.id)
    sales.cancel_order(order=order, lines=lines, now=now)
    for line in lines:
        LINE_KINDS[line.kind].undo(order_line_id=line.id, quantity=line.left)
    sales.give_back(order=order, lines=lines)
    drop(key=confirmation_key(order.code))
    audit.record(by=by, now=now, action="cancel", subject=f"order:{order.code}")
