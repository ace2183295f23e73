"""Erasing who wanted to hear of an event that is over."""

from datetime import datetime

from sqlalchemy import delete, select

from culture_week.core.database import session
from culture_week.festival.models import Event
from culture_week.programme.models import Watch


def forget_watches(*, before: datetime, limit: int) -> int:
    """Deletes those for events that ended before `before`; returns how many."""
    over = select(Watch.id).join(Event, Event.id == Watch.event_id).where(Event.ends_at < before).order_by(Watch.id).limit(limit)
    return len(session.scalars(delete(Watch).where(Watch.id.in_(over)).returning(Watch.id)).all())
