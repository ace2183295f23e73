"""Setting up an edition: its venues, gates and events."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert

from culture_week.core import audit
from culture_week.core.database import Translated, session
from culture_week.festival.models import Edition, Event, Gate, Venue
from culture_week.festival.queries import edition_code, event_subject, venue_id_by_code
from culture_week.festival.states import Access, Audience, Category, EventState, Kind

ENTRY_OPENS_BEFORE = timedelta(minutes=60)


def add_edition(
    *, code: str, name: Translated, starts_on: date, ends_on: date, published_at: datetime | None, by: str, now: datetime
) -> int:
    """A new edition, in preparation unless it is `published_at` some instant; returns its id."""
    edition = Edition(code=code, name=name, starts_on=starts_on, ends_on=ends_on, published_at=published_at)
    session.add(edition)
    session.flush()
    audit.record_sealed(by=by, now=now, action="add", subject=f"edition:{code}")
    return edition.id


def add_venue(
    *,
    code: str,
    name: str,
    address: str,
    directions_query: str,
    indoor: bool,
    capacity: int | None,
    note: Translated | None = None,
    directions: Translated | None = None,
    access_note: Translated | None = None,
    toilets: Translated | None = None,
    prayer_room: Translated | None = None,
    permit: Translated | None = None,
    rain_plan: Translated | None = None,
    house_rules: Translated | None = None,
    responsible: str | None = None,
    responsible_phone: str | None = None,
    by: str,
    now: datetime,
) -> int:
    """A new venue; returns its id. A venue that is there already is left as it is."""
    known = venue_id_by_code(code)
    if known is not None:
        return known
    venue = Venue(
        code=code,
        name=name,
        address=address,
        directions_query=directions_query,
        indoor=indoor,
        capacity=capacity,
        note=note,
        directions=directions,
        access_note=access_note,
        toilets=toilets,
        prayer_room=prayer_room,
        permit=permit,
        rain_plan=rain_plan,
        house_rules=house_rules,
        responsible=responsible,
        responsible_phone=responsible_phone,
    )
    session.add(venue)
    session.flush()
    audit.record_sealed(by=by, now=now, action="add", subject=f"venue:{code}")
    return venue.id


def add_gate(*, edition_id: int, venue_id: int, code: str, name: str, by: str, now: datetime) -> int:
    """A new gate of a venue; returns its id."""
    gate = Gate(edition_id=edition_id, venue_id=venue_id, code=code, name=name)
    session.add(gate)
    session.flush()
    audit.record_sealed(by=by, now=now, action="add", subject=f"gate:{edition_code(edition_id)}/{code}")
    return gate.id


def add_event(
    *,
    edition_id: int,
    venue_id: int,
    code: str,
    title: Translated,
    description: Translated,
    kind: Kind,
    category: Category,
    starts_at: datetime,
    ends_at: datetime,
    area_id: int | None = None,
    entry_opens_at: datetime | None = None,
    entry_closes_at: datetime | None = None,
    more_categories: tuple[Category, ...] = (),
    audience: Audience = Audience.EVERYONE,
    access: tuple[Access, ...] = (),
    rain_plan: Translated | None = None,
    by: str,
    now: datetime,
) -> int:
    """A new scheduled event; entry opens an hour before it and closes with it unless said otherwise. Returns its id."""
    values = {
        "edition_id": edition_id,
        "venue_id": venue_id,
        "area_id": area_id,
        "code": code,
        "title": title,
        "description": description,
        "kind": kind,
        "category": category,
        "more_categories": list(more_categories),
        "audience": audience,
        "access": list(access),
        "rain_plan": rain_plan,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "entry_opens_at": entry_opens_at or starts_at - ENTRY_OPENS_BEFORE,
        "entry_closes_at": entry_closes_at or ends_at,
        "state": EventState.SCHEDULED,
        "revision": 0,
        "changed_at": now,
    }
    event_id = session.execute(insert(Event).values(values).returning(Event.id)).scalar_one()
    audit.record_sealed(by=by, now=now, action="add", subject=event_subject(event_id))
    return event_id
