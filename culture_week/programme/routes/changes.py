"""Moving, postponing, cancelling and delaying: what is typed, what it means and who will be told, then the deed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.rows import check_seen
from culture_week.core.saving import saved
from culture_week.core.text import gettext, local_zone
from culture_week.festival.queries import EventFacts, Place, places
from culture_week.festival.states import EVENT, ON, EventState
from culture_week.programme.actions import changes
from culture_week.programme.forms.changes import ChangeForm, DelayForm, MoveForm
from culture_week.programme.queries.office import Impact, impact_of
from culture_week.programme.routes.office import event_or_404, office
from culture_week.programme.rules.changes import late_minutes
from culture_week.programme.words import PROBLEMS


@office.route("/acara/<event_code>/pindah", methods=["GET", "POST"])
@requires("programme.edit")
def move(event_code: str) -> Any:
    """Another place or time."""
    event = event_or_404(event_code)
    if event.state is EventState.CANCELLED:
        return _to_desk(event)
    form = MoveForm.of(event, places())

    def act(**values: Any) -> None:
        changes.move_event(event=event, place=form.there, times=form.then, note=form.note, **values)

    return _step(event, form, "move", act, lambda: impact_of(event, form.there, form.then, local_zone()))


@office.route("/acara/<event_code>/tunda", methods=["GET", "POST"])
@requires("programme.edit")
def postpone(event_code: str) -> Any:
    """Its time does not hold any more."""
    return _simple(event_or_404(event_code), "postpone", changes.postpone_event)


@office.route("/acara/<event_code>/batalkan", methods=["GET", "POST"])
@requires("programme.edit")
def cancel(event_code: str) -> Any:
    """It will not take place."""
    return _simple(event_or_404(event_code), "cancel", changes.cancel_event)


@office.route("/acara/<event_code>/mundur", methods=["GET", "POST"])
@requires("programme.delay")
def delay(event_code: str) -> Any:
    """It runs late."""
    event = event_or_404(event_code, "programme.delay")
    if event.state not in ON:
        return _to_desk(event)
    form = DelayForm(data={"minutes": late_minutes(event) or ""})

    def act(**values: Any) -> None:
        changes.delay_event(event=event, late_by=timedelta(minutes=form.minutes.number or 0), note=form.note, **values)

    return _step(event, form, "delay", act, lambda: impact_of(event, _here(event), event.times, local_zone()))


def _simple(event: EventFacts, what: str, action: Callable[..., None]) -> Any:
    if not EVENT.allows(what, event.state):
        return _to_desk(event)
    form = ChangeForm()

    def act(**values: Any) -> None:
        action(event=event, note=form.note, **values)

    return _step(event, form, what, act, lambda: impact_of(event, _here(event), event.times, local_zone()))


def _step(event: EventFacts, form: Any, what: str, act: Callable[..., None], impact: Callable[[], Impact]) -> Any:
    """The form; then what it would mean; then, confirmed on the state that was shown, the deed."""
    step = request.form.get("step", "preview")
    if not form.is_submitted() or step == "edit":
        return _page(event, form, what)
    if not form.validate():
        return _page(event, form, what), 422
    if step != "confirm":
        return _page(event, form, what, impact())
    try:
        check_seen(form.seen.data, str(event.revision))
        in_transaction(act, by=current_user.actor, now=utc_now())
    except Refusal as refusal:
        return _page(event, form, what, impact(), notice=refusal.text()), refusal.status
    return saved("office.event", gettext("Perubahan sudah berlaku"), event_code=event.code)


def _page(event: EventFacts, form: Any, what: str, impact: Impact | None = None, notice: str | None = None) -> str:
    form.seen.data = str(event.revision)
    moved = impact is not None and what == "move"
    return render_template(
        "programme/change.html",
        event=event,
        form=form,
        what=what,
        impact=impact,
        notice=notice,
        here=_here(event),
        there=form.there if moved else _here(event),
        then=form.then if moved else event.times,
        late_by=timedelta(minutes=form.minutes.number or 0) if what == "delay" else timedelta(),
        problems=PROBLEMS,
    )


def _here(event: EventFacts) -> Place:
    values = (event.venue_id, event.venue_code, event.venue_name, event.venue_capacity, event.area_id, event.area_code, event.area_name)
    return Place(*values)


def _to_desk(event: EventFacts) -> Any:
    return redirect(url_for("office.event", event_code=event.code), 303)
