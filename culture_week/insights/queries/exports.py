"""The rows of exported tables, read in portions; none holds a code that admits or opens, a contact only where it is asked for."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from culture_week.core.database import Translated, session
from culture_week.festival.models import Event, Gate, Venue
from culture_week.messages.models import Message
from culture_week.sales.models import Offer, Order, OrderLine
from culture_week.ticketing.models import Entry, Ticket, TicketType

ROWS_AT_ONCE = 1000


def event_titles(edition_id: int) -> dict[str, Translated]:
    """By code, what the edition's events are called; rows name them by code, for reading a title costs more than the row."""
    return dict(session.execute(select(Event.code, Event.title).where(Event.edition_id == edition_id)).all())


def offer_titles(edition_id: int) -> dict[str, Translated]:
    """The same of the ticket types of the edition's events."""
    query = select(Offer.code, Offer.title).join(TicketType, TicketType.offer_id == Offer.id).join(Event, Event.id == TicketType.event_id)
    return dict(session.execute(query.where(Event.edition_id == edition_id)).all())


def order_lines(edition_id: int) -> Iterator[Any]:
    """Every line of every order of the edition, in order of booking."""
    return _read(
        select(Order.code, Order.state, Order.buyer_name, Order.channel, Order.contact, Event.code, Offer.code)
        .add_columns(OrderLine.quantity, OrderLine.cancelled, OrderLine.unit_price, Order.placed_at, Order.cancelled_at)
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
        select(Order.code, Event.code, Ticket.number, Ticket.state, Entry.entered_at)
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
        select(Entry.entered_at, Event.code, Venue.name, Gate.name)
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
