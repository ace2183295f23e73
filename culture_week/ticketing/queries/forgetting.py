"""Orders whose festival is long over."""

from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select

from culture_week.core.database import session
from culture_week.festival.models import Edition, Event
from culture_week.sales.models import Offer, Order, OrderLine
from culture_week.ticketing.models import TicketType


def orders_to_forget(*, ended_before: date, closed_before: datetime, after: int, limit: int) -> list[int]:
    """Ids above `after` of orders that still name a buyer and of which no line is for something newer, in order of id.

    A line for an event is over with the last day of its edition, any other when its sale has closed.
    """
    newer = exists().where(OrderLine.order_id == Order.id).where(Offer.id == OrderLine.offer_id)
    newer = newer.where(
        or_(
            exists()
            .where(TicketType.offer_id == Offer.id, Event.id == TicketType.event_id, Edition.id == Event.edition_id)
            .where(Edition.ends_on >= ended_before),
            and_(~exists().where(TicketType.offer_id == Offer.id), Offer.sale_closes_at >= closed_before),
        )
    )
    due = select(Order.id).where(Order.contact != "", Order.id > after, ~newer)
    return list(session.scalars(due.order_by(Order.id).limit(limit)))
