"""The programme's API."""

from datetime import datetime
from typing import Any

from flask import url_for

from culture_week.core.access import public
from culture_week.core.api import Blueprint
from culture_week.core.clock import utc_now
from culture_week.core.errors import NotFound
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import day_bounds, in_reader_language
from culture_week.festival.queries import current_edition
from culture_week.programme.schemas import EventPageSchema, EventQuerySchema, EventSchema
from culture_week.ticketing import cards
from culture_week.ticketing.queries import events as queries
from culture_week.ticketing.rules import Status, status_of

programme_api = Blueprint("programme_api", __name__, url_prefix="/api/v1", description="Events")
# On pages these two say more than the plain word; programs have the clock and the places left.
PLAIN = {Status.NOW: Status.SCHEDULED, Status.FEW_LEFT: Status.SCHEDULED}


@programme_api.get("/events")
@public
@kept_ready
@programme_api.arguments(EventQuerySchema(), location="query")
@programme_api.response(200, EventPageSchema)
def events(query: dict[str, Any]) -> Any:
    """The programme in order of time."""
    edition = current_edition()
    if edition is None:
        return {"items": [], "next": None}
    found = queries.page_of_events(
        edition.id,
        between=day_bounds(query["on"]) if "on" in query else None,
        venue=query.get("venue"),
        category=query.get("category"),
        after=query.get("after"),
        limit=query["limit"] + 1,
    )
    shown = found[: query["limit"]]
    following = url_for("programme_api.events", **{**query, "after": shown[-1].code}) if len(found) > len(shown) else None
    return {"items": [_as_json(event, utc_now()) for event in shown], "next": following}


@programme_api.get("/events/<code>")
@public
@kept_ready
@programme_api.response(200, EventSchema)
@programme_api.alt_response(404, description="No such event")
def event(code: str) -> Any:
    """One event."""
    edition = current_edition()
    found = queries.event_by_code(edition.id, code) if edition else None
    if found is None:
        raise NotFound()
    return _as_json(found, utc_now())


def _as_json(event: queries.ListedEvent, now: datetime) -> dict[str, Any]:
    status = status_of(event.state, event.begins_at, event.finishes_at, event.offers, now)
    return {
        "code": event.code,
        "title": in_reader_language(event.title),
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "venue": {"code": event.venue.code, "name": event.venue.name},
        "state": PLAIN.get(status, status),
        "offers": [{**offer, "title": in_reader_language(offer["title"])} for offer in cards.offers_of(event, now)],
    }
