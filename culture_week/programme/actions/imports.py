"""Events of a sheet join an edition, all of them or none."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from culture_week.core import audit
from culture_week.core.codes import new_code
from culture_week.festival.actions.setup import add_event
from culture_week.festival.queries.office import EditionFacts
from culture_week.performers.actions import add_group, add_performance
from culture_week.performers.queries import group_ids_by_name
from culture_week.programme.queries.imports import what_is_known
from culture_week.programme.rules.imports import Judged, SheetHasMistakes, judge
from culture_week.programme.rules.planned import PlannedEvent, said_of
from culture_week.ticketing.actions import GENERAL, add_organizer, add_ticket_type

SALE_OPENS_BEFORE = timedelta(days=60)


def import_events(
    *,
    edition: EditionFacts,
    rows: list[tuple[int, dict[str, str]]],
    zone: tzinfo,
    choices: Mapping[str, Mapping[str, Any]],
    by: str,
    now: datetime,
) -> Judged:
    """Adds the events of all rows and the groups that are new. Raises `SheetHasMistakes`, `TooManyEvents`."""
    judged = judge(rows, what_is_known(edition, zone, choices))
    if judged.mistakes:
        raise SheetHasMistakes()
    seller_id = add_organizer(by=by, now=now)
    groups = group_ids_by_name()
    for event in judged.planned.values():
        _add(event, edition, seller_id, groups, by, now)
    audit.record_sealed(by=by, now=now, action="import_events", subject=f"edition:{edition.code}", events=len(judged.planned))
    return judged


def _add(event: PlannedEvent, edition: EditionFacts, seller_id: int, groups: dict[str, int], by: str, now: datetime) -> None:
    code = event.code or new_code()
    said = {**said_of(event), "starts_at": event.starts_at, "ends_at": event.ends_at}
    event_id = add_event(edition_id=edition.id, code=code, **said, by=by, now=now)
    for position, name in enumerate(event.performers):
        if name not in groups:
            groups[name] = add_group(code=new_code(), name=name, by=by, now=now)
        add_performance(event_id=event_id, group_id=groups[name], position=position, by=by, now=now)
    if event.quota:
        add_ticket_type(
            event_id=event_id,
            code=f"{code}-{edition.code}",
            seller_id=seller_id,
            size=event.quota,
            title=GENERAL,
            price=event.price,
            max_per_order=event.max_per_order,
            per_person=event.max_per_order,
            sale_opens_at=event.starts_at - SALE_OPENS_BEFORE if event.price == 0 else None,  # nothing takes money yet
            sale_closes_at=event.ends_at,
            by=by,
            now=now,
        )
