"""Venues, with what residents ask of a public place that is used for a festival."""

from dataclasses import dataclass

from sqlalchemy import select

from culture_week.core.database import Translated, session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Event, Venue


@dataclass(frozen=True)
class VenueFacts:
    """A venue; `capacity` in people, `responsible` is an office."""

    code: str
    name: str
    address: str
    directions_query: str
    indoor: bool
    capacity: int | None
    note: Translated | None
    directions: Translated | None
    access_note: Translated | None
    toilets: Translated | None
    prayer_room: Translated | None
    permit: Translated | None
    rain_plan: Translated | None
    house_rules: Translated | None
    responsible: str | None
    responsible_phone: str | None


_COLUMNS = [getattr(Venue, name) for name in VenueFacts.__dataclass_fields__]


@remembered
def venue_of_edition(edition_id: int, code: str) -> VenueFacts | None:
    """The venue with this code, where the edition has an event there; remembered for two seconds."""
    used = select(Event.id).where(Event.edition_id == edition_id, Event.venue_id == Venue.id).exists()
    row = session.execute(select(*_COLUMNS).where(Venue.code == code, used)).one_or_none()
    return VenueFacts(*row) if row else None


@remembered
def venues_of_edition(edition_id: int) -> list[VenueFacts]:
    """The venues where the edition has an event, by name; remembered for two seconds."""
    used = select(Event.id).where(Event.edition_id == edition_id, Event.venue_id == Venue.id).exists()
    return [VenueFacts(*row) for row in session.execute(select(*_COLUMNS).where(used).order_by(Venue.name))]
