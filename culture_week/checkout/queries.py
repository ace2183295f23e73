"""An order with everything its page and its buyer's programs need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from culture_week.checkout.line_kinds import LINE_KINDS
from culture_week.checkout.models import MassCancellation
from culture_week.checkout.rules import UnknownOffer
from culture_week.core.codes import derived_secret, is_derived_secret
from culture_week.core.database import session
from culture_week.core.errors import NotFound
from culture_week.core.short_memory import remembered
from culture_week.sales.queries import LineFacts, OrderFacts, lines_of, offer_by_code, order_by_code
from culture_week.sales.rules import Wanted
from culture_week.sales.states import OfferKind, OrderState
from culture_week.ticketing.actions import IssuedTicket
from culture_week.ticketing.queries.events import ListedEvent, event_by_code
from culture_week.ticketing.queries.tickets import TicketOnShow

# The page of an order: /pesanan/<code>/<secret>. Also what its secret is for.
ORDER_PAGE = "pesanan"


@dataclass(frozen=True)
class OrderOnShow:
    """An order, its secret, its lines and its tickets."""

    order: OrderFacts
    secret: str
    lines: list[LineFacts]
    tickets: list[TicketOnShow]


@dataclass(frozen=True)
class OrderAnswer:
    """What whoever has an order's secret is told of it: `total` in rupiah and the codes of its tickets."""

    code: str
    secret: str
    state: OrderState
    total: int
    tickets: Sequence[IssuedTicket] | Sequence[TicketOnShow]


def secret_of(code: str, generation: int) -> str:
    """The secret of an order's link."""
    return derived_secret(ORDER_PAGE, code, generation)


def order_behind(code: str, secret: str) -> OrderOnShow:
    """The order that a link opens. Raises `NotFound` for a wrong code or secret alike."""
    order = order_by_code(code)
    fits = is_derived_secret(secret, ORDER_PAGE, code, order.generation if order else 1)
    if order is None or not fits:
        raise NotFound()
    return _with_lines(order)


def read_lines(lines: Sequence[tuple[str, int]]) -> list[Wanted]:
    """Offer codes and quantities as lines; the same offer twice is one line. Raises `UnknownOffer`."""
    quantities: dict[str, int] = {}
    for offer_code, quantity in lines:
        quantities[offer_code] = quantities.get(offer_code, 0) + quantity
    return [_wanted(offer_code, quantity) for offer_code, quantity in quantities.items()]


def _wanted(offer_code: str, quantity: int) -> Wanted:
    offer = offer_by_code(offer_code)
    if offer is None:
        raise UnknownOffer()
    return Wanted(offer, quantity)


def next_mass_cancellation(made_before: datetime) -> MassCancellation | None:
    """The oldest that is not done, kept from every other worker until the transaction ends."""
    due = (MassCancellation.done_at.is_(None), MassCancellation.made_at <= made_before)
    query = select(MassCancellation).where(*due).order_by(MassCancellation.id).limit(1)
    return session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


@remembered
def event_to_book(edition_id: int, code: str) -> ListedEvent | None:
    """An event for its booking form, which the order behind it does not rely on; remembered for two seconds."""
    return event_by_code(edition_id, code)


def answer_of(shown: OrderOnShow) -> OrderAnswer:
    """What is told of an order."""
    return OrderAnswer(shown.order.code, shown.secret, shown.order.state, shown.order.total, shown.tickets)


def answer_again(code: str) -> OrderAnswer:
    """The same for an order that its key made before. Raises `NotFound`."""
    return answer_of(order_for_office(code))


def order_for_office(code: str) -> OrderOnShow:
    """An order for people who need no secret. Raises `NotFound`."""
    order = order_by_code(code)
    if order is None:
        raise NotFound()
    return _with_lines(order)


def _with_lines(order: OrderFacts) -> OrderOnShow:
    lines = lines_of(order.id)
    tickets = LINE_KINDS[OfferKind.TICKET].show([line.id for line in lines])
    return OrderOnShow(order, secret_of(order.code, order.generation), lines, tickets)
