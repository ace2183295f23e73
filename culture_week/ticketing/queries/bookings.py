"""Orders of an edition for the office: found by event, state, day or words, and what each is for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from culture_week.core.contact import Channel
from culture_week.core.database import Translated, session
from culture_week.festival.models import Event
from culture_week.sales.models import Order, OrderLine
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import Ticket, TicketType

ORDERS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which orders are looked for; what is empty is not asked.

    Of `code`, `persons` (who stand for a contact) and `names` (which must all occur) one is enough.
    """

    event_code: str | None = None
    state: OrderState | None = None
    placed: tuple[datetime, datetime] | None = None
    code: str | None = None
    persons: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedOrder:
    """An order in the office's list; `total` in rupiah."""

    id: int
    code: str
    state: OrderState
    buyer_name: str
    channel: Channel
    contact: str
    total: int
    placed_at: datetime


@dataclass(frozen=True)
class ListedLine:
    """What a line of a listed order is for: so many valid tickets, so many cancelled ones, and so many are in."""

    order_id: int
    event_code: str
    title: Translated
    tickets: int
    cancelled: int
    entered: int


@dataclass(frozen=True)
class OrdersOnPage:
    """How many orders match, on how many pages, which of these this is, and its orders."""

    count: int = 0
    pages: int = 1
    page: int = 1
    orders: Sequence[ListedOrder] = ()


def orders_of(edition_id: int, wanted: Wanted, page: int) -> OrdersOnPage:
    """The orders of the edition that match, the newest first; far beyond the last page is the last one."""
    conditions = _conditions(edition_id, wanted)
    count = session.scalar(select(func.count()).select_from(Order).where(*conditions)) or 0
    columns = (Order.id, Order.code, Order.state, Order.buyer_name, Order.channel, Order.contact, Order.total, Order.placed_at)
    query = select(*columns).where(*conditions).order_by(Order.placed_at.desc(), Order.id.desc())
    pages = max(1, -(-count // ORDERS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    rows = session.execute(query.limit(ORDERS_ON_A_PAGE).offset((page - 1) * ORDERS_ON_A_PAGE))
    return OrdersOnPage(count, pages, page, [ListedOrder(*row) for row in rows])


def is_of_edition(edition_id: int, order_code: str) -> bool:
    """Whether there is such an order with something for this edition."""
    query = _of_edition(edition_id).join(Order, Order.id == OrderLine.order_id).where(Order.code == order_code)
    return session.scalar(query.limit(1)) is not None


def _of_edition(edition_id: int) -> Any:
    """The ids of orders with something for it."""
    query = select(OrderLine.order_id).join(TicketType, TicketType.offer_id == OrderLine.offer_id)
    return query.join(Event, Event.id == TicketType.event_id).where(Event.edition_id == edition_id)


def _conditions(edition_id: int, wanted: Wanted) -> list[Any]:
    inside = _of_edition(edition_id)
    if wanted.event_code is not None:
        inside = inside.where(Event.code == wanted.event_code)
    conditions: list[Any] = [Order.id.in_(inside)]
    if wanted.state is not None:
        conditions.append(Order.state == wanted.state)
    if wanted.placed is not None:
        conditions += [Order.placed_at >= wanted.placed[0], Order.placed_at < wanted.placed[1]]
    found_by = []
    if wanted.code is not None:
        found_by.append(Order.code == wanted.code)
    if wanted.persons:
        found_by.append(Order.person.in_(wanted.persons))
    if wanted.names:
        found_by.append(and_(*(Order.buyer_name.icontains(name, autoescape=True) for name in wanted.names)))
    return [*conditions, or_(*found_by)] if found_by else conditions


def lines_for_list(order_ids: Collection[int]) -> dict[int, list[ListedLine]]:
    """By order id, what its lines are for, in order of time."""
    entered = func.coalesce(func.sum(Ticket.entries), 0)
    query = (
        select(OrderLine.order_id, Event.code, Event.title, OrderLine.quantity - OrderLine.cancelled, OrderLine.cancelled, entered)
        .join(TicketType, TicketType.offer_id == OrderLine.offer_id)
        .join(Event, Event.id == TicketType.event_id)
        .outerjoin(Ticket, Ticket.order_line_id == OrderLine.id)
        .where(OrderLine.order_id.in_(order_ids))
        .group_by(OrderLine.id, Event.id)
        .order_by(Event.starts_at, OrderLine.id)
    )
    lines: dict[int, list[ListedLine]] = {order_id: [] for order_id in order_ids}
    for row in session.execute(query):
        lines[row[0]].append(ListedLine(*row))
    return lines


def events_with_tickets(edition_id: int) -> list[tuple[str, Translated, datetime]]:
    """Code, title and start of the edition's events that have tickets, in order of time; for choosing one."""
    query = select(Event.code, Event.title, Event.starts_at).where(Event.edition_id == edition_id)
    query = query.where(select(TicketType.id).where(TicketType.event_id == Event.id).exists()).order_by(Event.starts_at, Event.id)
    return [(code, title, starts_at) for code, title, starts_at in session.execute(query)]
