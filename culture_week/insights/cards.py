"""Figures as pages show them: pictures with the table that belongs to each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from culture_week.checkin.states import Verdict
from culture_week.checkin.words import VERDICTS
from culture_week.core.hours import by_day, read_cut
from culture_week.core.text import clock_time, day, gettext, in_reader_language, local_zone, ngettext
from culture_week.festival.states import OFF, Kind
from culture_week.insights.plots import Bar, draw_bars, draw_heat_map, draw_share, number_text
from culture_week.insights.queries import figures
from culture_week.messages.queries import count_for_people
from culture_week.messages.words import CHANNELS
from culture_week.sales.origins import DISTRICTS, ELSEWHERE, NEIGHBOURHOODS, NOT_SAID
from culture_week.sales.rules import OTHERS
from culture_week.ticketing.queries.orders import orders_by_origin

ARRIVAL_STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class Plot:
    """A picture, what it is called, and its numbers as a table with `headings`."""

    name: str
    title: str
    picture: Markup
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    wide: bool = False


def overview(edition_id: int, now: datetime) -> dict[str, Any]:
    """What the figures page shows."""
    events = [event for event in figures.events_in_figures(edition_id) if event.kind is not Kind.TRAINING]
    ended = [event for event in events if event.ends_at <= now and event.state not in OFF]
    tickets, places = sum(event.tickets for event in events), sum(event.size for event in events)
    expected, came = sum(event.tickets for event in ended), sum(event.entered for event in ended)
    arrivals = figures.arrivals_by_hour_and_venue(edition_id)
    plots = [
        bookings_by_day(figures.tickets_by_hour(edition_id)),
        arrivals_by_day([(hour, count) for hour, _venue, count in arrivals]),
        hours_and_venues(arrivals),
    ]
    return {
        "tickets": tickets,
        "filled": tickets * 100 // places if places else None,
        "entered": sum(event.entered for event in events),
        "stayed_away": (expected - came) * 100 // expected if expected else None,
        "waiting": count_for_people(),
        "plots": [plot for plot in plots if plot],
        "events": [as_row(event, now) for event in sorted(events, key=lambda event: (-event.filled, event.starts_at))],
        "origins": origins(orders_by_origin(edition_id)),
        "refusals": refusals(figures.refusals_by_verdict(edition_id)),
        "channels": shares([(str(CHANNELS[channel]), n) for channel, n in figures.orders_by_channel(edition_id).items()]),
    }


def as_row(event: figures.EventFigures, now: datetime) -> dict[str, Any]:
    """An event in the table of how full they are."""
    ended = event.ends_at <= now and event.state not in OFF
    return {
        "code": event.code,
        "title": in_reader_language(event.title),
        "starts_at": event.starts_at,
        "venue": event.venue,
        "off": event.state in OFF,
        "size": event.size,
        "tickets": event.tickets,
        "entered": event.entered,
        "filled": event.filled,
        "bar": draw_share(event.filled),
        "stayed_away": event.stayed_away * 100 // event.tickets if ended and event.tickets else None,
    }


def bookings_by_day(counts: list[tuple[str, int]]) -> Plot | None:
    """How many tickets were booked on which day."""
    return _days("bookings", gettext("Tiket dipesan per hari"), gettext("Tiket"), counts)


def arrivals_by_day(counts: list[tuple[str, int]]) -> Plot | None:
    """How many people went in on which day."""
    return _days("arrivals", gettext("Orang masuk per hari"), gettext("Orang"), counts)


def _days(name: str, title: str, what: str, counts: list[tuple[str, int]]) -> Plot | None:
    days = by_day(counts, local_zone())
    if not days:
        return None
    best = max(days, key=lambda on: days[on])
    text = ngettext(
        "%(total)s dalam %(n)d hari; terbanyak %(best)s dengan %(most)s.",
        "%(total)s dalam %(n)d hari; terbanyak %(best)s dengan %(most)s.",
        len(days),
        n=len(days),
        total=number_text(sum(days.values())),
        best=day(best),
        most=number_text(days[best]),
    )
    bars = [Bar(_short_day(on), day(on), count) for on, count in days.items()]
    rows = [(day(on), number_text(count)) for on, count in days.items()]
    return Plot(name, title, draw_bars(name, title, text, bars), (gettext("Hari"), what), rows, text)


def _short_day(on: date) -> str:
    return day(on).split(", ")[-1]


def hours_and_venues(counts: list[tuple[str, str, int]]) -> Plot | None:
    """When people went in where, by hour of the day over all days."""
    if not counts:
        return None
    venues: dict[str, Counter[int]] = {}
    for hour, venue, count in counts:
        venues.setdefault(venue, Counter())[read_cut(hour).astimezone(local_zone()).hour] += count
    seen = [hour for hours in venues.values() for hour in hours]
    columns = range(min(seen), max(seen) + 1)
    rows = [(venue, [hours[hour] for hour in columns]) for venue, hours in venues.items()]
    totals = Counter({hour: sum(hours[hour] for hours in venues.values()) for hour in columns})
    busiest, most = totals.most_common(1)[0]
    title = gettext("Jam ramai di tiap tempat")
    text = gettext("Jam paling ramai %(hour)02d.00 dengan %(most)s orang masuk.", hour=busiest, most=number_text(most))
    labels = [f"{hour:02d}" for hour in columns]
    table = [(venue, *(number_text(value) for value in values)) for venue, values in rows]
    return Plot("hours", title, draw_heat_map("hours", title, text, labels, rows), (gettext("Tempat"), *labels), table, text)


def refusals(counts: Iterable[tuple[Verdict, int]]) -> list[dict[str, Any]]:
    """Why gates let nobody in, as a table with bars."""
    return shares([(str(VERDICTS[verdict]), count) for verdict, count in counts])


def origins(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Where buyers say to come from, as a table with bars, the most first."""
    districts = {one.code: gettext("Kecamatan %(name)s, kelurahan lain", name=one.name) for one in DISTRICTS}
    others = {ELSEWHERE: gettext("Luar kota ini"), NOT_SAID: gettext("Tidak mau menjawab"), OTHERS: gettext("Kelurahan lain")}
    names = {**NEIGHBOURHOODS, **districts, **others}
    return shares([(names[origin], count) for origin, count in sorted(counts.items(), key=lambda item: -item[1])])


def shares(counts: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Names with their counts, the share of each in whole per cent, and a bar of it."""
    total = sum(count for _name, count in counts) or 1
    whole = [(name, count, round(count * 100 / total)) for name, count in counts]
    return [{"name": name, "count": count, "share": share, "bar": draw_share(share)} for name, count, share in whole]


def arrival_curve(counts: list[tuple[str, int]]) -> Plot | None:
    """People at the gates of one event by quarter of an hour, and how many are in by then."""
    steps: Counter[datetime] = Counter()
    for minute, count in counts:
        at = read_cut(minute)
        steps[at - timedelta(minutes=at.minute % (ARRIVAL_STEP // timedelta(minutes=1)))] += count
    if not steps:
        return None
    first, last = min(steps), max(steps)
    times = [first + n * ARRIVAL_STEP for n in range((last - first) // ARRIVAL_STEP + 1)][-96:]
    title = gettext("Arus masuk per 15 menit")
    busiest = max(steps, key=lambda at: steps[at])
    text = gettext(
        "%(total)s orang masuk; paling ramai pukul %(at)s dengan %(most)s orang.",
        total=number_text(sum(steps.values())),
        at=clock_time(busiest),
        most=number_text(steps[busiest]),
    )
    bars = [Bar(clock_time(at), f"{day(at)} {clock_time(at)}", steps[at]) for at in times]
    inside, rows = sum(steps[at] for at in steps if at < times[0]), []
    for at in times:
        inside += steps[at]
        rows.append((f"{day(at)} {clock_time(at)}", number_text(steps[at]), number_text(inside)))
    headings = (gettext("Mulai pukul"), gettext("Orang"), gettext("Jumlah di dalam"))
    return Plot("curve", title, draw_bars("curve", title, text, bars, cumulative=True), headings, rows, text)
