"""The verdicts a gate can give."""

from enum import StrEnum


class Verdict(StrEnum):
    """The answer to a scan."""

    WELCOME = "welcome"
    HOW_MANY = "how-many"
    ALREADY_USED = "already-used"
    WRONG_DAY = "wrong-day"
    WRONG_VENUE = "wrong-venue"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
