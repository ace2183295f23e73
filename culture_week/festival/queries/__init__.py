"""Which edition is on, and its venues, gates and events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from culture_week.core.database import Translated, session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Announcement, Area, Edition, Event, EventChange, Gate, Venue
from culture_week.festival.rules import Times
from culture_week.festival.states import AnnouncementLevel, ChangeKind, EventState


@dataclass(frozen=True)
class CurrentEdition:
    """The edition that addresses without a year speak of."""

    id: int
    code: str
    name: Translated
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class EventFacts:
    """An event as it stands, without what is sold for it."""

    id: int
    edition_id: int
    code: str
    title: Translated
    state: EventState
    revision: int
    times: Times
    projected_starts_at: datetime | None
    projected_ends_at: datetime | None
    venue_id: int
    venue_code: str
    venue_name: str
    venue_capacity: int | None
    area_id: int | None
    area_code: str | None
    area_name: str | None

    @property
    def late_by(self) -> timedelta:
        """How much later than planned it is expected to start."""
        return self.projected_starts_at - self.times.starts_at if self.projected_starts_at else timedelta()


@dataclass(frozen=True)
class Place:
    """A venue, or an area of one, where an event can be; `capacity` in people is the venue's."""

    venue_id: int
    venue_code: str
    venue_name: str
    capacity: int | None
    area_id: int | None = None
    area_code: str | None = None
    area_name: str | None = None

    @property
    def code(self) -> str:
        """`VENUE` or `VENUE/AREA`."""
        return f"{self.venue_code}/{self.area_code}" if self.area_code else self.venue_code

    @property
    def name(self) -> str:
        """`Lapangan Merdeka, panggung utama`."""
        return f"{self.venue_name}, {self.area_name}" if self.area_name else self.venue_name


@dataclass(frozen=True)
class ChangeFacts:
    """A change of an event as it was made."""

    id: int
    event_id: int
    revision: int
    kind: ChangeKind
    before: dict[str, Any]
    after: dict[str, Any]
    note: Translated | None
    at: datetime


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

    code: str
    level: AnnouncementLevel
    text: Translated
    url: str | None
    shown_from: datetime
    shown_until: datetime


_EDITION = (Edition.id, Edition.code, Edition.name, Edition.starts_on, Edition.ends_on)


@remembered
def current_edition() -> CurrentEdition | None:
    """Of the published editions, the one that begins last."""
    query = select(*_EDITION).where(Edition.published_at.is_not(None))
    row = session.execute(query.order_by(Edition.starts_on.desc(), Edition.id.desc()).limit(1)).one_or_none()
    return CurrentEdition(*row) if row else None


def edition_by_code(code: str) -> CurrentEdition | None:
    """An edition, published or not."""
    row = session.execute(select(*_EDITION).where(Edition.code == code)).one_or_none()
    return CurrentEdition(*row) if row else None


def latest_prepared(edition_ids: Collection[int]) -> str | None:
    """Of these editions that are not published, the code of the one that begins last."""
    query = select(Edition.code).where(Edition.id.in_(edition_ids), Edition.published_at.is_(None))
    return session.scalar(query.order_by(Edition.starts_on.desc(), Edition.id.desc()).limit(1))


def is_prepared(edition_id: int) -> bool:
    """Whether an edition is not published yet, or not any more."""
    return session.scalar(select(Edition.published_at).where(Edition.id == edition_id)) is None


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


def gate_by_id(gate_id: int) -> GateFacts:
    """One gate; it exists."""
    return GateFacts(*session.execute(_gates().where(Gate.id == gate_id)).one())


_EVENT: Any = (
    select(Event.id, Event.edition_id, Event.code, Event.title, Event.state, Event.revision)
    .add_columns(Event.starts_at, Event.ends_at, Event.entry_opens_at, Event.entry_closes_at)
    .add_columns(Event.projected_starts_at, Event.projected_ends_at)
    .add_columns(Venue.id, Venue.code, Venue.name, Venue.capacity, Area.id, Area.code, Area.name)
    .join(Venue, Venue.id == Event.venue_id)
    .outerjoin(Area, Area.id == Event.area_id)
)


def event_facts(edition_id: int, code: str) -> EventFacts | None:
    """One event of an edition, as it stands this moment."""
    row = session.execute(_EVENT.where(Event.edition_id == edition_id, Event.code == code)).one_or_none()
    return _as_facts(row) if row else None


def event_facts_by_ids(event_ids: Collection[int]) -> list[EventFacts]:
    """The events with these ids, in order of time."""
    return event_facts_where(Event.id.in_(event_ids))


def event_facts_where(*conditions: Any) -> list[EventFacts]:
    """The events of which all this is true, in order of time."""
    return [_as_facts(row) for row in session.execute(_EVENT.where(*conditions).order_by(Event.starts_at, Event.code))]


def _as_facts(row: Any) -> EventFacts:
    return EventFacts(*(*row[:6], Times(*row[6:10]), *row[10:]))


def places() -> list[Place]:
    """Every venue, each followed by its areas."""
    venues = session.execute(select(Venue.id, Venue.code, Venue.name, Venue.capacity).order_by(Venue.name, Venue.code)).all()
    areas: dict[int, list[Any]] = {}
    for area in session.execute(select(Area.venue_id, Area.id, Area.code, Area.name).order_by(Area.name)):
        areas.setdefault(area.venue_id, []).append(area)
    return [place for venue in venues for place in (Place(*venue), *(Place(*venue, *area[1:]) for area in areas.get(venue.id, [])))]


_CHANGE: Any = select(EventChange.id, EventChange.event_id, EventChange.revision, EventChange.kind).add_columns(
    EventChange.before, EventChange.after, EventChange.note, EventChange.at
)


def changes_of(event_id: int) -> list[ChangeFacts]:
    """What changed in an event, newest first."""
    rows = session.execute(_CHANGE.where(EventChange.event_id == event_id).order_by(EventChange.revision.desc()))
    return [ChangeFacts(*row) for row in rows]


def latest_changes(edition_id: int, limit: int) -> list[ChangeFacts]:
    """What changed last in the events of an edition, newest first."""
    query = _CHANGE.join(Event, Event.id == EventChange.event_id).where(Event.edition_id == edition_id)
    rows = session.execute(query.order_by(EventChange.at.desc(), EventChange.id.desc()).limit(limit))
    return [ChangeFacts(*row) for row in rows]


def change_by_id(change_id: int) -> ChangeFacts:
    """One change; it exists."""
    return ChangeFacts(*session.execute(_CHANGE.where(EventChange.id == change_id)).one())


def edition_code(edition_id: int) -> str:
    """The public name of an edition; it exists."""
    return session.scalars(select(Edition.code).where(Edition.id == edition_id)).one()


def event_subject(event_id: int) -> str:
    """What the audit trail calls an event, `event:EDITION/CODE`; it exists."""
    query = select(Edition.code, Event.code).join(Edition, Edition.id == Event.edition_id).where(Event.id == event_id)
    edition, code = session.execute(query).one()
    return f"event:{edition}/{code}"


def gate_name(gate_id: int) -> str:
    """What the audit trail calls a gate, `EDITION/CODE`; it exists."""
    query = select(Edition.code, Gate.code).join(Edition, Edition.id == Gate.edition_id).where(Gate.id == gate_id)
    return "/".join(session.execute(query).one())


def venue_code(venue_id: int) -> str:
    """The public name of a venue; it exists."""
    return session.scalars(select(Venue.code).where(Venue.id == venue_id)).one()


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
    columns = (table.code, table.level, table.text, table.url, table.shown_from, table.shown_until)
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
