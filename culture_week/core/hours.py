"""Counting by time on both databases: instants cut to the hour or the minute in SQL, folded into the city's days in Python."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class cut_to_hour(FunctionElement[str]):  # noqa: N801  it reads as the SQL function that it becomes
    """An instant's hour in UTC, `2026-11-24 12`."""

    type = String()
    inherit_cache = True
    length, pattern = 13, "YYYY-MM-DD HH24"


class cut_to_minute(FunctionElement[str]):  # noqa: N801
    """An instant's minute in UTC, `2026-11-24 12:30`."""

    type = String()
    inherit_cache = True
    length, pattern = 16, "YYYY-MM-DD HH24:MI"


@compiles(cut_to_hour, "sqlite")
@compiles(cut_to_minute, "sqlite")
def _cut_text(element: Any, compiler: Any, **options: Any) -> str:
    """SQLite holds an instant as text in UTC."""
    return f"substr({compiler.process(element.clauses, **options)}, 1, {element.length})"


@compiles(cut_to_hour, "postgresql")
@compiles(cut_to_minute, "postgresql")
def _write_instant(element: Any, compiler: Any, **options: Any) -> str:
    return f"to_char(({compiler.process(element.clauses, **options)}) AT TIME ZONE 'UTC', '{element.pattern}')"


def read_cut(text: str) -> datetime:
    """The instant at which such an hour or minute begins."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def by_day(counts: Iterable[tuple[str, int]], zone: ZoneInfo) -> dict[date, int]:
    """Counts by hour in UTC as counts by day of the city, without gaps from the first day to the last."""
    days: Counter[date] = Counter()
    for hour, count in counts:
        days[read_cut(hour).astimezone(zone).date()] += count
    if not days:
        return {}
    first, last = min(days), max(days)
    return {day: days[day] for day in (first + timedelta(days=n) for n in range((last - first).days + 1))}
