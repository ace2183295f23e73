"""The programme of a day, and the page of an event."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import current_language, day_bounds, local_day, moment
from culture_week.festival.queries import CurrentEdition, current_edition
from culture_week.programme.cards import belongs, day_tabs, lasts_for_days
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


@programme.get("/jadwal")
@programme.get("/jadwal/<on>")
@public
@kept_ready
def day(on: str | None = None) -> str:
    """What is on at one day: today during the edition, else its first."""
    edition = edition_or_404()
    shown = _read_day(on) if on else min(max(local_day(utc_now()), edition.starts_on), edition.ends_on)
    if not edition.starts_on <= shown <= edition.ends_on:
        abort(404)
    now = utc_now()
    events = [event for event in queries.events_between(edition.id, *day_bounds(shown)) if belongs(event.starts_at, event.ends_at, shown)]
    events.sort(key=lambda event: lasts_for_days(event.starts_at, event.ends_at))  # what does comes last
    listed = [cards.as_card(event, now) for event in events]
    return render_template("programme/day.html", edition=edition, on=shown, days=day_tabs(edition, shown), cards=listed)


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


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
    return render_template(
        "programme/event.html",
        edition=edition,
        event=page,
        offers=cards.offers_of(found, now),
        booking_url=booking_url,
        share_url=cards.share_url(found, moment(found.starts_at), public_url(url_for("programme.event", code=found.code))),
        nearby=_nearby(edition, found, page, now),
        language=current_language(),
    )


def _nearby(edition: CurrentEdition, found: queries.ListedEvent, page: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """What else to see, where this event cannot be."""
    if page["status"] not in (Status.SOLD_OUT, Status.CANCELLED, Status.POSTPONED, Status.ENDED):
        return []
    return [cards.as_card(event, now) for event in queries.next_events(edition.id, now, NEARBY, leaving_out=found.id)]
