"""What a change means for the people who hold tickets."""

from collections.abc import Mapping
from typing import Any

from culture_week.festival.queries import ChangeFacts, EventFacts


def place_code(side: dict[str, Any], otherwise: EventFacts) -> str:
    """`VENUE` or `VENUE/AREA` of one side of a change; what did not change is not in it, and is as the event has it."""
    venue = side.get("venue", otherwise.venue_code)
    area = side.get("area", otherwise.area_code)
    return f"{venue}/{area}" if area else venue


def told_of(change: ChangeFacts, event: EventFacts, place_names: Mapping[str, str]) -> dict[str, Any]:
    """What a message about a change says, in values that last: instants as ISO 8601, places by name."""
    was, code = place_code(change.before, event), place_code(change.after, event)
    planned = event.times.starts_at.isoformat()
    return {
        "title": event.title,
        "kind": change.kind.value,
        "was_at": change.before.get("starts_at", planned),
        "starts_at": change.after.get("starts_at", planned),
        "was_place": place_names.get(was, was),
        "place": place_names.get(code, code),
        "expected_at": change.after.get("projected_starts_at"),
        "note": change.note,
    }


def late_minutes(event: EventFacts) -> int:
    """How many minutes later than planned it is expected to start."""
    return int(event.late_by.total_seconds() // 60)
