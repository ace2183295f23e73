"""Groups join the programme."""

from datetime import datetime

from culture_week.core import audit
from culture_week.core.database import session
from culture_week.festival.queries import event_subject
from culture_week.performers.models import Group, Performance
from culture_week.performers.queries import group_code, group_id_by_code


def add_group(*, code: str, name: str, by: str, now: datetime) -> int:
    """A new group; returns its id. A group that is there already is left as it is."""
    known = group_id_by_code(code)
    if known is not None:
        return known
    group = Group(code=code, name=name)
    session.add(group)
    session.flush()
    audit.record_sealed(by=by, now=now, action="add", subject=f"group:{code}")
    return group.id


def add_performance(*, event_id: int, group_id: int, position: int, by: str, now: datetime) -> None:
    """A group performs at an event, as the `position`-th of it."""
    session.add(Performance(event_id=event_id, group_id=group_id, position=position))
    audit.record_sealed(by=by, now=now, action="add_performance", subject=event_subject(event_id), performs=group_code(group_id))
