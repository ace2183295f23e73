"""What may be sold to whom, and what it costs. Amounts are whole rupiah."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.sales.origins import district_of
from culture_week.sales.states import OfferKind

# Fewer orders from one place than this might point at a person.
LEAST_SHOWN = 5
OTHERS = "others"


class SoldOut(Refusal):
    """Fewer places are left than were asked for."""

    reason = "sold-out"

    def text(self) -> str:
        return gettext("Maaf, tempatnya baru saja habis atau tidak cukup lagi. Coba jumlah yang lebih kecil atau acara lain.")


class SaleClosed(Refusal):
    """The offer is not on sale now."""

    reason = "sale-closed"

    def text(self) -> str:
        return gettext("Pemesanan untuk acara ini sedang tidak dibuka.")


class LimitReached(Refusal):
    """More than one order, or one person, may have. `most` is the limit, `taken` what the person has already."""

    reason = "limit"

    def __init__(self, most: int, taken: int = 0) -> None:
        super().__init__(most, taken)
        self.most = most
        self.taken = taken

    def text(self) -> str:
        if self.taken:
            return gettext(
                "Paling banyak %(most)d tiket untuk satu orang, dan dengan kontak ini sudah dipesan %(taken)d.",
                most=self.most,
                taken=self.taken,
            )
        return gettext("Paling banyak %(most)d tiket untuk satu orang, termasuk yang sudah dipesan.", most=self.most)


class SizeBelowSold(Refusal):
    """A quota cannot become smaller than what is promised of it; or somebody changed it meanwhile."""

    reason = "size-below-sold"

    def text(self) -> str:
        return gettext("Jumlah tempat tidak bisa lebih kecil dari tiket yang sudah dipesan. Periksa angka terbarunya, lalu ulangi.")


class LimitBelowTaken(Refusal):
    """A limit for one person cannot become smaller than what somebody has."""

    reason = "limit-below-taken"

    def text(self) -> str:
        return gettext("Sudah ada orang yang memesan lebih banyak dari batas per orang itu.")


class PaymentNotOpen(Refusal):
    """The order costs something and nothing takes money yet."""

    reason = "sale-closed"

    def text(self) -> str:
        return gettext("Tiket berbayar belum dijual di sini.")


class OneSellerOnly(Refusal):
    """The lines are of several sellers; an order has one."""

    reason = "one-seller"
    status = 422

    def text(self) -> str:
        return gettext("Satu pemesanan hanya untuk satu penjual.")


class OfferState(StrEnum):
    """Whether an offer can be had, for pages and programs."""

    ON_SALE = "on-sale"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    SOLD_OUT = "sold-out"


@dataclass(frozen=True)
class OfferFacts:
    """What a decision needs to know of an offer. `per_person` counts over all offers of its allowance."""

    id: int
    code: str
    kind: OfferKind
    price: int
    seller_id: int
    max_per_order: int
    allowance_id: int
    per_person: int
    sale_opens_at: datetime | None
    sale_closes_at: datetime
    quota_ids: tuple[int, ...]


@dataclass(frozen=True)
class OfferOnShow:
    """An offer as pages show it; `left` is the least that any of its quotas has left, of `size` in all. `price` in rupiah."""

    id: int
    code: str
    title: dict[str, str]
    price: int
    max_per_order: int
    sale_opens_at: datetime | None
    sale_closes_at: datetime
    left: int
    size: int


@dataclass(frozen=True)
class Wanted:
    """A line before it is an order's: so many of an offer."""

    offer: OfferFacts
    quantity: int


def origins_to_show(counts: Mapping[str, int]) -> dict[str, int]:
    """How many orders came from where, without a figure that would point at a few people.

    A kelurahan below the least figure is counted with its kecamatan, a kecamatan that stays below it with OTHERS, and
    OTHERS below it are not shown at all.
    """
    shown = {origin: count for origin, count in counts.items() if count >= LEAST_SHOWN}
    small: Counter[str] = Counter()
    for origin, count in counts.items():
        if origin not in shown:
            small[district_of(origin) or OTHERS] += count
    for district in [name for name, count in small.items() if name != OTHERS and count < LEAST_SHOWN]:
        small[OTHERS] += small.pop(district)
    return {**shown, **{name: count for name, count in small.items() if count >= LEAST_SHOWN}}


def is_on_sale(opens_at: datetime | None, closes_at: datetime, now: datetime) -> bool:
    """Whether `now` lies in the sale window."""
    return opens_at is not None and opens_at <= now < closes_at


def offer_state(*, opens_at: datetime | None, closes_at: datetime, left: int, now: datetime) -> OfferState:
    """The one word for an offer; `left` is how many can still be had."""
    if now >= closes_at:
        return OfferState.CLOSED
    if not is_on_sale(opens_at, closes_at, now):
        return OfferState.NOT_YET
    return OfferState.ON_SALE if left > 0 else OfferState.SOLD_OUT


def check_on_sale(lines: Iterable[Wanted], now: datetime) -> None:
    """Raises `SaleClosed` where a line's offer is not on sale at `now`, or draws on no quota."""
    for line in lines:
        if not (line.offer.quota_ids and is_on_sale(line.offer.sale_opens_at, line.offer.sale_closes_at, now)):
            raise SaleClosed()


def check_free(lines: Iterable[Wanted]) -> None:
    """Raises `PaymentNotOpen` for lines that cost more than 0 rupiah."""
    if total_price(lines) > 0:
        raise PaymentNotOpen()


def check_limits(lines: Sequence[Wanted]) -> None:
    """Raises `LimitReached` or `OneSellerOnly`. What a person has from earlier orders is checked where it is counted."""
    if len({line.offer.seller_id for line in lines}) != 1:
        raise OneSellerOnly()
    for line in lines:
        if line.quantity > line.offer.max_per_order:
            raise LimitReached(line.offer.max_per_order)


def total_price(lines: Iterable[Wanted]) -> int:
    """The sum in rupiah."""
    return sum(line.offer.price * line.quantity for line in lines)


def places_by_quota(lines: Iterable[Wanted]) -> dict[int, int]:
    """How many places of each quota the lines take, in the order in which quotas are locked."""
    places: dict[int, int] = {}
    for line in lines:
        for quota_id in line.offer.quota_ids:
            places[quota_id] = places.get(quota_id, 0) + line.quantity
    return dict(sorted(places.items()))


def pieces_by_allowance(lines: Iterable[Wanted]) -> dict[int, tuple[int, int]]:
    """By allowance id: how many pieces the lines take, and how many one person may have; in locking order."""
    pieces: dict[int, tuple[int, int]] = {}
    for line in lines:
        taken, _ = pieces.get(line.offer.allowance_id, (0, 0))
        pieces[line.offer.allowance_id] = (taken + line.quantity, line.offer.per_person)
    return dict(sorted(pieces.items()))
