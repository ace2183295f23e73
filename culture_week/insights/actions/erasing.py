"""Erasing what is kept no longer, a bounded number at a time, and the report of a night."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from culture_week.accounts.actions.forgetting import forget_links, forget_log_ins
from culture_week.core import audit
from culture_week.core.database import insert, session
from culture_week.core.idempotency import forget_keys
from culture_week.insights.models import RetentionNight
from culture_week.insights.rules import DAYS, Kept
from culture_week.messages.actions import forget_recipients
from culture_week.programme.actions.forgetting import forget_watches
from culture_week.sales.actions.forgetting import forget_buyers
from culture_week.ticketing.queries.forgetting import orders_to_forget

# So few that a transaction holds up nobody who books meanwhile.
AT_ONCE = 200
# Longer than any batch takes; a process that is silent for so long is dead.
LEASE = timedelta(minutes=10)

# Where a batch ended, None where nothing is left; and how many it erased.
Batch = tuple[int | None, int]


def erase_batch(*, kept: Kept, after: int, today: date, now: datetime) -> Batch:
    """Erases what is due of one kind, above the id at which the batch before ended."""
    return _ERASERS[kept](after, today, now - timedelta(days=DAYS[kept]))


def _buyers(after: int, today: date, before: datetime) -> Batch:
    ended_before = today - timedelta(days=DAYS[Kept.BUYERS])
    ids = orders_to_forget(ended_before=ended_before, closed_before=before, after=after, limit=AT_ONCE)
    return (ids[-1], forget_buyers(order_ids=ids)) if ids else (None, 0)


def _messages(after: int, _today: date, before: datetime) -> Batch:
    ids = forget_recipients(before=before, after=after, limit=AT_ONCE)
    return (ids[-1], len(ids)) if ids else (None, 0)


def _deleting(delete: Callable[..., int]) -> Callable[[int, date, datetime], Batch]:
    """What is deleted is not found again: no batch need know where the one before it ended."""

    def erase(_after: int, _today: date, before: datetime) -> Batch:
        count = delete(before=before, limit=AT_ONCE)
        return (0, count) if count else (None, 0)

    return erase


_ERASERS: dict[Kept, Callable[[int, date, datetime], Batch]] = {
    Kept.BUYERS: _buyers,
    Kept.MESSAGES: _messages,
    Kept.WATCHES: _deleting(forget_watches),
    Kept.LOG_INS: _deleting(forget_log_ins),
    Kept.LINKS: _deleting(forget_links),
    Kept.KEYS: _deleting(forget_keys),
}


def take_night(*, on: date, now: datetime) -> bool:
    """Whether this process is to do the erasing of a night: nobody has begun, or who began has fallen silent."""
    fresh: dict[str, Any] = {"on": on, "lease_until": now + LEASE, "erased": {}}
    begun = insert(RetentionNight).values(fresh).on_conflict_do_nothing().returning(RetentionNight.on)
    if session.execute(begun).scalar() is not None:
        return True
    silent = (RetentionNight.on == on, RetentionNight.ended_at.is_(None), RetentionNight.lease_until < now)
    taken = update(RetentionNight).where(*silent).values(lease_until=now + LEASE).returning(RetentionNight.on)
    return session.execute(taken).scalar() is not None


def note_progress(*, on: date, kept: Kept, count: int, now: datetime) -> None:
    """Adds to the night's report, and tells the others that its process is alive."""
    erased = session.scalars(select(RetentionNight.erased).where(RetentionNight.on == on).with_for_update()).one()
    values = {"erased": {**erased, kept: erased.get(kept, 0) + count}, "lease_until": now + LEASE}
    session.execute(update(RetentionNight).where(RetentionNight.on == on).values(values))


def end_night(*, on: date, by: str, now: datetime) -> dict[str, int]:
    """Closes the night's report and returns it."""
    query = update(RetentionNight).where(RetentionNight.on == on).values(ended_at=now).returning(RetentionNight.erased)
    erased: dict[str, int] = session.execute(query).scalar_one()
    audit.record_sealed(by=by, now=now, action="erase", subject=f"retention:{on}", **erased)
    return erased
