"""The programme for machines: pictures for shared links, a feed of changes, the schedule as XML, a page for other sites to show."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, render_template, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_ready
from culture_week.core.picture import draw_share_picture
from culture_week.core.security import framed_elsewhere
from culture_week.core.text import in_reader_language, local_day, local_zone, moment
from culture_week.festival.queries import event_facts_by_ids, latest_changes, places
from culture_week.festival.words import CATEGORIES, KINDS
from culture_week.programme.cards import belongs, days_of, next_events
from culture_week.programme.routes.visitor import edition_or_404, programme, public_url
from culture_week.programme.rules.changes import told_of
from culture_week.programme.words import CHANGES
from culture_week.ticketing.cards import as_card
from culture_week.ticketing.queries.events import ListedEvent, event_by_code, events_of_edition

HOUR = 3600
CHANGES_IN_FEED = 50
EMBEDDED = 6


@programme.get("/acara/<code>/gambar.png")
@public
def event_picture(code: str) -> Response:
    """What messengers show beside a link to the event."""
    edition = edition_or_404()
    found = event_by_code(edition.id, code)
    if found is None:
        abort(404)
    lines = (moment(found.begins_at), found.venue.name)
    picture = draw_share_picture(in_reader_language(found.title), in_reader_language(edition.name), lines)
    headers = {"Cache-Control": f"public, max-age={HOUR}", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(picture, content_type="image/png", headers=headers)


@programme.get("/perubahan.xml")
@public
@kept_ready
def changes_feed() -> Response:
    """What has changed in the programme, as an Atom feed."""
    edition = edition_or_404()
    latest = latest_changes(edition.id, CHANGES_IN_FEED)
    events = {event.id: event for event in event_facts_by_ids({change.event_id for change in latest})}
    names = {place.code: place.name for place in places()}
    entries = [
        {
            "id": f"tag:culture-week,{edition.code}:{events[change.event_id].code}/{change.revision}",
            "word": CHANGES[change.kind],
            "at": change.at,
            "url": public_url(url_for("programme.event", code=events[change.event_id].code)),
            **told_of(change, events[change.event_id], names),
        }
        for change in latest
    ]
    own, page = (public_url(url_for(f"programme.{name}")) for name in ("changes_feed", "changes"))
    updated = latest[0].at if latest else None
    return _xml("programme/changes.xml", "application/atom+xml", edition=edition, entries=entries, own=own, page=page, updated=updated)


@programme.get("/jadwal.xml")
@public
@kept_ready
def schedule() -> Response:
    """All of it in the schedule format that conference apps read (Pentabarf, frab)."""
    edition = edition_or_404()
    events = events_of_edition(edition.id)
    # An event stands once, on the day it begins.
    days = [(on, _rooms([event for event in events if _begins_on(event, on)])) for on in days_of(edition)]
    return _xml("programme/schedule.xml", "application/xml", edition=edition, days=days, span=len(days), base=public_url(""))


def _begins_on(event: ListedEvent, on: Any) -> bool:
    return local_day(event.starts_at) == on


def _rooms(events: list[ListedEvent]) -> dict[str, list[dict[str, Any]]]:
    rooms: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        rooms.setdefault(event.venue.name, []).append(_as_entry(event))
    return rooms


def _as_entry(event: ListedEvent) -> dict[str, Any]:
    minutes = int((event.finishes_at - event.begins_at) / timedelta(minutes=1))
    return {
        "event": event,
        "starts_at": event.begins_at.astimezone(local_zone()),
        "duration": f"{min(minutes // 60, 99):02}:{minutes % 60:02}",
        "kind": KINDS[event.kind],
        "track": CATEGORIES[event.category],
        "url": public_url(url_for("programme.event", code=event.code)),
    }


def _xml(template: str, content_type: str, **values: Any) -> Response:
    # XML knows no control characters, not even escaped ones, nor the two last of its first plane.
    body = "".join(c for c in render_template(template, **values) if (c >= " " or c in "\n\t") and c not in "\ufffe\uffff")
    return Response(body, content_type=f"{content_type}; charset=utf-8")


@programme.get("/sematkan/acara")
@public
@framed_elsewhere
@kept_ready
def embedded() -> str:
    """What comes next, as a small page that other sites may show in a frame."""
    edition, now = edition_or_404(), utc_now()
    today = local_day(now)
    events = [event for event in events_of_edition(edition.id) if event.takes_place and belongs(event.starts_at, event.ends_at, today)]
    current = [event for event in events if event.begins_at <= now < event.finishes_at]
    shown = [*current, *next_events(edition, now, EMBEDDED)][:EMBEDDED]
    return render_template("programme/embedded.html", edition=edition, cards=[as_card(event, now) for event in shown])


@programme.get("/sematkan")
@public
@kept_ready
def embed() -> str:
    """How to show the programme on another site."""
    return render_template("programme/embed.html", edition=edition_or_404(), url=public_url(url_for("programme.embedded")))
