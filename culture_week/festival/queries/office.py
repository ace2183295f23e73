"""What the office sees of editions, venues, areas, gates and events, with all that it may change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from culture_week.core.database import Translated, session
from culture_week.festival.models import Announcement, Area, Edition, Event, Gate, Venue
from culture_week.festival.queries import EventFacts, event_facts_where


@dataclass(frozen=True)
class EditionFacts:
    """An edition, published or not."""

    id: int
    code: str
    name: Translated
    starts_on: date
    ends_on: date
    published_at: datetime | None


_EDITION: Any = select(Edition.id, Edition.code, Edition.name, Edition.starts_on, Edition.ends_on, Edition.published_at)


def editions() -> list[EditionFacts]:
    """All editions, the newest first."""
    return [EditionFacts(*row) for row in session.execute(_EDITION.order_by(Edition.starts_on.desc(), Edition.id.desc()))]


def edition_facts(code: str) -> EditionFacts | None:
    """One edition."""
    row = session.execute(_EDITION.where(Edition.code == code)).one_or_none()
    return EditionFacts(*row) if row else None


def edition_to_edit(code: str) -> Edition | None:
    """An edition with everything that is said about it."""
    return session.scalars(select(Edition).where(Edition.code == code)).one_or_none()


def current_of(editions: Iterable[EditionFacts], turned: int | None = None) -> EditionFacts | None:
    """Of all editions, newest first, the current one; or which would be, were the one with the id `turned` published or taken back."""
    return next((edition for edition in editions if (edition.published_at is not None) != (edition.id == turned)), None)


def counts_by_edition() -> dict[int, dict[str, int]]:
    """By edition id, how many events, venues with events and gates it has."""
    counted: dict[int, dict[str, int]] = defaultdict(lambda: {"events": 0, "venues": 0, "gates": 0})
    of_events = select(Event.edition_id, func.count(Event.id), func.count(Event.venue_id.distinct())).group_by(Event.edition_id)
    for edition_id, events, venues in session.execute(of_events):
        counted[edition_id] |= {"events": events, "venues": venues}
    for edition_id, gates in session.execute(select(Gate.edition_id, func.count(Gate.id)).group_by(Gate.edition_id)):
        counted[edition_id] |= {"gates": gates}
    return counted


def gate_codes() -> dict[int, tuple[int, str]]:
    """Edition id and code of every gate, by its id."""
    return {gate_id: (edition_id, code) for gate_id, edition_id, code in session.execute(select(Gate.id, Gate.edition_id, Gate.code))}


def venues() -> list[Venue]:
    """All venues by name."""
    return list(session.scalars(select(Venue).order_by(Venue.name, Venue.code)))


def venue_to_edit(code: str) -> Venue | None:
    """A venue with everything that is said about it."""
    return session.scalars(select(Venue).where(Venue.code == code)).one_or_none()


def areas_of(venue_id: int) -> list[Area]:
    """The areas of a venue by name."""
    return list(session.scalars(select(Area).where(Area.venue_id == venue_id).order_by(Area.name, Area.code)))


def area_to_edit(venue_id: int, code: str) -> Area | None:
    """An area of a venue."""
    return session.scalars(select(Area).where(Area.venue_id == venue_id, Area.code == code)).one_or_none()


def gates_at(edition_id: int, venue_id: int) -> list[Gate]:
    """The gates of a venue in an edition by name."""
    query = select(Gate).where(Gate.edition_id == edition_id, Gate.venue_id == venue_id)
    return list(session.scalars(query.order_by(Gate.name, Gate.code)))


def gate_to_edit(edition_id: int, venue_id: int, code: str) -> Gate | None:
    """A gate of a venue in an edition."""
    query = select(Gate).where(Gate.edition_id == edition_id, Gate.venue_id == venue_id, Gate.code == code)
    return session.scalars(query).one_or_none()


def announcement_to_edit(edition_id: int, code: str) -> Announcement | None:
    """An announcement of an edition."""
    query = select(Announcement).where(Announcement.edition_id == edition_id, Announcement.code == code)
    return session.scalars(query).one_or_none()


def event_to_edit(edition_id: int, code: str) -> Event | None:
    """An event with everything that is said about it."""
    return session.scalars(select(Event).where(Event.edition_id == edition_id, Event.code == code)).one_or_none()


def events_of(edition_id: int) -> list[EventFacts]:
    """All events of an edition in order of time."""
    return event_facts_where(Event.edition_id == edition_id)
