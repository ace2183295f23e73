"""What happens to a programme that is taken over into another edition, some whole days later or earlier."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from culture_week.programme.rules.clashes import Clash, Slot, overlapping, prayers_met, share_place

# What can be taken over; places belong to no edition, and bookings, phones and announcements stay where they are.
GATES, EVENTS, PERFORMERS, TICKETS, ROLES = "gates", "events", "performers", "tickets", "roles"
PARTS = (GATES, EVENTS, PERFORMERS, TICKETS, ROLES)


@dataclass(frozen=True)
class Met:
    """Something to look at before an edition is taken over: `problem` is a key of `words.FINDINGS`; no title: all of it."""

    title: dict[str, str] | None
    problem: str
    value: str = ""


def shifted(instant: datetime, days: int, zone: tzinfo) -> datetime:
    """So many days later at the same time of the city's clocks."""
    local = instant.astimezone(zone)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), zone).astimezone(UTC)


def shifted_slots(slots: Sequence[Slot], days: int, zone: tzinfo) -> list[Slot]:
    """The same programme, so many days later."""
    return [replace(s, starts_at=shifted(s.starts_at, days, zone), ends_at=shifted(s.ends_at, days, zone)) for s in slots]


def conflicts(
    *,
    before: Sequence[Slot],
    days: int,
    zone: tzinfo,
    others: Sequence[Slot],
    sales_end: dict[str, datetime],
    editions: Sequence[tuple[str, date, date]],
    first: date,
    last: date,
    now: datetime,
) -> list[Met]:
    """All that the new days bring with them; `sales_end` by an event's key as it was, `editions` the others' days."""
    after = shifted_slots(before, days, zone)
    found = [Met(None, "edition-overlaps", code) for code, starts_on, ends_on in editions if starts_on <= last and first <= ends_on]
    if days % 7:
        found.append(Met(None, "other-weekday", str(days % 7)))
    for old, new in zip(before, after, strict=True):
        found += [Met(new.title, prayer) for prayer in prayers_met(new, zone) if prayer not in prayers_met(old, zone)]
        if old.key in sales_end and shifted(sales_end[old.key], days, zone) <= now:
            found.append(Met(new.title, "sale-over"))
    return found + list(_meetings(after, others))


def _meetings(after: Sequence[Slot], others: Sequence[Slot]) -> Iterator[Met]:
    for one, other in overlapping(after, others):
        if share_place(one, other):
            yield Met(one.title, Clash.VENUE, other.title.get("id", other.key))
        for name in sorted(one.groups & other.groups):
            yield Met(one.title, Clash.GROUP, f"{name}: {other.title.get('id', other.key)}")
