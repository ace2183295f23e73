"""What somebody's own programme may hold, and what in it is on at the same time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from culture_week.festival.states import OFF, EventState, Kind

MOST_FAVOURITES = 100
CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
# People come and go there; nothing is missed by coming later.
OPEN_FOR_HOURS = (Kind.BAZAAR, Kind.EXHIBITION)


@dataclass(frozen=True)
class Chosen:
    """An event as far as it matters whether one can be at another as well."""

    code: str
    kind: Kind
    state: EventState
    starts_at: datetime
    ends_at: datetime


def read_codes(text: str) -> list[str]:
    """Event codes as an address lists them, `A,B,C`: each once, as many as a person may have; what cannot be one is left out."""
    codes = dict.fromkeys(code for code in text[: 21 * MOST_FAVOURITES].split(",") if CODE.fullmatch(code))
    return list(codes)[:MOST_FAVOURITES]


def clashes(events: Sequence[Chosen]) -> dict[str, list[str]]:
    """By event code, the codes of the others that are on at the same time; events without any are left out."""
    found: dict[str, list[str]] = {}
    asked = [event for event in events if _is_seen_whole(event)]
    for one, other in _pairs(asked):
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
            found.setdefault(one.code, []).append(other.code)
            found.setdefault(other.code, []).append(one.code)
    return found


def _is_seen_whole(event: Chosen) -> bool:
    lasts_for_days = event.ends_at - event.starts_at > timedelta(days=1)
    return event.state not in OFF and event.kind not in OPEN_FOR_HOURS and not lasts_for_days


def _pairs(events: Sequence[Chosen]) -> Iterable[tuple[Chosen, Chosen]]:
    return ((one, other) for number, one in enumerate(events) for other in events[number + 1 :])
