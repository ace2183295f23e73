"""The organizer's desk for the programme: the list of events, the page of one, and what is wrong with the plan."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from culture_week.accounts.rules import Scope, may
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.forms import TextForm
from culture_week.core.text import local_day, local_zone
from culture_week.festival.desk import desk_edition_or_404
from culture_week.festival.queries import EventFacts, changes_of, event_facts, places
from culture_week.festival.queries.office import events_of
from culture_week.festival.states import EVENT, ON
from culture_week.festival.words import STATES
from culture_week.programme.queries.changes import tellings_of
from culture_week.programme.queries.office import problems_in
from culture_week.programme.words import CHANGES, PROBLEMS
from culture_week.ticketing.queries.holders import count_holders
from culture_week.ticketing.queries.tickets import offer_ids_of_event, places_of_events

office = Blueprint("office", __name__, url_prefix="/staff")


def event_or_404(code: str, permission: str = "programme.edit") -> EventFacts:
    """An event of the edition that is worked on, for those who may do this where it is."""
    found = event_facts(desk_edition_or_404().id, code)
    if found is None or not may(current_user.grants, permission, _scope(found)):
        abort(404)
    return found


@office.get("/acara")
@requires("programme.delay")
def events() -> str:
    """The events that the account has to do with, or those of them that fit what is asked for."""
    edition = desk_edition_or_404()
    everything = [event for event in events_of(edition.id) if may(current_user.grants, "programme.delay", _scope(event))]
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("kata", "hari", "tempat", "keadaan")}
    shown = [event for event in everything if _fits(event, asked)]
    counted = places_of_events(tuple(event.id for event in shown))
    return render_template(
        "programme/events.html",
        events=[{"event": event, "counted": counted.get(event.id)} for event in shown],
        total=len(everything),
        asked=asked,
        days=sorted({local_day(event.times.starts_at) for event in everything}),
        venues=sorted({(event.venue_name, event.venue_code) for event in everything}),
        states=STATES,
        may_edit=may(current_user.grants, "programme.edit", Scope(edition.id)),
        form=TextForm(),
    )


def _scope(event: EventFacts) -> Scope:
    return Scope(event.edition_id, event.venue_id)


def _fits(event: EventFacts, asked: dict[str, str]) -> bool:
    text = " ".join([event.code, *event.title.values(), event.venue_name]).casefold()
    return (
        all(word in text for word in asked["kata"].casefold().split())
        and asked["hari"] in ("", local_day(event.times.starts_at).isoformat())
        and asked["tempat"] in ("", event.venue_code)
        and asked["keadaan"] in ("", event.state.value)
    )


@office.get("/acara/<event_code>")
@requires("programme.delay")
def event(event_code: str) -> str:
    """One event: how it stands, what can be done with it, and what was."""
    found = event_or_404(event_code, "programme.delay")
    names = {place.code: place.name for place in places()}
    tellings = tellings_of(found.id)
    may_edit = may(current_user.grants, "programme.edit", Scope(found.edition_id))
    return render_template(
        "programme/event_desk.html",
        event=found,
        place=names.get(f"{found.venue_code}/{found.area_code}") or found.venue_name,
        holders=count_holders(found.id),
        counted=places_of_events((found.id,)).get(found.id),
        has_offers=bool(offer_ids_of_event(found.id)),
        states=STATES,
        words=CHANGES,
        changes=[{"change": change, "telling": tellings.get(change.id)} for change in changes_of(found.id)],
        may_edit=may_edit,
        can={action: may_edit and EVENT.allows(action, found.state) for action in ("move", "postpone", "reschedule", "cancel")},
        can_delay=found.state in ON,
        form=TextForm(),
    )


@office.get("/jadwal/periksa")
@requires("programme.edit")
def check() -> str:
    """What is wrong with the programme."""
    found = problems_in(desk_edition_or_404().id, local_zone())
    by_day: dict[date, list[Any]] = {}
    for problem in found:
        by_day.setdefault(local_day(problem.event.starts_at), []).append(problem)
    return render_template("programme/check.html", days=by_day, count=len(found), words=PROBLEMS, form=TextForm(), now=utc_now())
