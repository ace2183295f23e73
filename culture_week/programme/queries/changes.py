"""Changes of events: what waits to be told, and how far the telling is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.festival.models import EventChange
from culture_week.programme.models import Notice


@dataclass(frozen=True)
class Telling:
    """How many orders have been told of a change, and whether that is all."""

    told: int
    done: bool


def next_notice(made_before: datetime) -> Notice | None:
    """The oldest that is not done, kept from every other worker until the transaction ends."""
    query = select(Notice).where(Notice.done_at.is_(None), Notice.made_at <= made_before).order_by(Notice.id).limit(1)
    return session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


def tellings_of(event_id: int) -> dict[int, Telling]:
    """By the id of the change, how far its notice is."""
    query = select(Notice.event_change_id, Notice.told, Notice.done_at).join(EventChange, EventChange.id == Notice.event_change_id)
    rows = session.execute(query.where(EventChange.event_id == event_id))
    return {change_id: Telling(told, done_at is not None) for change_id, told, done_at in rows}
