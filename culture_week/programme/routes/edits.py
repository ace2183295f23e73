"""Creating and editing events, with a look at the page that visitors would see."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.rows import ChangedMeanwhile, CodeTaken, check_seen
from culture_week.core.saving import saved
from culture_week.festival.actions import changes
from culture_week.festival.actions.setup import ENTRY_OPENS_BEFORE, add_event
from culture_week.festival.desk import desk_edition_or_404
from culture_week.festival.models import Event
from culture_week.festival.queries import places
from culture_week.festival.queries.office import event_to_edit
from culture_week.festival.states import EventState
from culture_week.programme.forms.events import EditForm, NewEventForm
from culture_week.programme.routes.office import event_or_404, office
from culture_week.programme.routes.visitor import event_page
from culture_week.ticketing.queries.events import ListedEvent, drafted, event_by_code


@office.route("/acara/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_event() -> Any:
    """A new event."""
    edition, form = desk_edition_or_404(), NewEventForm()
    form.offer_places(places())
    if not form.is_submitted() or not form.validate():
        return _page(form, None), 422 if form.is_submitted() else 200
    if request.form.get("step") == "preview":
        return event_page(edition, _draft(edition.code, form), utc_now())
    where = {"edition_id": edition.id, "venue_id": form.there.venue_id, "area_id": form.there.area_id, "code": form.code.text}
    when = {"starts_at": form.span[0], "ends_at": form.span[1]}
    try:
        in_transaction(add_event, **{**form.values, **where, **when}, by=current_user.actor, now=utc_now())
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        return _page(form, None), 422
    return saved("office.event", event_code=form.code.text)


def _draft(edition_code: str, form: NewEventForm) -> ListedEvent:
    starts_at, ends_at = form.span
    entry = {"entry_opens_at": starts_at - ENTRY_OPENS_BEFORE, "entry_closes_at": ends_at}
    news = {"state": EventState.SCHEDULED, "state_note": None, "revision": 0, "changed_at": utc_now()}
    named = {"edition_code": edition_code, "code": form.code.text, "starts_at": starts_at, "ends_at": ends_at}
    on_time = {"projected_starts_at": None, "projected_ends_at": None}
    return drafted(form.there.venue_id, **form.values, **entry, **news, **named, **on_time)


@office.route("/acara/<event_code>/ubah", methods=["GET", "POST"])
@requires("programme.edit")
def edit(event_code: str) -> Any:
    """Other words, another kind, other gate times."""
    facts = event_or_404(event_code)
    event = event_to_edit(facts.edition_id, event_code)
    assert event is not None  # just found
    form = EditForm.of(event)
    if not form.is_submitted():
        return _page(form, event)
    if not form.validate():
        return _page(form, event), 422
    if request.form.get("step") == "preview":
        shown = event_by_code(facts.edition_id, event_code)
        assert shown is not None
        return event_page(desk_edition_or_404(), ListedEvent(**{**vars(shown), **form.values}), utc_now())
    before = {column: getattr(event, column) for column in form.values}
    if before == form.values:
        return saved("office.event", event_code=event_code)
    try:
        check_seen(form.seen.data, str(facts.revision))
        in_transaction(changes.edit_event, event=facts, before=before, values=form.values, by=current_user.actor, now=utc_now())
    except ChangedMeanwhile as refusal:
        form.was_changed(refusal, str(event_or_404(event_code).revision))
        return _page(form, event_to_edit(facts.edition_id, event_code)), refusal.status
    return saved("office.event", event_code=event_code)


def _page(form: Any, event: Event | None) -> str:
    return render_template("programme/event_form.html", form=form, event=event)
