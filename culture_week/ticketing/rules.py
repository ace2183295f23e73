"""How an event or a ticket stands, in one word, and what may be done with a ticket."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.festival.states import OFF, EventState
from culture_week.sales.rules import OfferOnShow, OfferState, offer_state
from culture_week.ticketing.states import TicketState

# "Few left" begins here: at the larger of ten places and a tenth of all.
FEW_PLACES = 10
FEW_SHARE = 10


class TicketAlreadyUsed(Refusal):
    """Somebody went in with a ticket that was to be voided."""

    reason = "already-used"

    def text(self) -> str:
        return gettext("Tiket dari pemesanan ini sudah dipakai masuk, jadi tidak bisa dibatalkan.")


class Status(StrEnum):
    """What a visitor must know first."""

    SCHEDULED = "scheduled"
    NOW = "now"
    FEW_LEFT = "few-left"
    SOLD_OUT = "sold-out"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    ENDED = "ended"


class TicketStatus(StrEnum):
    """How a ticket stands, for pages and programs."""

    VALID = "valid"
    USED = "used"
    CANCELLED = "cancelled"


class Admission(StrEnum):
    """How one gets in."""

    WALK_IN = "walk-in"
    FREE = "free"
    PAID = "paid"


@dataclass(frozen=True)
class EventOfTicket:
    """The event that a ticket type admits to."""

    event_id: int
    code: str
    title: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    entry_opens_at: datetime
    entry_closes_at: datetime
    state: EventState
    venue_id: int
    venue_name: str


@dataclass(frozen=True)
class TicketAtGate:
    """A ticket as a gate judges it, with its event."""

    id: int
    order_line_id: int
    state: TicketState
    generation: int
    entries: int
    max_entries: int
    event: EventOfTicket


def ticket_status(state: TicketState, entered_at: datetime | None, event_state: EventState) -> TicketStatus:
    """The one word for a ticket that went in at an instant, or did not yet.

    With its event a ticket is over at once: no gate lets it in, before it is cancelled by itself as well.
    """
    if state is TicketState.CANCELLED:
        return TicketStatus.CANCELLED
    if entered_at is not None:
        return TicketStatus.USED
    return TicketStatus.CANCELLED if event_state is EventState.CANCELLED else TicketStatus.VALID


def admission_of(offers: Sequence[OfferOnShow]) -> Admission:
    """Without a ticket, with a free one, or with a paid one."""
    if not offers:
        return Admission.WALK_IN
    return Admission.FREE if any(offer.price == 0 for offer in offers) else Admission.PAID


def takes_place(state: EventState) -> bool:
    """Whether people should come, as far as the organizer has decided."""
    return state not in OFF


def state_of(event: EventState, offer: OfferOnShow, now: datetime) -> OfferState:
    """The one word for an offer of an event in this state."""
    if not takes_place(event):
        return OfferState.CLOSED
    return offer_state(opens_at=offer.sale_opens_at, closes_at=offer.sale_closes_at, left=offer.left, now=now)


def minutes_late(state: EventState, starts_at: datetime, projected_starts_at: datetime | None) -> int:
    """How many minutes after its planned time an event is expected to begin; negative where it begins earlier."""
    if projected_starts_at is None or not takes_place(state):
        return 0
    return round((projected_starts_at - starts_at).total_seconds() / 60)


def status_of(state: EventState, starts_at: datetime, ends_at: datetime, offers: Sequence[OfferOnShow], now: datetime) -> Status:
    """The most pressing word: what the organizer decided, then the clock, then the places."""
    if not takes_place(state):
        return Status(state.value)
    if now >= ends_at:
        return Status.ENDED
    states = [state_of(state, offer, now) for offer in offers]
    if is_sold_out(states):
        return Status.SOLD_OUT
    if state is EventState.MOVED:
        return Status.MOVED
    if starts_at <= now:
        return Status.NOW
    on_sale = [offer for offer, word in zip(offers, states, strict=True) if word is OfferState.ON_SALE]
    return Status.FEW_LEFT if on_sale and _is_few(on_sale) else Status.SCHEDULED


def is_sold_out(states: Collection[OfferState]) -> bool:
    """Whether an event whose offers are in these states is on sale, with nothing left."""
    return OfferState.SOLD_OUT in states and OfferState.ON_SALE not in states


def _is_few(offers: Sequence[OfferOnShow]) -> bool:
    best = max(offers, key=lambda offer: offer.left)
    return best.left <= max(FEW_PLACES, best.size // FEW_SHARE) and best.left < best.size
