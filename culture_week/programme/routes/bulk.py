"""Doing the same with several events: choose, look at what changes, confirm once."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.rows import check_seen
from culture_week.core.saving import saved
from culture_week.core.text import gettext, in_reader_language, some_of
from culture_week.festival.desk import desk_edition_or_404
from culture_week.festival.queries import EventFacts, places
from culture_week.festival.queries.office import events_of
from culture_week.festival.states import ON
from culture_week.programme.actions import bulk as actions
from culture_week.programme.forms.bulk import DEEDS, BulkForm
from culture_week.programme.queries.office import events_that_share_places
from culture_week.programme.routes.office import office
from culture_week.ticketing.queries.holders import count_orders_of

ACTIONS: dict[str, Callable[..., None]] = {
    "close": actions.close_sale,
    "delay": actions.delay_all,
    "move": actions.move_all,
    "access": actions.offer_access,
}


@office.route("/acara/massal", methods=["GET", "POST"])
@requires("programme.edit")
def bulk() -> Any:
    """The same deed for several events that take place."""
    everything = [event for event in events_of(desk_edition_or_404().id) if event.state in ON]
    form, there = BulkForm(), places()
    form.offer(everything, there)
    step = request.form.get("step", "preview")
    if not form.is_submitted() or step == "edit":
        return _page(form, [])
    if not form.validate():
        return _page(form, []), 422
    chosen = [event for event in everything if event.code in form.events.data]
    if step != "confirm":
        return _page(form, chosen)
    try:
        check_seen(form.seen.data, _revisions(chosen))
        in_transaction(ACTIONS[form.deed.data], events=chosen, **form.values(there), by=current_user.actor, now=utc_now())
    except Refusal as refusal:
        return _page(form, chosen, refusal.text()), refusal.status
    return saved("office.events", _told(form, chosen))


def _left_on_sale(form: BulkForm, chosen: list[EventFacts]) -> set[int]:
    return events_that_share_places([event.id for event in chosen]) if form.deed.data == "close" else set()


def _told(form: BulkForm, chosen: list[EventFacts]) -> str | None:
    left = _left_on_sale(form, chosen)
    titles = some_of([in_reader_language(event.title) for event in chosen if event.id in left])
    return gettext("Tersimpan. Masih dijual, karena kuotanya dipakai acara lain juga: %(titles)s.", titles=titles) if left else None


def _revisions(events: list[EventFacts]) -> str:
    return " ".join(f"{event.code}:{event.revision}" for event in events)


def _page(form: BulkForm, chosen: list[EventFacts], notice: str | None = None) -> str:
    form.seen.data = _revisions(chosen)
    tells = form.deed.data in ("delay", "move")
    holders = count_orders_of([event.id for event in chosen]) if tells else {}
    target = {choice.value: choice.label for choice in form.place.choices}.get(form.place.data)
    shown = {"deeds": DEEDS, "left": _left_on_sale(form, chosen), "holders": holders, "target": target, "late_by": form.late_by}
    return render_template("programme/bulk.html", form=form, chosen=chosen, notice=notice, **shown)
