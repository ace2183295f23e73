"""Setting up an edition: its venues, gates and events."""

from datetime import date, datetime, timedelta
from typing import Any

from culture_week.core import audit
from culture_week.core.database import Translated
from culture_week.core.rows import add_row, insert_coded
from culture_week.festival.models import Edition, Event, Gate, Venue
from culture_week.festival.queries import edition_code, event_subject, venue_id_by_code
from culture_week.festival.states import Access, Audience, Category, EventState, Kind

ENTRY_OPENS_BEFORE = timedelta(minutes=60)


def add_edition(
    *, code: str, name: Translated, starts_on: date, ends_on: date, published_at: datetime | None, by: str, now: datetime
) -> int:
    """A new edition, in preparation unless it is `published_at` some instant; returns its id. Raises `CodeTaken`."""
    values = {"code": code, "name": name, "starts_on": starts_on, "ends_on": ends_on, "published_at": published_at}
    return add_row(model=Edition, values=values, subject=f"edition:{code}", by=by, now=now)


def add_venue(*, code: str, by: str, now: datetime, **said: Any) -> int:
    """A new venue with what is `said` of it, by column; returns its id. A venue that is there already is left as it is."""
    known = venue_id_by_code(code)
    if known is not None:
        return known
    return add_row(model=Venue, values={"code": code, **said}, subject=f"venue:{code}", by=by, now=now)


def add_gate(*, edition_id: int, venue_id: int, code: str, name: str, by: str, now: datetime) -> int:
    """A new gate of a venue; returns its id. Raises `CodeTaken`."""
    values = {"edition_id": edition_id, "venue_id": venue_id, "code": code, "name": name}
    return add_row(model=Gate, values=values, subject=f"gate:{edition_code(edition_id)}/{code}", by=by, now=now)


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
    """A new scheduled event; entry opens an hour before it and closes with it unless said otherwise. Returns its id. Raises `CodeTaken`."""
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
    event_id = insert_coded(Event, **values)
    audit.record_sealed(by=by, now=now, action="add", subject=event_subject(event_id))
    return event_id
