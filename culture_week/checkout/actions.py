"""Booking, cancelling, and sending lost links again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from culture_week.checkout.line_kinds import LINE_KINDS
from culture_week.checkout.models import LinkRequest, MassCancellation
from culture_week.checkout.queries import OrderAnswer, answer_again, next_mass_cancellation, secret_of
from culture_week.checkout.rules import ContactErased, PaidAlready
from culture_week.core import audit, idempotency
from culture_week.core.codes import keyed_digest
from culture_week.core.contact import Contact
from culture_week.core.database import after_commit, attempt, insert, session, table_of
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.core.short_memory import SETTLES
from culture_week.core.worker import wake
from culture_week.festival.queries import current_edition, event_subject
from culture_week.messages.actions import drop, queue
from culture_week.messages.queries import messages_about_order
from culture_week.sales.actions import orders as sales
from culture_week.sales.queries import LineFacts, OrderFacts, lines_of, order_by_code, persons_of
from culture_week.sales.rules import Wanted
from culture_week.sales.states import OrderState
from culture_week.ticketing.actions import IssuedTicket
from culture_week.ticketing.queries.holders import next_order_with_tickets
from culture_week.ticketing.queries.orders import LivingOrder, living_orders
from culture_week.ticketing.queries.tickets import offer_ids_of_event
from culture_week.ticketing.rules import TicketAlreadyUsed

IDEMPOTENCY_SCOPE = "order"
LINK_LETTER = "checkout/order_confirmed"
CANCEL_JOB = "cancel_orders"
LINKS_JOB = "answer_link_requests"
# Whoever asks again within the same so many seconds is not told again.
LINKS_TOLD_ONCE_IN = 600

_ASK = insert(table_of(LinkRequest)).on_conflict_do_nothing(index_elements=["contact"])


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
        template=LINK_LETTER,
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
    _cancel(order, now)
    audit.record(by=by, now=now, action="cancel", subject=f"order:{order.code}")


def _cancel(order: OrderFacts, now: datetime) -> None:
    lines = [line for line in lines_of(order.id) if line.left]
    sales.cancel_order(order=order, lines=lines, now=now)
    _undo(order, lines)
    drop(key=confirmation_key(order.code))


def _undo(order: OrderFacts, lines: Sequence[LineFacts]) -> None:
    for line in lines:
        LINE_KINDS[line.kind].undo(order_line_id=line.id, quantity=line.left)
    sales.give_back(order=order, lines=lines)


def ask_for_links(*, contact: Contact, language: str, by: str, now: datetime) -> None:
    """Notes that the links of a contact's orders are wanted.

    Does not look whether there are any, so that neither the answer nor its time tells.
    """
    session.execute(_ASK, {"contact": contact.value, "channel": contact.channel, "language": language, "asked_at": now})
    after_commit(lambda: wake(LINKS_JOB))
    audit.record(by=by, now=now, action="ask_for_links", subject="lost-link")


def answer_link_request(*, now: datetime) -> bool:
    """Sends the links of the contact that waits longest, if it has any; returns whether one waited."""
    oldest = select(LinkRequest.contact).order_by(LinkRequest.asked_at).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    asked = session.execute(delete(LinkRequest).where(LinkRequest.contact == oldest).returning(*table_of(LinkRequest).c)).one_or_none()
    edition = current_edition()
    if asked is None or edition is None:
        return asked is not None
    contact = Contact(asked.channel, asked.contact)
    orders = living_orders(persons_of(contact), edition.id, now)
    if orders:
        queue(
            key=f"lost-link:{keyed_digest('lost-link', contact.value)[:32]}:{int(now.timestamp()) // LINKS_TOLD_ONCE_IN}",
            contact=contact,
            language=asked.language,
            template="checkout/lost_link",
            context={"orders": [_as_link(order) for order in orders]},
            now=now,
        )
        for order in orders:
            audit.record(by="system", now=now, action="send_link", subject=f"order:{order.code}")
    return True


def _as_link(order: LivingOrder) -> dict[str, Any]:
    events = [{**event, "starts_at": event["starts_at"].isoformat()} for event in order.events]
    return {"code": order.code, "generation": order.generation, "events": events}


def cancel_all_of(*, event_id: int, event_change_id: int, by: str, now: datetime) -> None:
    """Writes down that every order of a cancelled event is to be undone; `undo_next` does it, one order at a time."""
    row = MassCancellation(event_change_id=event_change_id, event_id=event_id, by=by, reached=0, cancelled=0, kept=0, made_at=now)
    session.add(row)
    after_commit(lambda: wake(CANCEL_JOB, SETTLES.total_seconds()))


def undo_next(*, now: datetime) -> bool:
    """Undoes the next order of a cancelled event, who booked in the moment of its cancellation too; False where none is left.

    An order for other events as well keeps those. One that cost something, or with which somebody went in, stays as it
    is and is counted: nothing takes money yet, so nothing can be owed back.
    """
    todo = next_mass_cancellation(made_before=now - SETTLES)
    if todo is None:
        return False
    found = next_order_with_tickets(todo.event_id, after=todo.reached)
    if found is None:
        todo.done_at = now
        counts = {"cancelled": todo.cancelled, "kept": todo.kept}
        audit.record_sealed(by=todo.by, now=now, action="cancel_all", subject=event_subject(todo.event_id), **counts)
        return True
    todo.reached = found[0]
    order = order_by_code(found[1])
    assert order is not None
    try:
        with attempt():
            _undo_event(order, todo.event_id, todo.by, now)
    except (TicketAlreadyUsed, PaidAlready):
        todo.kept += 1
    else:
        todo.cancelled += 1
    return True


def _undo_event(order: OrderFacts, event_id: int, by: str, now: datetime) -> None:
    if order.total > 0:
        raise PaidAlready()
    lines = [line for line in lines_of(order.id) if line.left]
    offer_ids = offer_ids_of_event(event_id)
    theirs = [line for line in lines if line.offer_id in offer_ids]
    if len(theirs) == len(lines):
        cancel(order=order, by=by, now=now)
        return
    sales.lock_order(order=order, action="cancel")
    sales.cancel_lines(order=order, lines=theirs)
    _undo(order, theirs)
    audit.record(by=by, now=now, action="cancel_lines", subject=f"order:{order.code}", lines=len(theirs))


def cancel_for_buyer(*, order: OrderFacts, reason: str, by: str, now: datetime) -> None:
    """Cancels an order in the buyer's place and tells them why. Raises as `cancel` does, and `ContactErased`."""
    bought = _bought(order)
    _cancel(order, now)
    _tell(order, key=f"order-cancelled:{order.code}", template="checkout/order_cancelled", now=now, bought=bought, reason=reason)
    audit.record_sealed(by=by, now=now, action="cancel_for_buyer", subject=f"order:{order.code}", reason=reason)


def send_again(*, order: OrderFacts, reason: str, by: str, now: datetime) -> None:
    """Sends the buyer the order's link once more, the same one. Raises `NotPossibleNow` unless the order is confirmed, `ContactErased`."""
    _check_confirmed(order, "send_again")
    _send_link(order, now)
    audit.record_sealed(by=by, now=now, action="resend", subject=f"order:{order.code}", reason=reason)


def change_link(*, order: OrderFacts, reason: str, by: str, now: datetime) -> None:
    """Ends a link that fell into wrong hands with all codes behind it, and sends the buyer the new one. Raises as `send_again` does."""
    _check_confirmed(order, "change_link")
    renewed = sales.change_link(order=order)
    for line in lines_of(order.id):
        LINE_KINDS[line.kind].renew(order_line_id=line.id)
    for message in messages_about_order(order.contact, order.code):
        if message.template == LINK_LETTER:
            drop(key=message.key)  # if it waits, it names the old link
    _send_link(renewed, now)
    audit.record_sealed(by=by, now=now, action="change_link", subject=f"order:{order.code}", reason=reason)


def _check_confirmed(order: OrderFacts, action: str) -> None:
    if order.state is not OrderState.CONFIRMED:
        raise NotPossibleNow(action, order.state)


def _send_link(order: OrderFacts, now: datetime) -> None:
    """Pressed twice within a second it is sent once."""
    key = f"order-sent-again:{order.code}:{order.generation}:{now:%Y%m%d%H%M%S}"
    _tell(order, key=key, template=LINK_LETTER, now=now, bought=_bought(order))


def _bought(order: OrderFacts) -> list[dict[str, Any]]:
    return [{"quantity": line.left, **LINE_KINDS[line.kind].describe(line.offer_id)} for line in lines_of(order.id) if line.left]


def _tell(order: OrderFacts, *, key: str, template: str, now: datetime, **more: Any) -> None:
    if not order.contact:
        raise ContactErased()
    contact = Contact(order.channel, order.contact)
    context = {"order_code": order.code, "generation": order.generation, "name": order.buyer_name, **more}
    queue(key=key, contact=contact, language=order.language, template=template, context=context, now=now)
