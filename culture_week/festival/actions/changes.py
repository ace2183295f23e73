"""What happens to a published event. Each raises its revision and leaves what it was before, for whoever must hear of it.

The caller shows what it decided on: `event` as it was read. Where somebody else was faster, nothing is changed and
`ChangedMeanwhile` is raised. Each returns the id of its `EventChange`.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from culture_week.core import audit
from culture_week.core.database import Translated, session
from culture_week.core.rows import ChangedMeanwhile
from culture_week.festival.models import Event, EventChange
from culture_week.festival.queries import EventFacts, Place, event_subject
from culture_week.festival.rules import Times, kind_of_move, later_end
from culture_week.festival.states import EVENT, ON, ChangeKind

NOT_LATE: dict[str, Any] = {"projected_starts_at": None, "projected_ends_at": None}


def move_event(*, event: EventFacts, place: Place, times: Times, note: Translated | None, by: str, now: datetime) -> int:
    """Another place, another time, or both; a postponed event takes place again."""
    same_place = (place.venue_id, place.area_id) == (event.venue_id, event.area_id)
    values = {"venue_id": place.venue_id, "area_id": place.area_id, **vars(times), **NOT_LATE}
    before = {"venue": event.venue_code, "area": event.area_code, **vars(event.times)}
    after = {"venue": place.venue_code, "area": place.area_code, **vars(times)}
    return _change(event, kind_of_move(event.state, same_place), values, audit.differences(before, after), note, by, now)


def postpone_event(*, event: EventFacts, note: Translated | None, by: str, now: datetime) -> int:
    """Its time does not hold any more, and there is no other yet."""
    return _change(event, ChangeKind.POSTPONE, NOT_LATE, {}, note, by, now)


def cancel_event(*, event: EventFacts, note: Translated | None, by: str, now: datetime) -> int:
    """It will not take place."""
    return _change(event, ChangeKind.CANCEL, NOT_LATE, {}, note, by, now)


def delay_event(*, event: EventFacts, late_by: timedelta, note: Translated | None, by: str, now: datetime) -> int:
    """It runs late, or again on time: the planned times stay as published, and the gates close as much later."""
    starts_at, ends_at = event.times.starts_at + late_by, event.times.ends_at + late_by
    expected = {"projected_starts_at": starts_at, "projected_ends_at": ends_at} if late_by else NOT_LATE
    closes = {"entry_closes_at": later_end(event.times.entry_closes_at, event.late_by, late_by)}
    before = {"projected_starts_at": event.projected_starts_at, "projected_ends_at": event.projected_ends_at}
    return _change(event, ChangeKind.DELAY, expected | closes, audit.differences(before, expected), note, by, now)


def edit_event(*, event: EventFacts, before: dict[str, Any], values: dict[str, Any], by: str, now: datetime) -> int:
    """Other words or properties; `before` and `values` hold them by column."""
    return _change(event, ChangeKind.EDIT, values, audit.differences(before, values), None, by, now)


def _change(
    event: EventFacts, kind: ChangeKind, values: dict[str, Any], told: dict[str, Any], note: Translated | None, by: str, now: datetime
) -> int:
    in_lifecycle = kind not in (ChangeKind.DELAY, ChangeKind.EDIT)
    sources = EVENT.sources(kind) if in_lifecycle else ON if kind is ChangeKind.DELAY else (event.state,)
    state = EVENT.target(kind) if in_lifecycle else event.state
    # What was said of a move stays while the event only runs late.
    said = {"state_note": note} if in_lifecycle or note else {}
    as_seen = update(Event).where(Event.id == event.id, Event.revision == event.revision, Event.state == event.state)
    moved = as_seen.where(Event.state.in_(sources)).values(**values, **said, state=state, revision=Event.revision + 1, changed_at=now)
    if session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhile()
    before = {"state": event.state.value} | told.get("before", {})
    after = {"state": state.value} | told.get("after", {})
    row = {"event_id": event.id, "revision": event.revision + 1, "kind": kind, "before": before, "after": after, "note": note, "at": now}
    change_id = session.execute(insert(EventChange).values(row).returning(EventChange.id)).scalar_one()
    audit.record_sealed(by=by, now=now, action=kind.value, subject=event_subject(event.id), before=before, after=after)
    return change_id
