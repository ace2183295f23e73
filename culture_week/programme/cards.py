"""The days of an edition, for pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from culture_week.core.text import day_bounds, local_day
from culture_week.festival.queries import CurrentEdition, days_with_events


@dataclass(frozen=True)
class DayTab:
    """A day of the edition, with how many events it has."""

    on: date
    count: int
    current: bool


def day_tabs(edition: CurrentEdition, current: date | None) -> list[DayTab]:
    """The days of an edition."""
    first, last = day_bounds(edition.starts_on)[0], day_bounds(edition.ends_on)[1]
    days = [local_day(instant) for instant in days_with_events(edition.id, first, last)]
    length = (edition.ends_on - edition.starts_on).days + 1
    dates = [edition.starts_on + timedelta(days=n) for n in range(length)]
    return [DayTab(on, days.count(on), on == current) for on in dates]
