"""Telling people of an event they asked about: they begin, they stop, and hear of places that are free again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from culture_week.core import audit
from culture_week.core.contact import Contact
from culture_week.core.database import insert, session, table_of
from culture_week.festival.queries import ChangeFacts, event_subject
from culture_week.messages.actions import queue
from culture_week.programme.models import Watch
from culture_week.programme.queries.watching import Watcher, watchers_of
from culture_week.programme.rules.watching import has_places, is_full
from culture_week.sales.queries import person_of
from culture_week.ticketing.queries.events import ListedEvent

TOLD_AT_ONCE = 50

_WATCH = insert(table_of(Watch)).on_conflict_do_nothing(index_elements=["event_id", "person"])


def watch_event(*, event: ListedEvent, code: str, contact: Contact, language: str, consent_version: int, by: str, now: datetime) -> None:
    """Has a contact told of an event from now on; one that is told already stays as it is, and nobody learns which."""
    row = {
        "event_id": event.id,
        "code": code,
        "channel": contact.channel,
        "contact": contact.value,
        "person": person_of(contact),
        "language": language,
        "consent_version": consent_version,
        "told_revision": event.revision,
        "saw_full": is_full(event, now),
        "created_at": now,
    }
    session.execute(_WATCH, row)
    audit.record(by=by, now=now, action="watch", subject=event_subject(event.id))


def stop_watching(*, code: str, by: str, now: datetime) -> None:
    """Ends it and forgets the contact; once more does nothing."""
    session.execute(delete(Watch).where(Watch.code == code))
    audit.record(by=by, now=now, action="stop_watching", subject=f"watch:{code}")


def tell_watchers_of_change(change: ChangeFacts, told: dict[str, Any], now: datetime) -> bool:
    """Tells the next few what changed; False where nobody is left to tell."""
    watchers = watchers_of(change.event_id, untold_of=change.revision, limit=TOLD_AT_ONCE)
    for watcher in watchers:
        _tell(watcher, f"watch:{watcher.code}:{change.revision}", "programme/event_changed", told, now)
    _mark(watchers, told_revision=change.revision)
    return bool(watchers)


def tell_of_places(*, event: ListedEvent, now: datetime) -> bool:
    """Notes that an event is full, or tells the next few who saw it full that it is not; False where nothing was to do."""
    full, free = is_full(event, now), has_places(event, now)
    if not (full or free):
        return False
    watchers = watchers_of(event.id, saw_full=not full, limit=TOLD_AT_ONCE)
    told = {"title": event.title, "starts_at": event.starts_at.isoformat(), "place": event.venue.name, "event_code": event.code}
    if free:
        for watcher in watchers:
            # At most once an hour: a place that comes and goes is no news each time.
            _tell(watcher, f"places:{watcher.code}:{int(now.timestamp()) // 3600}", "programme/places_again", told, now)
    _mark(watchers, saw_full=full)
    return bool(watchers)


def _tell(watcher: Watcher, key: str, template: str, told: dict[str, Any], now: datetime) -> None:
    context = {**told, "watch_code": watcher.code}
    queue(key=key, contact=watcher.contact, language=watcher.language, template=template, context=context, now=now)


def _mark(watchers: Collection[Watcher], **values: Any) -> None:
    if watchers:
        session.execute(update(Watch).where(Watch.id.in_([watcher.id for watcher in watchers])).values(**values))
