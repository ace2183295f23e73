"""Promising scarce things and taking the promise back.

The booking path is prebuilt Core: built per call, each statement costs about half a millisecond of Python. Only
`checkout` calls `place_order` and `cancel_order`; from elsewhere they would leave an order without its tickets.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy import insert as plain_insert

from culture_week.core.contact import Contact
from culture_week.core.database import insert, session, table_of
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.sales.models import AllowanceUse, Order, OrderLine, Quota
from culture_week.sales.queries import LineFacts, OrderFacts, allowance_taken, person_of, quota_ids_of
from culture_week.sales.rules import (
    LimitReached,
    SoldOut,
    Wanted,
    check_free,
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
_CANCEL_LINE = (
    update(table_of(OrderLine)).where(_line.id == bindparam("line"), _line.cancelled == bindparam("seen")).values(cancelled=_line.quantity)
)
_NEW_LINK = (
    update(table_of(Order))
    .where(_order.id == bindparam("order"), _order.generation == bindparam("seen"))
    .values(generation=_order.generation + 1)
)
_UNSELL = update(table_of(Quota)).where(_quota.id == bindparam("quota")).values(sold=_quota.sold - bindparam("places"))
_GIVE_BACK = (
    update(table_of(AllowanceUse))
    .where(_use.allowance_id == bindparam("allowance"), _use.person == bindparam("who"))
    .values(taken=_use.taken - bindparam("pieces"))
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
    """A new order and its lines; `total` in rupiah."""

    id: int
    code: str
    generation: int
    state: OrderState
    total: int
    lines: tuple[PlacedLine, ...]


def place_order(*, code: str, lines: Sequence[Wanted], buyer_name: str, contact: Contact, language: str, now: datetime) -> PlacedOrder:
    """Promises the places and writes the order, confirmed at once: it is of free offers.

    Raises `PaymentNotOpen`, `SaleClosed`, `LimitReached`, `OneSellerOnly`, `SoldOut`.
    """
    check_free(lines)
    check_on_sale(lines, now)
    check_limits(lines)
    person = person_of(contact)
    _take_allowances(lines, person)
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
        "person": person,
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
            raise LimitReached(most, allowance_taken(allowance_id, person))


def _sell_places(lines: Sequence[Wanted]) -> None:
    for quota_id, places in places_by_quota(lines).items():
        if session.execute(_SELL, {"quota": quota_id, "places": places}).rowcount != 1:  # type: ignore[attr-defined]
            raise SoldOut()


def _insert_line(order_id: int, line: Wanted) -> PlacedLine:
    offer = line.offer
    row = {"order_id": order_id, "offer_id": offer.id, "quantity": line.quantity, "unit_price": offer.price, "cancelled": 0}
    line_id = session.execute(_INSERT_LINE, row).scalar_one()
    return PlacedLine(line_id, offer.id, offer.kind, line.quantity)


def cancel_order(*, order: OrderFacts, lines: Sequence[LineFacts], now: datetime) -> None:
    """Ends an order with all that is left of its lines. Call `give_back` once they are undone. Raises `NotPossibleNow`."""
    if session.execute(_CANCEL, {"order": order.id, "now": now}).rowcount != 1:  # type: ignore[attr-defined]
        raise NotPossibleNow("cancel", order.state)
    cancel_lines(order=order, lines=lines)


def lock_order(*, order: OrderFacts, action: str) -> None:
    """Keeps everybody else off an order for the rest of the transaction. Raises `NotPossibleNow` where `action` is not open to it."""
    same = update(Order).where(Order.id == order.id, Order.state.in_(ORDER.sources(action))).values(state=Order.state)
    if session.execute(same).rowcount != 1:  # type: ignore[attr-defined]
        raise NotPossibleNow(action, order.state)


def cancel_lines(*, order: OrderFacts, lines: Sequence[LineFacts]) -> None:
    """Ends some lines of a locked order, which lives on with the others. Call `give_back` once they are undone."""
    for line in lines:
        if session.execute(_CANCEL_LINE, {"line": line.id, "seen": line.cancelled}).rowcount != 1:  # type: ignore[attr-defined]
            raise NotPossibleNow("cancel", order.state)


def change_link(*, order: OrderFacts) -> OrderFacts:
    """Ends the secret of an order's link; the order as it is with the next one. Raises `NotPossibleNow` where somebody did before."""
    if session.execute(_NEW_LINK, {"order": order.id, "seen": order.generation}).rowcount != 1:  # type: ignore[attr-defined]
        raise NotPossibleNow("change_link", order.state)
    return replace(order, generation=order.generation + 1)


def give_back(*, order: OrderFacts, lines: Sequence[LineFacts]) -> None:
    """Frees what was left of a cancelled order's lines. Locks allowances, then quotas, each in order of id."""
    pieces: Counter[int] = Counter()
    places: Counter[int] = Counter()
    quota_ids = quota_ids_of([line.offer_id for line in lines])
    for line in lines:
        pieces[line.allowance_id] += line.left
        for quota_id in quota_ids[line.offer_id]:
            places[quota_id] += line.left
    for allowance_id, count in sorted(pieces.items()):
        session.execute(_GIVE_BACK, {"allowance": allowance_id, "who": order.person, "pieces": count})
    for quota_id, count in sorted(places.items()):
        session.execute(_UNSELL, {"quota": quota_id, "places": count})
