"""Which edition is on, and its venues, gates and events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from culture_week.core.database import Translated, session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Announcement, Edition, Event, Gate, Venue
from culture_week.festival.states import AnnouncementLevel


@dataclass(frozen=True)
class CurrentEdition:
    """The edition that addresses without a year speak of."""

    id: int
    code: str
    name: Translated
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class GateFacts:
    """A gate, its venue and its edition."""

    id: int
    code: str
    name: str
    edition_id: int
    venue_id: int
    venue_code: str
    venue_name: str


@dataclass(frozen=True)
class AnnouncementFacts:
    """A line above the visitor pages, and how long it stands there."""

    id: int
    level: AnnouncementLevel
    text: Translated
    url: str | None
    shown_from: datetime
    shown_until: datetime


@remembered
def current_edition() -> CurrentEdition | None:
    """Of the published editions, the one that begins last."""
    query = select(Edition.id, Edition.code, Edition.name, Edition.starts_on, Edition.ends_on).where(Edition.published_at.is_not(None))
    row = session.execute(query.order_by(Edition.starts_on.desc(), Edition.id.desc()).limit(1)).one_or_none()
    return CurrentEdition(*row) if row else None


def _gates() -> Any:
    columns = (Gate.id, Gate.code, Gate.name, Gate.edition_id, Gate.venue_id, Venue.code, Venue.name)
    return select(*columns).join(Venue, Venue.id == Gate.venue_id)


def gates_of(edition_id: int) -> list[GateFacts]:
    """The gates of an edition, by venue and name."""
    rows = session.execute(_gates().where(Gate.edition_id == edition_id).order_by(Venue.name, Gate.name))
    return [GateFacts(*row) for row in rows]


def gate_by_code(edition_id: int, code: str) -> GateFacts | None:
    """One gate of an edition."""
    row = session.execute(_gates().where(Gate.edition_id == edition_id, Gate.code == code)).one_or_none()
    return GateFacts(*row) if row else None


def times_of_events(edition_id: int) -> list[tuple[datetime, datetime]]:
    """When each of the edition's events starts and ends."""
    rows = session.execute(select(Event.starts_at, Event.ends_at).where(Event.edition_id == edition_id))
    return [(starts_at, ends_at) for starts_at, ends_at in rows]


def edition_code(edition_id: int) -> str:
    """The public name of an edition; it exists."""
    return session.scalars(select(Edition.code).where(Edition.id == edition_id)).one()


def event_subject(event_id: int) -> str:
    """What the audit trail calls an event, `event:EDITION/CODE`; it exists."""
    query = select(Edition.code, Event.code).join(Edition, Edition.id == Event.edition_id).where(Event.id == event_id)
    edition, code = session.execute(query).one()
    return f"event:{edition}/{code}"


def venue_id_by_code(code: str) -> int | None:
    """The id of the venue with this code."""
    return session.scalar(select(Venue.id).where(Venue.code == code))


def count_editions() -> int:
    """How many editions there are; none on a new installation."""
    return session.scalar(select(func.count()).select_from(Edition)) or 0


def edition_id_by_code(code: str) -> int | None:
    """The id of the edition with this code."""
    return session.scalar(select(Edition.id).where(Edition.code == code))


def _announcements(edition_id: int) -> Any:
    table = Announcement
    columns = (table.id, table.level, table.text, table.url, table.shown_from, table.shown_until)
    return select(*columns).where(table.edition_id == edition_id).order_by(table.level.desc(), table.shown_from.desc(), table.id)


def announcements_of(edition_id: int) -> list[AnnouncementFacts]:
    """All announcements of an edition, warnings first, then the newest."""
    return [AnnouncementFacts(*row) for row in session.execute(_announcements(edition_id))]


def announcements_now(edition_id: int, now: datetime) -> list[AnnouncementFacts]:
    """What stands above every visitor page at `now`, warnings first; up to two seconds old."""
    return [one for one in _remembered_announcements(edition_id) if one.shown_from <= now < one.shown_until]


@remembered
def _remembered_announcements(edition_id: int) -> list[AnnouncementFacts]:
    return announcements_of(edition_id)


def event_codes(edition_id: int) -> list[str]:
    """The public names of an edition's events, in order of time."""
    return list(session.scalars(select(Event.code).where(Event.edition_id == edition_id).order_by(Event.starts_at, Event.id)))
