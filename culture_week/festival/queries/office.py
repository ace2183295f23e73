"""What the office sees of editions, venues, areas, gates and events, with all that it may change."""

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


def counts_of(edition_id: int) -> dict[str, int]:
    """How many events, gates and venues with events an edition has."""
    venues = select(func.count(Event.venue_id.distinct())).where(Event.edition_id == edition_id)
    events = select(func.count(Event.id)).where(Event.edition_id == edition_id)
    gates = select(func.count(Gate.id)).where(Gate.edition_id == edition_id)
    return {name: session.scalar(query) or 0 for name, query in (("events", events), ("venues", venues), ("gates", gates))}


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
