"""A visitor's own programme, kept on the phone or sent as a link, and what has changed in the programme."""

from typing import Any
from urllib.parse import quote

from flask import Response, render_template, request, url_for

from culture_week.core.access import public
from culture_week.core.calendar import draw_calendar
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import gettext, in_reader_language, local_day, local_zone, moment
from culture_week.festival.queries import CurrentEdition, event_facts_by_ids, latest_changes, places
from culture_week.programme.routes.visitor import edition_or_404, programme, public_url
from culture_week.programme.rules.changes import told_of
from culture_week.programme.rules.favourites import Chosen, clashes, read_codes
from culture_week.ticketing import cards
from culture_week.ticketing.queries.events import ListedEvent, events_by_codes

CHANGES_SHOWN = 100


@programme.get("/favorit")
@public
def favourites() -> str:
    """The events that the address lists; who keeps some on the phone and gives no list is led there by a script."""
    edition = edition_or_404()
    codes, events = _chosen(edition)
    listed = ",".join(event.code for event in events)
    asked: dict[str, Any] = {"gelaran": edition.code, "acara": listed}
    link = public_url(url_for("programme.favourites", **asked))
    return render_template(
        "programme/favourites.html",
        edition=edition,
        days=_by_day(events),
        count=len(events),
        listed=listed,
        left_out=len(codes) - len(events),
        link=link,
        share_url=_share_url(events, link),
        calendar_url=url_for("programme.favourites_calendar", **asked),
    )


def _chosen(edition: CurrentEdition) -> tuple[list[str], list[ListedEvent]]:
    """What the address lists, and what of it there is: of a list made for another edition nothing, whose codes are other events."""
    codes = read_codes(request.args.get("acara", ""))
    is_ours = request.args.get("gelaran") == edition.code
    return codes, events_by_codes(edition.id, codes) if codes and is_ours else []


def _by_day(events: list[ListedEvent]) -> list[dict[str, Any]]:
    titles = {event.code: event.title for event in events}
    clashing = clashes([Chosen(event.code, event.kind, event.state, event.starts_at, event.ends_at) for event in events])
    days: dict[Any, list[dict[str, Any]]] = {}
    for event in events:
        others = [{"code": code, "title": titles[code]} for code in clashing.get(event.code, [])]
        days.setdefault(local_day(event.starts_at), []).append({**cards.as_card(event, utc_now()), "clashes": others})
    return [{"on": on, "cards": shown} for on, shown in days.items()]


def _share_url(events: list[ListedEvent], link: str) -> str:
    lines = [f"- {in_reader_language(event.title)}, {moment(event.starts_at)}" for event in events[:10]]
    text = "\n".join([gettext("Acara pilihan saya:"), *lines, link])
    return f"https://wa.me/?text={quote(text)}"


@programme.get("/favorit.ics")
@public
def favourites_calendar() -> Response:
    """The same for the phone's calendar."""
    _codes, events = _chosen(edition_or_404())
    items = [cards.as_calendar_item(event, public_url(url_for("programme.event", code=event.code))) for event in events]
    headers = {"Content-Disposition": 'attachment; filename="favorit.ics"'}
    return Response(draw_calendar(items, local_zone()), content_type="text/calendar; charset=utf-8", headers=headers)


@programme.get("/perubahan")
@public
@kept_ready
def changes() -> str:
    """What has changed in the programme, newest first."""
    edition = edition_or_404()
    latest = latest_changes(edition.id, CHANGES_SHOWN)
    events = {event.id: event for event in event_facts_by_ids({change.event_id for change in latest})}
    names = {place.code: place.name for place in places()}
    days: dict[Any, list[dict[str, Any]]] = {}
    for change in latest:
        event = events[change.event_id]
        shown = {"code": event.code, "at": change.at, **told_of(change, event, names)}
        days.setdefault(local_day(change.at), []).append(shown)
    return render_template("programme/changes.html", edition=edition, days=days)
