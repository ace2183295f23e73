"""The programme of a day, and the page of an event."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import in_reader_language, local_day, moment
from culture_week.festival.queries import CurrentEdition, current_edition
from culture_week.programme.cards import as_linked, by_venue, day_tabs, draw_grid, events_on, lasts_for_days, next_events
from culture_week.ticketing import cards
from culture_week.ticketing.queries import events as queries
from culture_week.ticketing.rules import Status

programme = Blueprint("programme", __name__)
NEARBY = 2


def edition_or_404() -> CurrentEdition:
    """The current edition; a site without one has no programme."""
    edition = current_edition()
    if edition is None:
        abort(404)
    return edition


def public_url(path: str) -> str:
    """An address that works outside, in the reader's language."""
    return f"{current_app.config['PUBLIC_BASE_URL']}{path}"


def read_day(edition: CurrentEdition, text: str) -> date:
    """The day of the edition that an address names, else there is no such page."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if not edition.starts_on <= on <= edition.ends_on:
        abort(404)
    return on


@programme.get("/jadwal")
@programme.get("/jadwal/<on>")
@public
@kept_ready
def day(on: str | None = None) -> str:
    """What is on at one day: today during the edition, else its first."""
    edition, now = edition_or_404(), utc_now()
    shown = read_day(edition, on) if on else min(max(local_day(now), edition.starts_on), edition.ends_on)
    listed = [cards.as_card(event, now) for event in events_on(edition, shown)]
    return render_template("programme/day.html", edition=edition, on=shown, days=day_tabs(edition, shown), cards=listed, view="time")


@programme.get("/jadwal/<on>/tempat")
@public
@kept_ready
def day_by_venue(on: str) -> str:
    """The same, venue by venue."""
    edition = edition_or_404()
    shown = read_day(edition, on)
    venues = by_venue(events_on(edition, shown), utc_now())
    return render_template(
        "programme/day_by_venue.html", edition=edition, on=shown, days=day_tabs(edition, shown), venues=venues, view="venue"
    )


@programme.get("/jadwal/<on>/kisi")
@public
@kept_ready
def day_grid(on: str) -> str:
    """The same as a grid, hours down and venues across."""
    edition = edition_or_404()
    shown = read_day(edition, on)
    events = events_on(edition, shown)
    return render_template(
        "programme/day_grid.html",
        edition=edition,
        on=shown,
        days=day_tabs(edition, shown),
        grid=draw_grid(events, shown, utc_now()),
        all_day=[cards.as_card(event, utc_now()) for event in events if lasts_for_days(event.starts_at, event.ends_at)],
        view="grid",
    )


@programme.get("/acara/<code>")
@public
@kept_ready
def event(code: str) -> str:
    """One event."""
    edition, now = edition_or_404(), utc_now()
    found = queries.event_by_code(edition.id, code)
    if found is None:
        abort(404)
    return event_page(edition, found, now)


def event_page(edition: CurrentEdition, found: queries.ListedEvent, now: datetime) -> str:
    """An event as visitors see it."""
    page = cards.as_page(found, now)
    booking_url = url_for("checkout.book", event_code=found.code) if cards.is_bookable(found, now) else None
    url, picture_url = (public_url(url_for(f"programme.{name}", code=found.code)) for name in ("event", "event_picture"))
    return render_template(
        "programme/event.html",
        edition=edition,
        event=page,
        offers=cards.offers_of(found, now),
        booking_url=booking_url,
        share_url=cards.share_url(found, moment(found.begins_at), url),
        picture_url=picture_url,
        linked=as_linked(found, now, url=url, picture_url=picture_url, organizer=in_reader_language(edition.name)),
        nearby=_nearby(edition, found, page, now),
    )


def _nearby(edition: CurrentEdition, found: queries.ListedEvent, page: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """What else to see, where this event cannot be."""
    if page["status"] not in (Status.SOLD_OUT, Status.CANCELLED, Status.POSTPONED, Status.ENDED):
        return []
    return [cards.as_card(event, now) for event in next_events(edition, now, NEARBY, leaving_out=(found.id,))]
