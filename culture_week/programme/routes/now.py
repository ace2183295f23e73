"""What is on at this moment and what comes next, also as a screen that hangs at a venue."""

from datetime import date, datetime
from typing import Any

from flask import render_template, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_ready
from culture_week.core.qr import draw_qr
from culture_week.core.text import local_day
from culture_week.festival.queries import CurrentEdition
from culture_week.programme.cards import day_tabs, lasts_for_days
from culture_week.programme.routes.venues import venue_or_404
from culture_week.programme.routes.visitor import edition_or_404, programme, public_url
from culture_week.ticketing.cards import as_card
from culture_week.ticketing.queries.events import ListedEvent, events_of_edition

NEXT_ON_SCREEN = 3


@programme.get("/sekarang")
@public
@kept_ready
def now() -> str:
    """Venue by venue: what is on, and what comes next today."""
    edition, instant = edition_or_404(), utc_now()
    today = local_day(instant)
    events = _of_today(edition, today)
    names = sorted({(event.venue.name, event.venue.code) for event in events})
    venues = [{"code": code, "name": name, **_now_and_next(events, code, instant, 1)} for name, code in names]
    shown = [venue for venue in venues if venue["now"] or venue["next"]]
    return render_template(
        "programme/now.html", edition=edition, venues=shown, today=today, minute=_minute(instant), days=day_tabs(edition, today)
    )


@programme.get("/tempat/<code>/layar")
@public
@kept_ready
def screen(code: str) -> str:
    """For a screen at the venue, in large type."""
    edition, instant = edition_or_404(), utc_now()
    venue = venue_or_404(edition, code)
    shown = _now_and_next(_of_today(edition, local_day(instant)), code, instant, NEXT_ON_SCREEN)
    qr = draw_qr(public_url(url_for("programme.venue", code=code)))
    return render_template("programme/screen.html", edition=edition, venue=venue, minute=_minute(instant), qr=qr, **shown)


def _of_today(edition: CurrentEdition, today: date) -> list[ListedEvent]:
    """What begins today or is still on, by the time at which it is expected."""
    events = [one for one in events_of_edition(edition.id) if local_day(one.begins_at) <= today <= local_day(one.finishes_at)]
    return sorted(events, key=lambda one: (lasts_for_days(one.starts_at, one.ends_at), one.begins_at))


def _now_and_next(events: list[ListedEvent], code: str, now: datetime, limit: int) -> dict[str, list[dict[str, Any]]]:
    here = [event for event in events if event.venue.code == code]
    current = [event for event in here if event.takes_place and event.begins_at <= now < event.finishes_at]
    # What was called off is still announced: people may be waiting for it.
    following = [event for event in here if event.begins_at > now]
    return {"now": [as_card(event, now) for event in current], "next": [as_card(event, now) for event in following[:limit]]}


def _minute(instant: datetime) -> datetime:
    """The answer stays the same, and costs a 304 only, within a minute."""
    return instant.replace(second=0, microsecond=0)
