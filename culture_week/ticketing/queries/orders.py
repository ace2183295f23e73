"""Orders by the events that their tickets admit to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from culture_week.core.database import session
from culture_week.festival.models import Event, Venue
from culture_week.sales.models import Order, OrderLine
from culture_week.sales.rules import origins_to_show
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import TicketType

MOST_LIVING = 50


@dataclass(frozen=True)
class LivingOrder:
    """An order with events still to come: of each `title`, `starts_at` and `place`."""

    code: str
    generation: int
    events: list[dict[str, Any]] = field(default_factory=list)


def orders_by_origin(edition_id: int) -> dict[str, int]:
    """How many confirmed orders of an edition came from where, by codes of sales.origins; small figures are put together."""
    asked = select(Order.id, Order.origin).join(OrderLine, OrderLine.order_id == Order.id)
    asked = asked.join(TicketType, TicketType.offer_id == OrderLine.offer_id).join(Event, Event.id == TicketType.event_id)
    answered = (Event.edition_id == edition_id, Order.state == OrderState.CONFIRMED, Order.origin.is_not(None))
    orders = asked.where(*answered).distinct().subquery()
    counted = select(orders.c.origin, func.count()).group_by(orders.c.origin).order_by(orders.c.origin)
    return origins_to_show(dict(session.execute(counted).all()))


def living_orders(persons: Collection[str], edition_id: int, now: datetime) -> list[LivingOrder]:
    """A person's orders of an edition that still admit to something at `now`, by what comes first."""
    query = (
        select(Order.code, Order.generation, Event.title, Event.starts_at, Venue.name.label("place"))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(TicketType, TicketType.offer_id == OrderLine.offer_id)
        .join(Event, Event.id == TicketType.event_id)
        .join(Venue, Venue.id == Event.venue_id)
        .where(Order.person.in_(persons), Order.state.in_((OrderState.PENDING, OrderState.CONFIRMED)))
        .where(Event.edition_id == edition_id, Event.ends_at > now, OrderLine.cancelled < OrderLine.quantity)
        .order_by(Event.starts_at, Order.id)
        .limit(MOST_LIVING)
    )
    orders: dict[str, LivingOrder] = {}
    for code, generation, title, starts_at, place in session.execute(query):
        order = orders.setdefault(code, LivingOrder(code, generation))
        order.events.append({"title": title, "starts_at": starts_at, "place": place})
    return list(orders.values())
