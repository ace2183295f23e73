"""The days of an edition, for pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from culture_week.core.text import local_day
from culture_week.festival.queries import CurrentEdition, times_of_events


@dataclass(frozen=True)
class DayTab:
    """A day of the edition, with how many events it has."""

    on: date
    count: int
    current: bool


def lasts_for_days(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether it is on longer than a day."""
    return ends_at - starts_at > timedelta(days=1)


def belongs(starts_at: datetime, ends_at: datetime, on: date) -> bool:
    """An evening that runs past midnight is listed on the day it starts; what lasts for days, on each of them."""
    first = local_day(starts_at)
    if not lasts_for_days(starts_at, ends_at):
        return first == on
    return first <= on <= local_day(ends_at - timedelta(microseconds=1))


def day_tabs(edition: CurrentEdition, current: date | None) -> list[DayTab]:
    """The days of an edition."""
    times = times_of_events(edition.id)
    dates = [edition.starts_on + timedelta(days=n) for n in range((edition.ends_on - edition.starts_on).days + 1)]
    return [DayTab(on, sum(belongs(*event, on) for event in times), on == current) for on in dates]
