"""Events with their tickets, as pages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_

from culture_week.core.database import Translated, session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Area, Edition, Event, Venue
from culture_week.festival.states import Audience, Category, EventState, Kind
from culture_week.performers.queries import group_names_of
from culture_week.sales.queries import offers_on_show
from culture_week.sales.rules import OfferOnShow
from culture_week.ticketing.queries.tickets import offer_ids_of
from culture_week.ticketing.rules import takes_place


@dataclass(frozen=True)
class VenueOfEvent:
    """Where it is; `capacity` in people."""

    code: str
    name: str
    address: str
    directions_query: str
    indoor: bool
    capacity: int | None
    note: Translated | None


@dataclass(frozen=True)
class ListedEvent:
    """An event with its venue, offers and groups; the projected times are there where it runs late or early."""

    id: int
    edition_code: str
    code: str
    title: Translated
    description: Translated
    kind: Kind
    category: Category
    more_categories: list[str]
    audience: Audience
    access: list[str]
    rain_plan: Translated | None
    starts_at: datetime
    ends_at: datetime
    projected_starts_at: datetime | None
    projected_ends_at: datetime | None
    entry_opens_at: datetime
    entry_closes_at: datetime
    state: EventState
    state_note: Translated | None
    revision: int
    changed_at: datetime
    area: str | None
    venue: VenueOfEvent
    offers: list[OfferOnShow]
    performers: list[str]

    @property
    def begins_at(self) -> datetime:
        """When it is expected to begin."""
        return self.projected_starts_at or self.starts_at

    @property
    def finishes_at(self) -> datetime:
        """When it is expected to be over."""
        return self.projected_ends_at or self.ends_at

    @property
    def takes_place(self) -> bool:
        """Whether people should come, as far as the organizer has decided."""
        return takes_place(self.state)


_COLUMNS = (
    Event.id,
    Edition.code,
    Event.code,
    Event.title,
    Event.description,
    Event.kind,
    Event.category,
    Event.more_categories,
    Event.audience,
    Event.access,
    Event.rain_plan,
    Event.starts_at,
    Event.ends_at,
    Event.projected_starts_at,
    Event.projected_ends_at,
    Event.entry_opens_at,
    Event.entry_closes_at,
    Event.state,
    Event.state_note,
    Event.revision,
    Event.changed_at,
    Area.name,
)
_VENUE = (Venue.code, Venue.name, Venue.address, Venue.directions_query, Venue.indoor, Venue.capacity, Venue.note)
_LISTED: Any = (
    select(*_COLUMNS, *_VENUE)
    .join(Venue, Venue.id == Event.venue_id)
    .join(Edition, Edition.id == Event.edition_id)
    .outerjoin(Area, Area.id == Event.area_id)
)
_BY_CODE = _LISTED.where(Event.edition_id == bindparam("edition_id"), Event.code == bindparam("code"))
# What staff practise with has a page, and stands in no list.
_ON_PROGRAMME = (Event.edition_id == bindparam("edition_id"), Event.kind != Kind.TRAINING)
_OF_EDITION = _LISTED.where(*_ON_PROGRAMME).order_by(Event.starts_at, Event.code)
_BY_IDS = _LISTED.where(Event.id.in_(bindparam("event_ids", expanding=True))).order_by(Event.starts_at, Event.code)


def event_by_code(edition_id: int, code: str) -> ListedEvent | None:
    """One event of an edition."""
    events = _listed(_BY_CODE, edition_id=edition_id, code=code)
    return events[0] if events else None


def events_by_codes(edition_id: int, codes: Collection[str]) -> list[ListedEvent]:
    """Those events of an edition that have one of these codes, in order of time."""
    return _listed(_LISTED.where(Event.edition_id == edition_id, Event.code.in_(codes)).order_by(Event.starts_at, Event.code))


@remembered
def events_by_ids(event_ids: tuple[int, ...]) -> list[ListedEvent]:
    """The events with these ids in order of time; remembered for two seconds."""
    return _listed(_BY_IDS, event_ids=list(event_ids))


@remembered
def events_of_edition(edition_id: int) -> list[ListedEvent]:
    """What is on the programme of an edition in order of time; remembered for two seconds."""
    return _listed(_OF_EDITION, edition_id=edition_id)


def drafted(venue_id: int, **values: Any) -> ListedEvent:
    """An event that is not there yet, at a venue that is, as pages would show it."""
    venue: Any = session.execute(select(*_VENUE).where(Venue.id == venue_id)).one()
    return ListedEvent(id=0, area=None, venue=VenueOfEvent(*venue), offers=[], performers=[], **values)


def page_of_events(
    edition_id: int,
    *,
    between: tuple[datetime, datetime] | None,
    venue: str | None,
    category: str | None,
    after: str | None,
    limit: int,
) -> list[ListedEvent]:
    """Events in order of time, beginning behind the one with code `after`."""
    query = _LISTED.where(Event.edition_id == edition_id, Event.kind != Kind.TRAINING)
    if between:
        query = query.where(Event.starts_at < between[1], Event.ends_at > between[0])
    if venue:
        query = query.where(Venue.code == venue)
    if category:
        query = query.where(Event.category == category)
    if after:
        last = select(Event.starts_at, Event.code).where(Event.edition_id == edition_id, Event.code == after).subquery()
        query = query.where(tuple_(Event.starts_at, Event.code) > select(last.c.starts_at, last.c.code).scalar_subquery())
    return _listed(query.order_by(Event.starts_at, Event.code).limit(limit))


def _listed(query: Any, **values: Any) -> list[ListedEvent]:
    rows: Any = session.execute(query, values).all()
    event_ids = tuple(row.id for row in rows)
    offers, groups = _offers_of(event_ids), group_names_of(event_ids)
    width = len(_COLUMNS)
    return [ListedEvent(*(*row[:width], VenueOfEvent(*row[width:]), offers.get(row.id, []), groups.get(row.id, []))) for row in rows]


def _offers_of(event_ids: tuple[int, ...]) -> dict[int, list[OfferOnShow]]:
    offer_ids = offer_ids_of(event_ids)
    wanted = [offer_id for ids in offer_ids.values() for offer_id in ids]
    by_id = {offer.id: offer for offer in offers_on_show(wanted)} if wanted else {}
    return {event_id: [by_id[offer_id] for offer_id in ids if offer_id in by_id] for event_id, ids in offer_ids.items()}
