"""What is on sale: sellers, offers, the quotas they draw on, and how these change."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update

from culture_week.core import audit
from culture_week.core.database import Translated, session
from culture_week.core.rows import check_seen, insert_coded
from culture_week.sales.models import Allowance, AllowanceUse, Offer, OfferQuota, Quota, QuotaMove, Seller
from culture_week.sales.queries import OfferToEdit, offers_to_edit, seller_id_by_code
from culture_week.sales.rules import LimitBelowTaken, SizeBelowSold
from culture_week.sales.states import OfferKind


def add_seller(*, code: str, name: str, by: str, now: datetime) -> int:
    """A new seller, or the one with this code; returns its id."""
    known = seller_id_by_code(code)
    if known is not None:
        return known
    seller = Seller(code=code, name=name)
    session.add(seller)
    session.flush()
    audit.record_sealed(by=by, now=now, action="add", subject=f"seller:{code}")
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
    """A new offer drawing on at least one quota; `price` in rupiah. Returns its id. Raises `CodeTaken`."""
    if not quota_ids:
        raise ValueError(f"offer {code} would sell without limit: it draws on no quota")
    offer_id = insert_coded(
        Offer,
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
    session.add_all(OfferQuota(offer_id=offer_id, quota_id=quota_id) for quota_id in quota_ids)
    return offer_id


def offer_as_seen(*, offer_id: int, seen: str | None) -> OfferToEdit:
    """An offer to change, which nobody else does until the transaction ends. Raises `ChangedMeanwhile`."""
    session.execute(select(Offer.id).where(Offer.id == offer_id).with_for_update())
    (offer,) = offers_to_edit([offer_id])
    check_seen(seen, offer.mark)
    return offer


def change_offer(*, offer: OfferToEdit, values: dict[str, Any], per_person: int, also: dict[str, Any], by: str, now: datetime) -> None:
    """Gives an offer other `values` of its columns, and its allowance `per_person`; `also` names what its quota was given.

    Raises `LimitBelowTaken` where somebody has more than that already.
    """
    session.execute(update(Offer).where(Offer.id == offer.id).values(values))
    session.execute(update(Allowance).where(Allowance.id == offer.allowance_id).values(per_person=per_person))
    if session.scalar(select(exists().where(AllowanceUse.allowance_id == offer.allowance_id, AllowanceUse.taken > per_person))):
        raise LimitBelowTaken()
    told = audit.differences({**vars(offer)}, {**values, "per_person": per_person, **also})
    audit.record_sealed(by=by, now=now, action="change", subject=f"offer:{offer.code}", **told)


def resize_quota(*, quota_id: int, seen: int, size: int, by: str, now: datetime) -> None:
    """Moves a quota from the size that was `seen` to another. Raises `SizeBelowSold` below what is promised, or on a stale `seen`."""
    if size == seen:
        return
    moved = update(Quota).where(Quota.id == quota_id, Quota.size == seen, Quota.held + Quota.sold <= size).values(size=size)
    if session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]
        raise SizeBelowSold()
    session.add(QuotaMove(quota_id=quota_id, change=size - seen, at=now, by=by))


def close_quotas(*, quota_ids: Collection[int], closed: bool = True) -> None:
    """Stops the sale of everything that draws on these quotas at once, or lets it go on."""
    for quota_id in sorted(quota_ids):
        session.execute(update(Quota).where(Quota.id == quota_id).values(closed=closed))


def shift_sale_end(*, offer_ids: Sequence[int], by_so_much: timedelta) -> None:
    """Moves the end of the sale along with what is sold; a sale that would end before it opens ends a minute after."""
    for offer in offers_to_edit(offer_ids):
        closes_at = offer.sale_closes_at + by_so_much
        if offer.sale_opens_at is not None:
            closes_at = max(closes_at, offer.sale_opens_at + timedelta(minutes=1))
        session.execute(update(Offer).where(Offer.id == offer.id).values(sale_closes_at=closes_at))
