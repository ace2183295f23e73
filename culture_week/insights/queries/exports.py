"""The rows of exported tables, read in portions; none holds a code that admits or opens, a contact only where it is asked for."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.festival.models import Event, Gate, Venue
from culture_week.messages.models import Message
from culture_week.sales.models import Offer, Order, OrderLine
from culture_week.ticketing.models import Entry, Ticket, TicketType

ROWS_AT_ONCE = 1000


def order_lines(edition_id: int) -> Iterator[Any]:
    """Every line of every order of the edition, in order of booking."""
    return _read(
        select(Order.code, Order.state, Order.buyer_name, Order.channel, Order.contact, Event.code, Event.title)
        .add_columns(Offer.title, OrderLine.quantity, OrderLine.cancelled, OrderLine.unit_price, Order.placed_at, Order.cancelled_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Offer, Offer.id == OrderLine.offer_id)
        .join(TicketType, TicketType.offer_id == OrderLine.offer_id)
        .join(Event, Event.id == TicketType.event_id)
        .where(Event.edition_id == edition_id)
        .order_by(Order.id, OrderLine.id)
    )


def tickets(edition_id: int) -> Iterator[Any]:
    """Every ticket of the edition: of which order, for which event, and when its holder went in."""
    return _read(
        select(Order.code, Event.code, Event.title, Ticket.number, Ticket.state, Entry.entered_at)
        .select_from(Ticket)
        .join(OrderLine, OrderLine.id == Ticket.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Event, Event.id == Ticket.event_id)
        .outerjoin(Entry, Entry.ticket_id == Ticket.id)
        .where(Event.edition_id == edition_id)
        .order_by(Ticket.id)
    )


def arrivals(edition_id: int) -> Iterator[Any]:
    """Every entry: when, for which event, where."""
    return _read(
        select(Entry.entered_at, Event.code, Event.title, Venue.name, Gate.name)
        .select_from(Entry)
        .join(Event, Event.id == Entry.event_id)
        .join(Gate, Gate.id == Entry.gate_id)
        .join(Venue, Venue.id == Gate.venue_id)
        .where(Event.edition_id == edition_id)
        .order_by(Entry.id)
    )


def messages() -> Iterator[Any]:
    """Every message without its recipient and its words."""
    columns = (Message.created_at, Message.template, Message.channel, Message.language, Message.state, Message.attempts, Message.sent_at)
    return _read(select(*columns).order_by(Message.id))


def _read(query: Any) -> Iterator[Any]:
    return iter(session.execute(query.execution_options(yield_per=ROWS_AT_ONCE)))
