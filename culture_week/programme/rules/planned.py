"""An event before it is one, what there is already, and what can be found about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.programme.rules.clashes import Slot


@dataclass(frozen=True)
class Finding:
    """Something about a row: a mistake, or a warning. `problem` is a key of `words.FINDINGS`, `value` what it speaks of."""

    row: int
    field: str
    problem: str
    value: str = ""


@dataclass(frozen=True)
class PlannedEvent:
    """An event before it is one; without a quota it needs no ticket."""

    code: str
    title: dict[str, str]
    description: dict[str, str]
    kind: Kind
    category: Category
    more_categories: tuple[Category, ...]
    venue_id: int
    area_id: int | None
    starts_at: datetime
    ends_at: datetime
    audience: Audience
    access: tuple[Access, ...]
    rain_plan: dict[str, str] | None
    performers: tuple[str, ...] = ()
    price: int = 0
    quota: int | None = None
    max_per_order: int = 5


# What is said of an event beside its code and its times, by column.
SAID = ("title", "description", "kind", "category", "venue_id", "area_id", "audience", "rain_plan")


def said_of(event: Any) -> dict[str, Any]:
    """What is said of an event, planned or there, for another one like it."""
    lists = {"more_categories": tuple(map(Category, event.more_categories)), "access": tuple(map(Access, event.access))}
    return {**{column: getattr(event, column) for column in SAID}, **lists}


@dataclass(frozen=True)
class KnownVenue:
    """A venue, and its areas by folded code and name."""

    id: int
    capacity: int | None
    areas: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What there is already. Keys are folded codes and names; `events` are the edition's, `slots` those of all editions."""

    starts_on: date
    ends_on: date
    zone: tzinfo
    longest_code: int
    choices: Mapping[str, Mapping[str, Any]]
    venues: Mapping[str, KnownVenue]
    groups: Mapping[str, str]
    events: Mapping[str, PlannedEvent]
    slots: list[Slot]
