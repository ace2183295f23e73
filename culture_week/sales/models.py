"""Sellers, offers, the quotas they draw on, and orders. Amounts are whole rupiah."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.contact import Channel
from culture_week.core.database import Base, Rupiah, Translated, state_type
from culture_week.sales.states import OfferKind, OrderState

LARGEST_QUANTITY = 50


class Seller(Base):
    """Who sells: the organizer, or one vendor. An order has exactly one."""

    __tablename__ = "seller"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Quota(Base):
    """So many of something and no more: `held` while people decide, `sold` once promised."""

    __tablename__ = "quota"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_not_negative"),
        CheckConstraint("held >= 0 AND sold >= 0", name="counters_not_negative"),
        CheckConstraint("held + sold <= size", name="never_oversold"),
        CheckConstraint("waiting >= 0", name="waiting_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)
    waiting: Mapped[int] = mapped_column(default=0)


class QuotaMove(Base):
    """A recorded change of a quota's size; the size is the sum of its moves."""

    __tablename__ = "quota_move"
    __table_args__ = (CheckConstraint("change <> 0", name="change_not_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quota_id: Mapped[int] = mapped_column(ForeignKey("quota.id"), index=True)
    change: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))


class Allowance(Base):
    """How much one person may have of several offers together (of an event's ticket types, say)."""

    __tablename__ = "allowance"
    __table_args__ = (CheckConstraint("per_person >= 1", name="per_person_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    per_person: Mapped[int]


class AllowanceUse(Base):
    """What one person has of an allowance; `person` as in their orders."""

    __tablename__ = "allowance_use"
    __table_args__ = (CheckConstraint("taken >= 0", name="taken_not_negative"),)

    allowance_id: Mapped[int] = mapped_column(ForeignKey("allowance.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    taken: Mapped[int]


class Offer(Base):
    """Something on sale: its price, seller and sale window. No `sale_opens_at`: not on sale yet."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint(f"max_per_order BETWEEN 1 AND {LARGEST_QUANTITY}", name="max_per_order_in_range"),
        CheckConstraint("sale_closes_at > sale_opens_at", name="sale_closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"))
    allowance_id: Mapped[int] = mapped_column(ForeignKey("allowance.id"))
    kind: Mapped[OfferKind] = mapped_column(state_type(OfferKind, "kind"))
    title: Mapped[Translated]
    price: Mapped[int] = mapped_column(Rupiah)
    max_per_order: Mapped[int]
    sale_opens_at: Mapped[datetime | None]
    sale_closes_at: Mapped[datetime]


class OfferQuota(Base):
    """An offer draws on this quota; it may draw on several, and share them with other offers."""

    __tablename__ = "offer_quota"

    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), primary_key=True)
    quota_id: Mapped[int] = mapped_column(ForeignKey("quota.id"), primary_key=True, index=True)


class Order(Base):
    """What one buyer asked of one seller. The secret of its link is derived from code and `generation`.

    `person` stands for the buyer wherever the contact itself is not needed: a keyed digest of it. `origin` is where the
    buyer may say to come from, a code of sales.origins; not asked while booking.
    """

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("total >= 0", name="total_not_negative"),
        Index("ix_order_person", "person"),
        Index("ix_order_placed_at", "placed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    generation: Mapped[int]
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"))
    state: Mapped[OrderState] = mapped_column(state_type(OrderState, "state"))
    total: Mapped[int] = mapped_column(Rupiah)
    buyer_name: Mapped[str] = mapped_column(String(100))
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    contact: Mapped[str] = mapped_column(String(254))
    person: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    origin: Mapped[str | None] = mapped_column(String(20))
    placed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class OrderLine(Base):
    """So many of an offer at its price then; `cancelled` of them were given back."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "offer_id"),
        CheckConstraint(f"quantity BETWEEN 1 AND {LARGEST_QUANTITY}", name="quantity_in_range"),
        CheckConstraint("cancelled BETWEEN 0 AND quantity", name="cancelled_in_range"),
        CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), index=True)
    quantity: Mapped[int]
    unit_price: Mapped[int] = mapped_column(Rupiah)
    cancelled: Mapped[int] = mapped_column(default=0)
