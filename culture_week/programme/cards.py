"""The days and places of an edition, for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from culture_week.core.text import day_bounds, in_reader_language, local_day, local_zone
from culture_week.festival.queries import CurrentEdition
from culture_week.festival.states import EventState
from culture_week.programme.rules.grid import Block, Span, lay_out
from culture_week.sales.rules import OfferState
from culture_week.ticketing.cards import as_card
from culture_week.ticketing.queries.events import ListedEvent, events_of_edition
from culture_week.ticketing.rules import Admission, admission_of, state_of


@dataclass(frozen=True)
class DayTab:
    """A day of the edition, with how many events it has."""

    on: date
    count: int
    current: bool


@dataclass(frozen=True)
class AtVenue:
    """What is on at one venue, as cards in order of time."""

    code: str
    name: str
    cards: list[dict[str, Any]]


@dataclass(frozen=True)
class GridColumn:
    """A venue of a day's grid; each card comes with its block."""

    code: str
    name: str
    lanes: int
    blocks: list[tuple[Block, dict[str, Any]]]


@dataclass(frozen=True)
class Grid:
    """A day with its hours down and its venues across."""

    hours: list[int]
    columns: list[GridColumn]


def lasts_for_days(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether it is on longer than a day."""
    return ends_at - starts_at > timedelta(days=1)


def belongs(starts_at: datetime, ends_at: datetime, on: date) -> bool:
    """An evening that runs past midnight is listed on the day it starts; what lasts for days, on each of them."""
    first = local_day(starts_at)
    if not lasts_for_days(starts_at, ends_at):
        return first == on
    return first <= on <= local_day(ends_at - timedelta(microseconds=1))


def days_of(edition: CurrentEdition) -> list[date]:
    """The dates of an edition."""
    return [edition.starts_on + timedelta(days=n) for n in range((edition.ends_on - edition.starts_on).days + 1)]


def day_tabs(edition: CurrentEdition, current: date | None) -> list[DayTab]:
    """The days of an edition."""
    events = events_of_edition(edition.id)
    return [DayTab(on, sum(belongs(one.starts_at, one.ends_at, on) for one in events), on == current) for on in days_of(edition)]


def events_on(edition: CurrentEdition, on: date) -> list[ListedEvent]:
    """What is on at one day in order of time, what lasts for days at the end."""
    events = [event for event in events_of_edition(edition.id) if belongs(event.starts_at, event.ends_at, on)]
    return sorted(events, key=lambda event: lasts_for_days(event.starts_at, event.ends_at))


def next_events(edition: CurrentEdition, now: datetime, limit: int, leaving_out: Sequence[int] = ()) -> list[ListedEvent]:
    """What begins after `now` and takes place, in order of time."""
    later = [one for one in events_of_edition(edition.id) if one.begins_at > now and one.takes_place and one.id not in leaving_out]
    return sorted(later, key=lambda one: one.begins_at)[:limit]


def by_venue(events: Sequence[ListedEvent], now: datetime) -> list[AtVenue]:
    """The events at each venue; venues by name."""
    venues = {event.venue.code: event.venue.name for event in events}
    return [
        AtVenue(code, name, [as_card(event, now) for event in events if event.venue.code == code])
        for code, name in sorted(venues.items(), key=lambda venue: venue[1])
    ]


def draw_grid(events: Sequence[ListedEvent], on: date, now: datetime) -> Grid:
    """The events of a day that are over within one."""
    short = [event for event in events if not lasts_for_days(event.starts_at, event.ends_at)]
    plan = lay_out([Span(event.venue.code, event.begins_at, event.finishes_at) for event in short], day_bounds(on)[0])
    blocks = {event.code: block for event, block in zip(short, plan.blocks, strict=True)}
    columns = [
        GridColumn(at.code, at.name, plan.lanes[at.code], [(blocks[card["code"]], card) for card in at.cards])
        for at in by_venue(short, now)
    ]
    return Grid(plan.hours, columns)


LINKED_STATES = {
    EventState.SCHEDULED: "EventScheduled",
    EventState.MOVED: "EventRescheduled",
    EventState.POSTPONED: "EventPostponed",
    EventState.CANCELLED: "EventCancelled",
}
LINKED_OFFERS = {
    OfferState.ON_SALE: "InStock",
    OfferState.SOLD_OUT: "SoldOut",
    OfferState.NOT_YET: "PreOrder",
}


def as_linked(event: ListedEvent, now: datetime, *, url: str, picture_url: str, organizer: str) -> dict[str, Any]:
    """An event for search engines, in the words of schema.org."""
    address = {"@type": "PostalAddress", "streetAddress": event.venue.address, "addressCountry": "ID"}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": in_reader_language(event.title),
        "description": in_reader_language(event.description),
        "startDate": event.begins_at.astimezone(local_zone()).isoformat(),
        "endDate": event.finishes_at.astimezone(local_zone()).isoformat(),
        "eventStatus": f"https://schema.org/{LINKED_STATES[event.state]}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": admission_of(event.offers) is not Admission.PAID,
        "url": url,
        "image": picture_url,
        "location": {"@type": "Place", "name": event.venue.name, "address": address},
        "organizer": {"@type": "Organization", "name": organizer},
        "performer": [{"@type": "PerformingGroup", "name": name} for name in event.performers],
        "offers": [
            {
                "@type": "Offer",
                "name": in_reader_language(offer.title),
                "price": offer.price,
                "priceCurrency": "IDR",
                "url": url,
                "availability": f"https://schema.org/{LINKED_OFFERS.get(state_of(event.state, offer, now), 'Discontinued')}",
            }
            for offer in event.offers
        ],
    }
