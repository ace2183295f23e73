"""Orders whose festival is long over."""

from datetime import date

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.festival.models import Edition, Event
from culture_week.sales.models import Order, OrderLine
from culture_week.ticketing.models import TicketType


def orders_to_forget(*, ended_before: date, after: int, limit: int) -> list[int]:
    """Ids above `after` of orders that still name a buyer, for editions that ended before that day, in order of id."""
    query = select(Order.id).join(OrderLine, OrderLine.order_id == Order.id).join(TicketType, TicketType.offer_id == OrderLine.offer_id)
    query = query.join(Event, Event.id == TicketType.event_id).join(Edition, Edition.id == Event.edition_id)
    due = query.where(Order.contact != "", Order.id > after, Edition.ends_on < ended_before)
    return list(session.scalars(due.distinct().order_by(Order.id).limit(limit)))
