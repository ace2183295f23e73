"""Who wants to hear of an event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from culture_week.core.contact import Contact
from culture_week.core.database import session
from culture_week.festival.models import Event
from culture_week.festival.states import EventState
from culture_week.programme.models import Watch


@dataclass(frozen=True)
class Watcher:
    """Somebody who is told, and the name of the watch for the link that ends it."""

    id: int
    code: str
    contact: Contact
    language: str


def watchers_of(event_id: int, *, untold_of: int | None = None, saw_full: bool | None = None, limit: int) -> list[Watcher]:
    """Who watches an event; of those only who was not told of revision `untold_of` yet, or who has seen it full."""
    query = select(Watch.id, Watch.code, Watch.channel, Watch.contact, Watch.language).where(Watch.event_id == event_id)
    if untold_of is not None:
        query = query.where(Watch.told_revision < untold_of)
    if saw_full is not None:
        query = query.where(Watch.saw_full == saw_full)
    rows = session.execute(query.order_by(Watch.id).limit(limit))
    return [Watcher(id, code, Contact(channel, contact), language) for id, code, channel, contact, language in rows]


def count_watchers(event_id: int) -> int:
    """How many watch an event."""
    return session.scalar(select(func.count(Watch.id)).where(Watch.event_id == event_id)) or 0


def watched_event(code: str) -> int | None:
    """The id of the event that the watch with this code is for."""
    return session.scalar(select(Watch.event_id).where(Watch.code == code))


def watched_events(now: datetime) -> Collection[int]:
    """The ids of events to come that somebody watches and that take place."""
    query = select(Watch.event_id).join(Event, Event.id == Watch.event_id)
    return list(session.scalars(query.where(Event.ends_at > now, Event.state.in_((EventState.SCHEDULED, EventState.MOVED))).distinct()))
