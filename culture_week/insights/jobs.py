"""Keeps the audit trail sealed, and erases at night what is kept no longer."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from culture_week.core import audit
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.text import day_bounds, local_day
from culture_week.insights.erasing import end_night, erase_batch, note_progress, take_night
from culture_week.insights.queries.nights import night
from culture_week.insights.rules import Kept

NIGHT_BEGINS = timedelta(hours=2)


def seal_audit() -> int:
    """Joins every entry that waits to the chain, a bounded number in each transaction; returns how many."""
    sealed = 0
    while (now_sealed := in_transaction(audit.seal)) == audit.SEALED_AT_ONCE:
        sealed += now_sealed
    return sealed + now_sealed


def erase_old_data() -> dict[str, int] | None:
    """Once a night, from two o'clock on, erases what is kept no longer; None where there is nothing to do now."""
    now = utc_now()
    on = local_day(now)
    if now < day_bounds(on)[0] + NIGHT_BEGINS:
        return None
    known = night(on)
    if (known and known.is_taken(now)) or not in_transaction(take_night, on=on, now=now):
        return None
    return erase_all(on=on, by="system")


def erase_all(*, on: date, by: str) -> dict[str, int]:
    """Works off every rule, one bounded batch in each transaction, and returns the counts of the night.

    Killed in between it is taken up by whoever comes next: what is erased is not found again.
    """
    for kept in Kept:
        after: int | None = 0
        while after is not None:
            after = in_transaction(_erase_and_note, on=on, kept=kept, after=after, now=utc_now())
    return in_transaction(end_night, on=on, by=by, now=utc_now())


def _erase_and_note(*, on: date, kept: Kept, after: int, now: datetime) -> int | None:
    reached, count = erase_batch(kept=kept, after=after, today=local_day(now), now=now)
    if count:
        note_progress(on=on, kept=kept, count=count, now=now)
    return reached


def count_due(*, now: datetime) -> dict[str, int]:
    """How much would be erased now, by erasing it and taking it back."""
    counted: dict[str, int] = {}
    with suppress(_TakeBack):
        in_transaction(_erase_in_vain, counted=counted, now=now)
    return counted


class _TakeBack(Exception):
    """Ends a transaction of which nothing shall stay."""


def _erase_in_vain(*, counted: dict[str, int], now: datetime) -> None:
    for kept in Kept:
        after: int | None = 0
        counted[kept] = 0
        while after is not None:
            after, count = erase_batch(kept=kept, after=after, today=local_day(now), now=now)
            counted[kept] += count
    raise _TakeBack
