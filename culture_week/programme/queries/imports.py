"""What there is already, for whoever plans events."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.core.spreadsheet.reading import fold
from culture_week.festival.models import Area, Edition, Event, Venue
from culture_week.festival.queries.office import EditionFacts
from culture_week.festival.states import OFF
from culture_week.performers.models import Group
from culture_week.performers.queries import group_names_now
from culture_week.programme.rules.clashes import Slot
from culture_week.programme.rules.planned import Known, KnownVenue, PlannedEvent, said_of
from culture_week.sales.models import Offer


def _length(column: Any) -> int:
    return int(column.type.length)


LONGEST_EVENT_CODE, LONGEST_OFFER_CODE = _length(Event.code), _length(Offer.code)


def what_is_known(edition: EditionFacts, zone: tzinfo, choices: Mapping[str, Mapping[str, Any]]) -> Known:
    """All that the rows of a sheet for this edition are held against."""
    groups = session.execute(select(Group.code, Group.name)).all()
    return Known(
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        zone=zone,
        longest_code=min(LONGEST_EVENT_CODE, LONGEST_OFFER_CODE - 1 - len(edition.code)),
        choices=choices,
        venues=_venues(),
        groups={fold(key): name for code, name in groups for key in (code, name)},
        events={event.code: event for event in _events(edition.id)},
        slots=slots_between(edition.starts_on, edition.ends_on, zone),
    )


def _venues() -> dict[str, KnownVenue]:
    areas: dict[int, dict[str, int]] = defaultdict(dict)
    for area in session.scalars(select(Area)):
        areas[area.venue_id] |= {fold(area.code): area.id, fold(area.name): area.id}
    columns = (Venue.id, Venue.code, Venue.name, Venue.capacity)
    rows = session.execute(select(*columns).order_by(Venue.id)).all()
    known = {fold(row.name): KnownVenue(row.id, row.capacity, areas[row.id]) for row in rows}
    return known | {fold(row.code): KnownVenue(row.id, row.capacity, areas[row.id]) for row in rows}  # a code before a name


def _events(edition_id: int) -> list[PlannedEvent]:
    events = session.scalars(select(Event).where(Event.edition_id == edition_id))
    return [PlannedEvent(code=event.code, starts_at=event.starts_at, ends_at=event.ends_at, **said_of(event)) for event in events]


def slots_between(first: date, last: date, zone: tzinfo) -> list[Slot]:
    """The time and place of everything that takes place on these days in any edition; keys are EDITION/CODE."""
    since = datetime.combine(first, time(), zone).astimezone(UTC)
    until = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    columns = (Event.id, Edition.code, Event.code, Event.title, Event.venue_id, Event.area_id, Event.starts_at, Event.ends_at)
    query = select(*columns).join(Edition, Edition.id == Event.edition_id)
    rows = session.execute(query.where(Event.starts_at < until, Event.ends_at > since, Event.state.not_in(OFF))).all()
    groups = group_names_now([row.id for row in rows])
    return [
        Slot(f"{edition}/{code}", title, venue_id, area_id, starts_at, ends_at, frozenset(groups.get(event_id, ())))
        for event_id, edition, code, title, venue_id, area_id, starts_at, ends_at in rows
    ]
