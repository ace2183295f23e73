"""The programme for the phone's calendar: an event, a day, a venue, the whole week."""

from flask import Response, abort, url_for

from culture_week.core.access import public
from culture_week.core.calendar import draw_calendar
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import day_long, in_reader_language, local_zone
from culture_week.programme.cards import events_on
from culture_week.programme.routes.venues import venue_or_404
from culture_week.programme.routes.visitor import edition_or_404, programme, public_url, read_day
from culture_week.ticketing.cards import as_calendar_item
from culture_week.ticketing.queries.events import ListedEvent, event_by_code, events_of_edition


@programme.get("/acara/<code>.ics")
@public
@kept_ready
def event_calendar(code: str) -> Response:
    """One event."""
    found = event_by_code(edition_or_404().id, code)
    if found is None:
        abort(404)
    return _calendar([found], in_reader_language(found.title), code)


@programme.get("/jadwal/<on>.ics")
@public
@kept_ready
def day_calendar(on: str) -> Response:
    """One day."""
    edition = edition_or_404()
    day = read_day(edition, on)
    return _calendar(events_on(edition, day), day_long(day), on)


@programme.get("/tempat/<code>.ics")
@public
@kept_ready
def venue_calendar(code: str) -> Response:
    """One venue."""
    edition = edition_or_404()
    venue = venue_or_404(edition, code)
    return _calendar([event for event in events_of_edition(edition.id) if event.venue.code == code], venue.name, code)


@programme.get("/jadwal.ics")
@public
@kept_ready
def week_calendar() -> Response:
    """All of it."""
    edition = edition_or_404()
    return _calendar(events_of_edition(edition.id), in_reader_language(edition.name), edition.code)


def _calendar(events: list[ListedEvent], name: str, file_name: str) -> Response:
    items = [as_calendar_item(event, public_url(url_for("programme.event", code=event.code))) for event in events]
    headers = {"Content-Disposition": f'inline; filename="{file_name}.ics"'}
    return Response(draw_calendar(items, local_zone(), name), content_type="text/calendar; charset=utf-8", headers=headers)
