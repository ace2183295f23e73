"""Puts events into the words of the reader's language, for pages."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from culture_week.core.calendar import CalendarItem
from culture_week.core.text import in_reader_language
from culture_week.festival.states import Access, Category, EventState
from culture_week.festival.words import ACCESS, AUDIENCES, CATEGORIES, KINDS
from culture_week.sales.rules import OfferState
from culture_week.ticketing.queries.events import ListedEvent
from culture_week.ticketing.rules import admission_of, minutes_late, state_of, status_of


def as_card(event: ListedEvent, now: datetime) -> dict[str, Any]:
    """An event as lists show it."""
    tickets = [offer.left for offer in event.offers if state_of(event.state, offer, now) in (OfferState.ON_SALE, OfferState.SOLD_OUT)]
    return {
        "code": event.code,
        "title": event.title,
        "kind": event.kind.value,
        "kind_label": KINDS[event.kind],
        "category": event.category.value,
        "category_label": CATEGORIES[event.category],
        "venue": {"code": event.venue.code, "name": event.venue.name},
        "area": event.area,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "begins_at": event.begins_at,
        "finishes_at": event.finishes_at,
        "late": minutes_late(event.state, event.starts_at, event.projected_starts_at),
        "status": status_of(event.state, event.begins_at, event.finishes_at, event.offers, now),
        "admission": admission_of(event.offers),
        "left": max(tickets) if tickets else None,
        "price_from": min((offer.price for offer in event.offers), default=None),
        "performers": event.performers,
        "revision": event.revision,
    }


def as_page(event: ListedEvent, now: datetime) -> dict[str, Any]:
    """An event as its own page shows it."""
    return {
        **as_card(event, now),
        "description": event.description,
        "rain_plan": event.rain_plan,
        "access_labels": [{"icon": icon, "label": label} for icon, label in (ACCESS[Access(code)] for code in event.access)],
        "audience_label": AUDIENCES[event.audience],
        "state_note": event.state_note,
        "more_category_labels": [CATEGORIES[Category(code)] for code in event.more_categories],
        "entry_opens_at": event.entry_opens_at,
        "entry_closes_at": event.entry_closes_at,
        "venue": {**vars(event.venue), "directions_url": directions_url(event.venue.directions_query)},
    }


def offers_of(event: ListedEvent, now: datetime) -> list[dict[str, Any]]:
    """An event's offers with the word for each."""
    return [
        {
            "code": offer.code,
            "title": offer.title,
            "price": offer.price,
            "left": max(offer.left, 0),
            "state": state_of(event.state, offer, now),
            "max_per_order": offer.max_per_order,
        }
        for offer in event.offers
    ]


def as_calendar_item(event: ListedEvent, link: str) -> CalendarItem:
    """An event for the phone's calendar; the same event has the same `uid` in every calendar."""
    return CalendarItem(
        uid=f"{event.edition_code}-{event.code}@culture-week",
        sequence=event.revision,
        title=in_reader_language(event.title),
        starts_at=event.begins_at,
        ends_at=event.finishes_at,
        place=", ".join(filter(None, (event.venue.name, event.area, event.venue.address))),
        description=link,
        url=link,
        cancelled=event.state is EventState.CANCELLED,
        tentative=event.state is EventState.POSTPONED,
        changed_at=event.changed_at,
    )


def is_bookable(event: ListedEvent, now: datetime) -> bool:
    """Whether some of its free tickets can be had now."""
    return any(offer.price == 0 and state_of(event.state, offer, now) is OfferState.ON_SALE for offer in event.offers)


def directions_url(query: str) -> str:
    """Opens the phone's map with the way there."""
    return f"https://www.google.com/maps/dir/?api=1&destination={quote(query)}"


def share_url(event: ListedEvent, when: str, link: str) -> str:
    """Opens WhatsApp with the event's name, time, place and link; a person picks to whom."""
    text = f"{in_reader_language(event.title)}\n{when}\n{event.venue.name}\n{link}"
    return f"https://wa.me/?text={quote(text)}"
