"""Groups join the programme."""

from datetime import datetime

from sqlalchemy import select

from culture_week.core import audit
from culture_week.core.database import session
from culture_week.performers.models import Group, Performance


def add_group(*, code: str, name: str, by: str, now: datetime) -> int:
    """A new group; returns its id. A group that is there already is left as it is."""
    known = session.scalar(select(Group.id).where(Group.code == code))
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
    audit.record_sealed(by=by, now=now, action="add", subject=f"performance:{event_id}/{group_id}")
