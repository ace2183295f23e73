"""Calendar files that phones can read: the one home of icalendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class CalendarItem:
    """One entry; `uid` never changes, a higher `sequence` replaces what the phone holds."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    description: str
    url: str
    cancelled: bool
    changed_at: datetime
    tentative: bool = False


def draw_calendar(items: list[CalendarItem], zone: ZoneInfo, name: str = "") -> bytes:
    """An iCalendar file of `items` in the local time of `zone`; `name` is what a phone that follows it calls it."""
    from icalendar import Calendar, Event  # slow to import, and few pages need it

    calendar = Calendar()
    calendar.add("prodid", "-//Culture Week//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for item in items:
        entry = Event()
        entry.add("uid", item.uid)
        entry.add("sequence", item.sequence)
        entry.add("dtstamp", item.changed_at)
        entry.add("dtstart", item.starts_at.astimezone(zone))
        entry.add("dtend", item.ends_at.astimezone(zone))
        entry.add("summary", item.title)
        entry.add("location", item.place)
        entry.add("description", item.description)
        entry.add("url", item.url)
        entry.add("status", "CANCELLED" if item.cancelled else "TENTATIVE" if item.tentative else "CONFIRMED")
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()
