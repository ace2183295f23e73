"""Erasing who bought, once nobody needs to reach them any more; counts and money stay."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from culture_week.core.database import session
from culture_week.sales.models import AllowanceUse, Offer, Order, OrderLine

NOBODY = "–"


def forget_buyers(*, order_ids: Sequence[int]) -> int:
    """Erases name and contact of these orders; returns how many. Whose they were cannot be found out again."""
    persons = select(Order.person).where(Order.id.in_(order_ids))
    allowances = select(Offer.allowance_id).join(OrderLine, OrderLine.offer_id == Offer.id).where(OrderLine.order_id.in_(order_ids))
    session.execute(delete(AllowanceUse).where(AllowanceUse.person.in_(persons), AllowanceUse.allowance_id.in_(allowances)))
    erased = update(Order).where(Order.id.in_(order_ids)).values(buyer_name=NOBODY, contact="", person="erased:" + Order.code)
    return len(session.scalars(erased.returning(Order.id)).all())
