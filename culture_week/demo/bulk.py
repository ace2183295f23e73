"""Bookings and arrivals by the thousand, written so that every invariant holds: for the larger demo festivals and for measuring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, update

from culture_week.checkin.models import Scan
from culture_week.checkin.states import Verdict
from culture_week.checkout.actions import LINK_LETTER, confirmation_key
from culture_week.checkout.line_kinds import LINE_KINDS
from culture_week.core.codes import digest, new_code, new_payload, new_token
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import session, table_of
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState
from culture_week.sales.models import AllowanceUse, Offer, OfferQuota, Order, OrderLine, Quota
from culture_week.sales.queries import person_of
from culture_week.sales.states import OfferKind, OrderState
from culture_week.ticketing.models import Entry, Ticket, TicketType
from culture_week.ticketing.states import TicketState


@dataclass(frozen=True)
class FreeOffer:
    """A free ticket type with a quota of its own; `booked` once there is any order of it, cancelled ones too."""

    event_id: int
    offer_id: int
    allowance_id: int
    seller_id: int
    quota_id: int
    size: int
    code: str
    booked: bool


@dataclass(frozen=True)
class Booking:
    """Somebody's booking; `person` is a number that stands for the phone that it is made with, one for each offer."""

    person: int
    quantity: int
    placed_at: datetime
    cancelled_at: datetime | None = None


@dataclass(frozen=True)
class Arrival:
    """A ticket at a gate: `admitted` by the first welcome, else refused with a verdict."""

    ticket_id: int | None
    event_id: int | None
    device_id: int
    gate_id: int
    at: datetime
    verdict: Verdict = Verdict.WELCOME
    entered_before: datetime | None = None


def free_offers() -> list[FreeOffer]:
    """Every free ticket type, in order."""
    booked = exists().where(OrderLine.offer_id == Offer.id)
    columns = (TicketType.event_id, Offer.id, Offer.allowance_id, Offer.seller_id, Quota.id, Quota.size, Offer.code, booked)
    query = select(*columns).join(Offer, Offer.id == TicketType.offer_id).join(OfferQuota, OfferQuota.offer_id == Offer.id)
    query = query.join(Quota, Quota.id == OfferQuota.quota_id).where(Offer.price == 0)
    return [FreeOffer(*row) for row in session.execute(query.order_by(Offer.id))]


def phone_of(person: int) -> str:
    """A number that nobody has."""
    return f"+62862{person:08d}"


def book_in_bulk(offer: FreeOffer, bookings: Sequence[Booking], told_before: datetime) -> list[tuple[int, str]]:
    """Writes confirmed and cancelled orders of one offer; messages of orders placed since `told_before` wait for a hand.

    Returns id and payload of each ticket that still admits.
    """
    orders = [_order(offer, booking) for booking in bookings]
    order_ids = _insert(Order, orders)
    line_ids = _insert(OrderLine, [_line(offer, booking, order_id) for booking, order_id in zip(bookings, order_ids, strict=True)])
    tickets = [row for booking, line_id in zip(bookings, line_ids, strict=True) for row in _tickets(offer, booking, line_id)]
    ticket_ids = _insert(Ticket, tickets)
    described = LINE_KINDS[OfferKind.TICKET].describe(offer.offer_id)
    messages = [_message(booking, row, described, told_before) for booking, row in zip(bookings, orders, strict=True)]
    session.execute(insert(table_of(Message)), messages)
    standing = [booking for booking in bookings if not booking.cancelled_at]
    if standing:
        session.execute(insert(table_of(AllowanceUse)), [_use(offer, booking) for booking in standing])
    sold = sum(booking.quantity for booking in standing)
    session.execute(update(Quota).where(Quota.id == offer.quota_id).values(sold=Quota.sold + sold))
    admitting = zip(ticket_ids, tickets, strict=True)
    return [(ticket_id, row["payload"]) for ticket_id, row in admitting if row["state"] is TicketState.VALID]


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of the new rows, in the order of `rows`."""
    table = table_of(model)
    return list(session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))


def _person(booking: Booking) -> str:
    return person_of(Contact(Channel.WHATSAPP, phone_of(booking.person)))


def _order(offer: FreeOffer, booking: Booking) -> dict[str, Any]:
    return {
        "code": new_code(),
        "generation": 1,
        "seller_id": offer.seller_id,
        "state": OrderState.CANCELLED if booking.cancelled_at else OrderState.CONFIRMED,
        "total": 0,
        "buyer_name": f"Pengunjung Contoh {booking.person}",
        "channel": Channel.WHATSAPP,
        "contact": phone_of(booking.person),
        "person": _person(booking),
        "language": "id",
        "placed_at": booking.placed_at,
        "confirmed_at": booking.placed_at,
        "cancelled_at": booking.cancelled_at,
    }


def _line(offer: FreeOffer, booking: Booking, order_id: int) -> dict[str, Any]:
    cancelled = booking.quantity if booking.cancelled_at else 0
    return {"order_id": order_id, "offer_id": offer.offer_id, "quantity": booking.quantity, "unit_price": 0, "cancelled": cancelled}


def _tickets(offer: FreeOffer, booking: Booking, line_id: int) -> Iterable[dict[str, Any]]:
    state = TicketState.CANCELLED if booking.cancelled_at else TicketState.VALID
    common = {"event_id": offer.event_id, "order_line_id": line_id, "state": state, "generation": 1}
    common |= {"party_code": new_payload(), "entries": 0, "max_entries": 1}
    for number in range(1, booking.quantity + 1):
        yield {**common, "number": number, "payload": new_payload(), "entry_code": new_code()}


def _use(offer: FreeOffer, booking: Booking) -> dict[str, Any]:
    return {"allowance_id": offer.allowance_id, "person": _person(booking), "taken": booking.quantity}


def _message(booking: Booking, order: dict[str, Any], described: dict[str, Any], told_before: datetime) -> dict[str, Any]:
    bought = [{"quantity": booking.quantity, **described}]
    told = MessageState.SENT if booking.placed_at < told_before else MessageState.BY_HAND
    state = MessageState.DROPPED if booking.cancelled_at else told
    return {
        "key": confirmation_key(order["code"]),
        "channel": order["channel"],
        "recipient": order["contact"],
        "language": order["language"],
        "template": LINK_LETTER,
        "context": {"order_code": order["code"], "generation": 1, "name": order["buyer_name"], "bought": bought},
        "state": state,
        "attempts": 0,
        "due_at": booking.placed_at,
        "created_at": booking.placed_at,
        "sent_at": booking.placed_at if state is MessageState.SENT else None,
    }


def arrive_in_bulk(arrivals: Sequence[Arrival]) -> None:
    """Writes scans, and for each welcome the entry and its count; a ticket is welcome once."""
    scans = [_scan(arrival) for arrival in arrivals]
    welcome = [(arrival, scan["scan_id"]) for arrival, scan in zip(arrivals, scans, strict=True) if arrival.verdict is Verdict.WELCOME]
    if scans:
        session.execute(insert(table_of(Scan)), scans)
    if welcome:
        session.execute(insert(table_of(Entry)), [_entry(arrival, scan_id) for arrival, scan_id in welcome])
        ticket = table_of(Ticket).c
        count_in = update(table_of(Ticket)).where(ticket.id == bindparam("ticket")).values(entries=1)
        session.connection().execute(count_in, [{"ticket": arrival.ticket_id} for arrival, _scan_id in welcome])


def _scan(arrival: Arrival) -> dict[str, Any]:
    scan_id = new_token()
    return {
        "scan_id": scan_id,
        "request_hash": digest(scan_id),
        "device_id": arrival.device_id,
        "ticket_id": arrival.ticket_id,
        "event_id": arrival.event_id,
        "verdict": arrival.verdict,
        "admitted": int(arrival.verdict is Verdict.WELCOME),
        "remaining": 0,
        "first_entered_at": arrival.entered_before,
        "first_gate": None,
        "scanned_at": arrival.at,
        "received_at": arrival.at,
    }


def _entry(arrival: Arrival, scan_id: str) -> dict[str, Any]:
    values = {"ticket_id": arrival.ticket_id, "event_id": arrival.event_id, "gate_id": arrival.gate_id}
    return {**values, "scan_id": scan_id, "entered_at": arrival.at}
