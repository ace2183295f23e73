"""Keeps the audit trail sealed, erases at night what is kept no longer, and makes the exports that somebody gets regularly."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import current_app

from culture_week.core import audit
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction, one_snapshot
from culture_week.core.log import logger
from culture_week.core.text import day_bounds, in_language, local_day, local_zone
from culture_week.insights.actions import exports
from culture_week.insights.actions.erasing import end_night, erase_batch, note_progress, take_night
from culture_week.insights.queries import plans
from culture_week.insights.queries.nights import night
from culture_week.insights.rules import Kept
from culture_week.insights.sheets import write_export

NIGHT_BEGINS = timedelta(hours=2)
# Where an account finds its files, behind the log-in.
EXPORTS_PATH = "/staff/angka/ekspor"


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


def make_exports() -> int:
    """Writes the files that are due and takes away those whose time is over; returns how many it wrote."""
    in_transaction(exports.order_due_files, zone=local_zone(), now=utc_now())
    for file in plans.expired_files(utc_now()):
        path_of(file).unlink(missing_ok=True)
        in_transaction(exports.forget_file, file=file)
    return sum(_is_made(file) for file in plans.files_to_make())


def _is_made(file: plans.FileFacts) -> bool:
    """One that cannot be made holds up no other; it is tried again the next minute."""
    try:
        _make(file)
    except Exception:
        logger.exception("export not made", plan=file.plan.code)
        return False
    return True


def path_of(file: plans.FileFacts) -> Path:
    """Where a file stands; its name says nothing about it."""
    return Path(current_app.config["DATA_FOLDER"]) / "exports" / file.name


def _make(file: plans.FileFacts) -> None:
    path = path_of(file)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as out, one_snapshot(), in_language("id"):
        rows = write_export(out, file.plan.kind, file.plan.table_format, edition_id=file.plan.edition_id)
    draft.replace(path)
    link = f"{current_app.config['PUBLIC_BASE_URL']}{EXPORTS_PATH}"
    if not in_transaction(exports.finish_file, file=file, rows=rows, link=link, now=utc_now()):
        path.unlink()
