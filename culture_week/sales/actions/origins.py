"""Where buyers say to come from."""

from datetime import datetime

from sqlalchemy import update

from culture_week.core import audit
from culture_week.core.database import session
from culture_week.sales.models import Order
from culture_week.sales.queries import OrderFacts


def say_origin(*, order: OrderFacts, origin: str, by: str, now: datetime) -> None:
    """Notes what the buyer chose of sales.origins; a later answer takes its place. The trail does not say what was chosen."""
    session.execute(update(Order).where(Order.id == order.id).values(origin=origin))
    audit.record(by=by, now=now, action="say_origin", subject=f"order:{order.code}")
