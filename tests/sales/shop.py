"""Offers that share quotas and allowances, and what has been taken of each."""

from itertools import count

from sqlalchemy import select

from culture_week.core.database import in_transaction, session
from culture_week.sales.actions.offers import add_allowance, add_quota, add_seller
from culture_week.sales.models import AllowanceUse, Quota
from culture_week.ticketing.actions import add_ticket_type
from tests.factories import now, order_body

_numbers = count(1)


def make_quota(name: str, size: int) -> int:
    return in_transaction(add_quota, name=name, size=size, by="test", now=now())


def make_allowance(per_person: int) -> int:
    return in_transaction(add_allowance, per_person=per_person)


def make_offer(event, code: str, *, seller: str = "PANITIA", **changes) -> int:
    """One more ticket type of an event; its code is what a line names. Returns the offer's id."""
    values = {
        "code": code,
        "title": {"id": code, "en": code},
        "size": 50,
        "price": 0,
        "max_per_order": 5,
        "per_person": 5,
        "sale_opens_at": event.starts_at,
        "sale_closes_at": event.ends_at,
    }

    def make() -> int:
        seller_id = add_seller(code=seller, name=seller, by="test", now=now())
        return add_ticket_type(event_id=event.id, seller_id=seller_id, **values | changes, by="test", now=now())

    return in_transaction(make)


def order(client, *lines, phone: str | None = None, **more):
    """Books lines of (offer code, quantity) through the API."""
    body = order_body("", phone=phone) | {"lines": [{"offer": code, "quantity": quantity} for code, quantity in lines]} | more
    return client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": f"shop-key-{next(_numbers)}"})


def sold() -> dict[str, int]:
    """By quota, how many places are sold."""
    session.rollback()
    return dict(session.execute(select(Quota.name, Quota.sold)).all())


def taken() -> list[int]:
    """What each person has of each allowance, in order of allowance."""
    session.rollback()
    return list(session.scalars(select(AllowanceUse.taken).order_by(AllowanceUse.allowance_id, AllowanceUse.taken)))
