"""Who holds tickets of an event: how many people, and the orders to tell or to cancel, in steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from culture_week.core.contact import Channel
from culture_week.core.database import session
from culture_week.sales.models import Order, OrderLine
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import Ticket
from culture_week.ticketing.states import TicketState

LIVE = (OrderState.CONFIRMED, OrderState.UNWINDING)


@dataclass(frozen=True)
class Holders:
    """How many orders hold valid tickets of an event, how they are told, and for how many people."""

    by_mail: int
    by_hand: int
    people: int

    @property
    def orders(self) -> int:
        """All orders."""
        return self.by_mail + self.by_hand


@dataclass(frozen=True)
class HolderOrder:
    """An order with tickets of an event."""

    id: int
    code: str
    generation: int
    buyer_name: str
    channel: Channel
    contact: str
    language: str


def _of_event(event_id: int, *columns: Any) -> Any:
    joined = select(*columns).join(OrderLine, OrderLine.order_id == Order.id).join(Ticket, Ticket.order_line_id == OrderLine.id)
    return joined.where(Ticket.event_id == event_id)


def count_holders(event_id: int) -> Holders:
    """How many hold valid tickets of an event."""
    valid = (Order.state.in_(LIVE), Ticket.state == TicketState.VALID)
    query = _of_event(event_id, Order.channel, func.count(Order.id.distinct()), func.count(Ticket.id)).where(*valid)
    rows = {channel: (orders, people) for channel, orders, people in session.execute(query.group_by(Order.channel))}
    mail, hand = rows.get(Channel.EMAIL, (0, 0)), rows.get(Channel.WHATSAPP, (0, 0))
    return Holders(mail[0], hand[0], mail[1] + hand[1])


def count_orders_of(event_ids: Collection[int]) -> dict[int, int]:
    """By event id, how many orders hold valid tickets."""
    query = select(Ticket.event_id, func.count(Order.id.distinct())).join(OrderLine, OrderLine.id == Ticket.order_line_id)
    query = query.join(Order, Order.id == OrderLine.order_id).where(Ticket.event_id.in_(event_ids))
    valid = (Order.state.in_(LIVE), Ticket.state == TicketState.VALID)
    return {event_id: orders for event_id, orders in session.execute(query.where(*valid).group_by(Ticket.event_id))}  # noqa: C416


def orders_to_tell(event_id: int, *, after: int, cancelled_since: datetime | None, limit: int) -> list[HolderOrder]:
    """The next orders with tickets of an event behind the id `after`, in order of id.

    With `cancelled_since`, also those that were cancelled from then on: by then their event was.
    """
    told = and_(Order.state.in_(LIVE), Ticket.state == TicketState.VALID)
    if cancelled_since is not None:
        told = or_(Order.state.in_(LIVE), Order.cancelled_at >= cancelled_since)
    columns = (Order.id, Order.code, Order.generation, Order.buyer_name, Order.channel, Order.contact, Order.language)
    query = _of_event(event_id, *columns).where(Order.id > after, told).distinct().order_by(Order.id).limit(limit)
    return [HolderOrder(*row) for row in session.execute(query)]


def next_order_with_tickets(event_id: int, *, after: int) -> tuple[int, str] | None:
    """Id and code of the next live order with valid tickets of an event, behind the id `after`."""
    live = (Order.state.in_(LIVE), Ticket.state == TicketState.VALID, Order.id > after)
    row = session.execute(_of_event(event_id, Order.id, Order.code).where(*live).order_by(Order.id).limit(1)).first()
    return (row[0], row[1]) if row else None
