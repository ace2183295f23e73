"""When somebody who asked about an event is told of places."""

from datetime import datetime

from culture_week.sales.rules import OfferState
from culture_week.ticketing.queries.events import ListedEvent
from culture_week.ticketing.rules import Status, is_sold_out, state_of, status_of


def may_be_watched(event: ListedEvent, now: datetime) -> bool:
    """Whether there can still be news of it."""
    return status_of(event.state, event.starts_at, event.ends_at, event.offers, now) not in (Status.CANCELLED, Status.ENDED)


def has_places(event: ListedEvent, now: datetime) -> bool:
    """Whether a ticket for it can be had."""
    return any(state_of(event.state, offer, now) is OfferState.ON_SALE for offer in event.offers)


def is_full(event: ListedEvent, now: datetime) -> bool:
    """Whether it is on sale and nothing is left."""
    return is_sold_out([state_of(event.state, offer, now) for offer in event.offers])
