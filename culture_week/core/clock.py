"""The one place that reads the clock; actions are given `now` by the door they are called through."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
