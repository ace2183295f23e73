"""Offers, what is left of them, and orders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from culture_week.core.codes import keyed_digest, keyed_digests
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import Translated, session
from culture_week.core.rows import mark_of
from culture_week.core.short_memory import remembered
from culture_week.sales.models import Allowance, AllowanceUse, Offer, OfferQuota, Order, OrderLine, Quota, Seller
from culture_week.sales.rules import OfferFacts, OfferOnShow
from culture_week.sales.states import OfferKind, OrderState

_OFFER = (
    select(
        Offer.id,
        Offer.code,
        Offer.kind,
        Offer.price,
        Offer.seller_id,
        Offer.max_per_order,
        Offer.allowance_id,
        Allowance.per_person,
        Offer.sale_opens_at,
        Offer.sale_closes_at,
    )
    .join(Allowance, Allowance.id == Offer.allowance_id)
    .where(Offer.code == bindparam("code"))
)
_ORDER = select(
    Order.id,
    Order.code,
    Order.generation,
    Order.state,
    Order.total,
    Order.buyer_name,
    Order.channel,
    Order.contact,
    Order.person,
    Order.language,
    Order.placed_at,
    Order.origin,
).where(Order.code == bindparam("code"))
_LINES = (
    select(OrderLine.id, OrderLine.offer_id, Offer.kind, Offer.allowance_id, OrderLine.quantity, OrderLine.cancelled)
    .join(Offer, Offer.id == OrderLine.offer_id)
    .where(OrderLine.order_id == bindparam("order_id"))
    .order_by(OrderLine.id)
)
_ON_SHOW: Any = (
    select(Offer.id, Offer.code, Offer.title, Offer.price, Offer.max_per_order, Offer.sale_opens_at, Offer.sale_closes_at)
    .add_columns(func.min(case((Quota.closed, 0), else_=Quota.size - Quota.held - Quota.sold)), func.min(Quota.size))
    .join(OfferQuota, OfferQuota.offer_id == Offer.id)
    .join(Quota, Quota.id == OfferQuota.quota_id)
    .where(Offer.id.in_(bindparam("offer_ids", expanding=True)))
    .group_by(Offer.id)
    .order_by(Offer.id)
)
_QUOTAS = (
    select(OfferQuota.offer_id, OfferQuota.quota_id)
    .where(OfferQuota.offer_id.in_(bindparam("offer_ids", expanding=True)))
    .order_by(OfferQuota.quota_id)
)


@dataclass(frozen=True)
class OrderFacts:
    """An order without its lines; `total` in rupiah."""

    id: int
    code: str
    generation: int
    state: OrderState
    total: int
    buyer_name: str
    channel: Channel
    contact: str
    person: str
    language: str
    placed_at: datetime
    origin: str | None = None


@dataclass(frozen=True)
class LineFacts:
    """A line of an order."""

    id: int
    offer_id: int
    kind: OfferKind
    allowance_id: int
    quantity: int
    cancelled: int

    @property
    def left(self) -> int:
        """How many were not given back."""
        return self.quantity - self.cancelled


@dataclass(frozen=True)
class OfferToEdit:
    """An offer with all that its seller may change; `size`, `promised` and `closed` are of its first quota. `price` in rupiah."""

    id: int
    code: str
    title: Translated
    price: int
    max_per_order: int
    sale_opens_at: datetime | None
    sale_closes_at: datetime
    allowance_id: int
    per_person: int
    quota_id: int
    size: int
    promised: int
    closed: bool

    @property
    def mark(self) -> str:
        """Stands in a form for the offer as it was read; what is booked meanwhile changes nothing of it."""
        return mark_of({**vars(self), "promised": None})


@remembered
def offer_by_code(code: str) -> OfferFacts | None:
    """An offer for deciding about an order; remembered for two seconds."""
    row: Any = session.execute(_OFFER, {"code": code}).one_or_none()
    if row is None:
        return None
    return OfferFacts(*(*row, tuple(quota_ids_of([row.id])[row.id])))


def quota_ids_of(offer_ids: Collection[int]) -> dict[int, list[int]]:
    """By offer id, the quotas it draws on, in order of id."""
    quota_ids: dict[int, list[int]] = {offer_id: [] for offer_id in offer_ids}
    for offer_id, quota_id in session.execute(_QUOTAS, {"offer_ids": list(offer_ids)}):
        quota_ids[offer_id].append(quota_id)
    return quota_ids


def allowance_taken(allowance_id: int, person: str) -> int:
    """How much of an allowance a person has."""
    mine = (AllowanceUse.allowance_id == allowance_id, AllowanceUse.person == person)
    return session.scalar(select(AllowanceUse.taken).where(*mine)) or 0


def person_of(contact: Contact) -> str:
    """Who counts as the same person: the same normalised phone number or address, which the digest does not give away."""
    return keyed_digest("person", contact.value)


def persons_of(contact: Contact) -> list[str]:
    """The same as it may stand in older orders, from before the site's key was changed."""
    return keyed_digests("person", contact.value)


def seller_id_by_code(code: str) -> int | None:
    """The id of the seller with this code."""
    return session.scalar(select(Seller.id).where(Seller.code == code))


def offers_on_show(offer_ids: Collection[int]) -> list[OfferOnShow]:
    """Offers with what is left of each, in order of id; nothing is left of a closed quota."""
    return [OfferOnShow(*row) for row in session.execute(_ON_SHOW, {"offer_ids": list(offer_ids)})]


def offers_to_edit(offer_ids: Collection[int]) -> list[OfferToEdit]:
    """Offers as their seller sees them, in order of id."""
    first = select(OfferQuota.offer_id, func.min(OfferQuota.quota_id).label("quota_id")).group_by(OfferQuota.offer_id).subquery()
    query: Any = (
        select(Offer.id, Offer.code, Offer.title, Offer.price, Offer.max_per_order, Offer.sale_opens_at, Offer.sale_closes_at)
        .add_columns(Allowance.id, Allowance.per_person, Quota.id, Quota.size, Quota.held + Quota.sold, Quota.closed)
        .join(Allowance, Allowance.id == Offer.allowance_id)
        .join(first, first.c.offer_id == Offer.id)
        .join(Quota, Quota.id == first.c.quota_id)
        .where(Offer.id.in_(offer_ids))
        .order_by(Offer.id)
    )
    return [OfferToEdit(*row) for row in session.execute(query)]


def quota_ids_only_of(offer_ids: Collection[int]) -> list[int]:
    """The quotas on which these offers draw and no other does, in order of id."""
    drawn = select(OfferQuota.quota_id).where(OfferQuota.offer_id.in_(offer_ids))
    shared = select(OfferQuota.quota_id).where(OfferQuota.offer_id.not_in(offer_ids))
    query = select(OfferQuota.quota_id).where(OfferQuota.quota_id.in_(drawn), OfferQuota.quota_id.not_in(shared))
    return list(session.scalars(query.distinct().order_by(OfferQuota.quota_id)))


def offers_that_share(offer_ids: Collection[int]) -> set[int]:
    """Those whose every quota serves other offers as well, so that closing these quotas would close the others too."""
    own = select(OfferQuota.offer_id).where(OfferQuota.quota_id.in_(quota_ids_only_of(offer_ids)))
    drawing = select(OfferQuota.offer_id).where(OfferQuota.offer_id.in_(offer_ids), OfferQuota.offer_id.not_in(own))
    return set(session.scalars(drawing))


def order_by_code(code: str) -> OrderFacts | None:
    """An order by its public name."""
    row: Any = session.execute(_ORDER, {"code": code}).one_or_none()
    return OrderFacts(*row) if row else None


def lines_of(order_id: int) -> list[LineFacts]:
    """An order's lines in the order in which they were asked for."""
    return [LineFacts(*row) for row in session.execute(_LINES, {"order_id": order_id})]


def count_orders_since(instant: datetime) -> int:
    """How many confirmed orders were placed since `instant`."""
    query = select(func.count()).select_from(Order).where(Order.placed_at >= instant, Order.state == OrderState.CONFIRMED)
    return session.scalar(query) or 0
