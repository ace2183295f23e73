"""What should not be at the same time: two events in one place, one group in two places, an event and a prayer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

# Bazaars and exhibitions go on while people come and go; nobody has to choose between them and anything else.
OPEN_ALL_DAY = timedelta(hours=6)
FRIDAY, SUNDAY = 4, 6


class Clash(StrEnum):
    """What meets."""

    VENUE = "venue-busy"
    GROUP = "group-busy"
    FRIDAY_PRAYER = "friday-prayer"
    SUNDAY_SERVICE = "sunday-service"
    MAGRIB = "magrib"


# When nothing is planned in this city: local.md §7 and the demo programme.
PRAYERS = (
    (Clash.FRIDAY_PRAYER, FRIDAY, time(12, 0), time(13, 30)),
    (Clash.SUNDAY_SERVICE, SUNDAY, time(9, 0), time(11, 0)),
    (Clash.MAGRIB, None, time(18, 0), time(19, 30)),
)


@dataclass(frozen=True)
class Slot:
    """An event as something that takes place and time. `key` names it for whoever asks."""

    key: str
    title: dict[str, str]
    venue_id: int
    area_id: int | None
    starts_at: datetime
    ends_at: datetime
    groups: frozenset[str]


def overlapping(new: Sequence[Slot], others: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Every pair that is on at the same time and of which at least the first is `new`; the later one comes first."""
    fresh = set(map(id, new))
    active: list[Slot] = []
    for slot in sorted((*new, *others), key=lambda slot: (slot.starts_at, slot.key)):
        active = [other for other in active if other.ends_at > slot.starts_at]
        for other in active:
            if id(slot) in fresh:
                yield slot, other
            elif id(other) in fresh:
                yield other, slot
        if slot.ends_at - slot.starts_at <= timedelta(days=1):
            active.append(slot)


def share_place(one: Slot, other: Slot) -> bool:
    """Whether they need the same place; a whole venue is also each of its areas."""
    return one.venue_id == other.venue_id and (one.area_id == other.area_id or None in (one.area_id, other.area_id))


def prayers_met(slot: Slot, zone: tzinfo) -> list[Clash]:
    """Which hours of prayer it lies over, unless it is open all day."""
    if slot.ends_at - slot.starts_at > OPEN_ALL_DAY:
        return []
    start, end = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    return [
        prayer
        for prayer, weekday, begins, ends in PRAYERS
        if weekday in (None, start.weekday())
        and start < datetime.combine(start.date(), ends, zone)
        and end > datetime.combine(start.date(), begins, zone)
    ]
