"""Promising scarce things and taking the promise back.

The booking path is prebuilt Core: built per call, each statement costs about half a millisecond of Python. Only
`checkout` calls `place_order` and `cancel_order`; from elsewhere they would leave an order without its tickets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as plain_insert

from culture_week.core.codes import digest
from culture_week.core.contact import Contact
from culture_week.core.database import Translated, insert, session, table_of
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.sales.models import Allowance, AllowanceUse, Offer, OfferQuota, Order, OrderLine, Quota, QuotaMove, Seller
from culture_week.sales.rules import (
    LimitReached,
    SoldOut,
    Wanted,
    check_limits,
    check_on_sale,
    pieces_by_allowance,
    places_by_quota,
    total_price,
)
from culture_week.sales.states import ORDER, OfferKind, OrderState

_quota = table_of(Quota).c
_use = table_of(AllowanceUse).c
_order = table_of(Order).c
_line = table_of(OrderLine).c

_TAKE_ALLOWANCE = (
    insert(table_of(AllowanceUse))
    .values(allowance_id=bindparam("allowance"), person=bindparam("who"), taken=bindparam("pieces"))
    .on_conflict_do_update(
        index_elements=["allowance_id", "person"],
        set_={"taken": _use.taken + bindparam("pieces")},
        where=_use.taken + bindparam("pieces") <= bindparam("most"),
    )
    .returning(_use.taken)
)
_SELL = (
    update(table_of(Quota))
    .where(
        _quota.id == bindparam("quota"),
        _quota.held + _quota.sold + bindparam("places") <= _quota.size,
        _quota.closed.is_(False),
        _quota.waiting == 0,
    )
    .values(sold=_quota.sold + bindparam("places"))
)
_INSERT_ORDER = plain_insert(table_of(Order)).returning(_order.id)
_INSERT_LINE = plain_insert(table_of(OrderLine)).returning(_line.id)
_CANCEL = (
    update(table_of(Order))
    .where(_order.id == bindparam("order"), _order.state.in_(ORDER.sources("cancel")))
    .values(state=ORDER.target("cancel"), cancelled_at=bindparam("now"))
)
_CANCEL_LINES = update(table_of(OrderLine)).where(_line.order_id == bindparam("order")).values(cancelled=_line.quantity)
_UNSELL = update(table_of(Quota)).where(_quota.id == bindparam("quota")).values(sold=_quota.sold - bindparam("places"))
_GIVE_BACK = (
    update(table_of(AllowanceUse))
    .where(_use.allowance_id == bindparam("allowance"), _use.person == bindparam("who"))
    .values(taken=_use.taken - bindparam("pieces"))
)
_PLACES_OF_ORDER = (
    select(OfferQuota.quota_id, OrderLine.quantity)
    .join(OfferQuota, OfferQuota.offer_id == OrderLine.offer_id)
    .where(OrderLine.order_id == bindparam("order"))
    .order_by(OfferQuota.quota_id)
)


@dataclass(frozen=True)
class PlacedLine:
    """A line of a new order."""

    id: int
    offer_id: int
    kind: OfferKind
    quantity: int


@dataclass(frozen=True)
class PlacedOrder:
    """A new order and its lines."""

    id: int
    code: str
    generation: int
    state: OrderState
    total: int
    lines: tuple[PlacedLine, ...]


def person_of(contact: Contact) -> str:
    """Who counts as the same person for an allowance: the same normalised phone number or address."""
    return digest(contact.value)


def place_order(*, code: str, lines: Sequence[Wanted], buyer_name: str, contact: Contact, language: str, now: datetime) -> PlacedOrder:
    """Promises the places and writes the order; one of free offers is confirmed at once.

    Raises `SaleClosed`, `LimitReached`, `OneSellerOnly`, `SoldOut`.
    """
    check_on_sale(lines, now)
    check_limits(lines)
    _take_allowances(lines, person_of(contact))
    _sell_places(lines)
    generation, state, total = 1, OrderState.CONFIRMED, total_price(lines)
    row = {
        "code": code,
        "generation": generation,
        "seller_id": lines[0].offer.seller_id,
        "state": state,
        "total": total,
        "buyer_name": buyer_name,
        "channel": contact.channel,
        "contact": contact.value,
        "language": language,
        "placed_at": now,
        "confirmed_at": now,
    }
    order_id = session.execute(_INSERT_ORDER, row).scalar_one()
    return PlacedOrder(order_id, code, generation, state, total, tuple(_insert_line(order_id, line) for line in lines))


def _take_allowances(lines: Sequence[Wanted], person: str) -> None:
    for allowance_id, (pieces, most) in pieces_by_allowance(lines).items():
        values = {"allowance": allowance_id, "who": person, "pieces": pieces, "most": most}
        if pieces > most or session.execute(_TAKE_ALLOWANCE, values).scalar() is None:
            raise LimitReached(most)


def _sell_places(lines: Sequence[Wanted]) -> None:
    for quota_id, places in places_by_quota(lines).items():
        if session.execute(_SELL, {"quota": quota_id, "places": places}).rowcount != 1:  # type: ignore[attr-defined]
            raise SoldOut()


def _insert_line(order_id: int, line: Wanted) -> PlacedLine:
    offer = line.offer
    row = {"order_id": order_id, "offer_id": offer.id, "quantity": line.quantity, "unit_price": offer.price, "cancelled": 0}
    line_id = session.execute(_INSERT_LINE, row).scalar_one()
    return PlacedLine(line_id, offer.id, offer.kind, line.quantity)


def cancel_order(*, order_id: int, state: OrderState, now: datetime) -> None:
    """Ends an order. Call `give_back_places` once its lines are undone. Raises `NotPossibleNow`."""
    if session.execute(_CANCEL, {"order": order_id, "now": now}).rowcount != 1:  # type: ignore[attr-defined]
        raise NotPossibleNow("cancel", state)
    session.execute(_CANCEL_LINES, {"order": order_id})


def give_back_places(*, order_id: int, contact: Contact, pieces: dict[int, int]) -> None:
    """Frees what a cancelled order took; `pieces` are by allowance id. Locks quotas in order of id."""
    for allowance_id, count in sorted(pieces.items()):
        session.execute(_GIVE_BACK, {"allowance": allowance_id, "who": person_of(contact), "pieces": count})
    for quota_id, places in session.execute(_PLACES_OF_ORDER, {"order": order_id}).all():
        session.execute(_UNSELL, {"quota": quota_id, "places": places})


def add_seller(*, code: str, name: str) -> int:
    """A new seller, or the one with this code; returns its id."""
    known = session.scalar(select(Seller.id).where(Seller.code == code))
    if known is not None:
        return known
    seller = Seller(code=code, name=name)
    session.add(seller)
    session.flush()
    return seller.id


def add_quota(*, name: str, size: int, by: str, now: datetime) -> int:
    """A new quota of `size` places; returns its id."""
    quota = Quota(name=name, size=size, held=0, sold=0, closed=False, waiting=0)
    session.add(quota)
    session.flush()
    session.add(QuotaMove(quota_id=quota.id, change=size, at=now, by=by))
    return quota.id


def add_allowance(*, per_person: int) -> int:
    """A new allowance of `per_person` pieces; returns its id."""
    allowance = Allowance(per_person=per_person)
    session.add(allowance)
    session.flush()
    return allowance.id


def add_offer(
    *,
    code: str,
    seller_id: int,
    allowance_id: int,
    quota_ids: Sequence[int],
    kind: OfferKind,
    title: Translated,
    price: int,
    max_per_order: int,
    sale_opens_at: datetime | None,
    sale_closes_at: datetime,
) -> int:
    """A new offer drawing on quotas; `price` in rupiah. Returns its id."""
    offer = Offer(
        code=code,
        seller_id=seller_id,
        allowance_id=allowance_id,
        kind=kind,
        title=title,
        price=price,
        max_per_order=max_per_order,
        sale_opens_at=sale_opens_at,
        sale_closes_at=sale_closes_at,
    )
    session.add(offer)
    session.flush()
    session.add_all(OfferQuota(offer_id=offer.id, quota_id=quota_id) for quota_id in quota_ids)
    return offer.id
