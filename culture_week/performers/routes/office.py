"""The office's pages for groups, and for who performs at an event."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.core.rows import ChangedMeanwhile, mark_of
from culture_week.core.saving import is_added, is_changed, saved
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import EventFacts, event_facts
from culture_week.performers import actions, queries
from culture_week.performers.forms import GroupForm, PerformersForm
from culture_week.performers.models import Group

performers = Blueprint("performers", __name__, url_prefix="/staff")
LAST = 999


@performers.get("/kelompok")
@requires("programme.edit")
def groups() -> str:
    """All groups."""
    return render_template("performers/groups.html", groups=queries.groups(), form=TextForm())


@performers.route("/kelompok/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_group() -> Any:
    """A new group."""
    form = GroupForm()
    if not form.is_submitted():
        return _page(form, None)
    values, subject = {"code": form.code.text, "name": form.name.text}, f"group:{form.code.text}"
    if not form.validate() or not is_added(form, Group, values, subject, current_user.actor):
        return _page(form, None), 422
    return saved("performers.groups")


@performers.route("/kelompok/<group_code>", methods=["GET", "POST"])
@requires("programme.edit")
def group(group_code: str) -> Any:
    """Another name for a group."""
    found = queries.group_to_edit(group_code)
    if found is None:
        abort(404)
    form = GroupForm(data={"code": found.code, "name": found.name, "seen": mark_of(found)})
    if not form.is_submitted():
        return _page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _page(form, found), 422
    if not is_changed(form, found, {"name": form.name.text}, f"group:{found.code}", current_user.actor):
        return _page(form, found), 409
    return saved("performers.groups")


@performers.route("/acara/<event_code>/penampil", methods=["GET", "POST"])
@requires("programme.edit")
def line_up(event_code: str) -> Any:
    """Who performs at an event, and in which order."""
    edition = desk_edition()
    event = event_facts(edition.id, event_code) if edition else None
    if event is None:
        abort(404)
    now_on = queries.group_codes_of(event.id)
    everybody = sorted(queries.groups(), key=lambda group: now_on.index(group.code) if group.code in now_on else LAST)
    form = PerformersForm(data={"groups": now_on, "seen": queries.line_up_mark(now_on)})
    form.groups.choices = [SelectChoice(group.code, group.name) for group in everybody]
    if not form.is_submitted():
        places = {code: str(number) for number, code in enumerate(now_on, start=1)}
        return _line_up_page(event, form, everybody, places)
    typed = {group.code: request.form.get(f"place-{group.code}", "") for group in everybody}
    if not form.validate():
        return _line_up_page(event, form, everybody, typed), 422
    ids = {group.code: group.id for group in everybody}
    chosen = {code: ids[code] for code in sorted(form.groups.data or [], key=lambda code: (_place(typed[code]), code))}
    try:
        in_transaction(actions.set_line_up, event_id=event.id, group_ids=chosen, seen=form.seen.data, by=current_user.actor, now=utc_now())
    except ChangedMeanwhile as refusal:
        form.was_changed(refusal, queries.line_up_mark(queries.group_codes_of(event.id)))
        return _line_up_page(event, form, everybody, typed), refusal.status
    return saved("office.event", event_code=event_code)


def _place(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else LAST


def _line_up_page(event: EventFacts, form: PerformersForm, groups: list[Group], places: dict[str, str]) -> str:
    return render_template("performers/line_up.html", event=event, form=form, groups=groups, places=places)


def _page(form: GroupForm, found: Group | None) -> str:
    edition = desk_edition()
    events = queries.events_of_group(found.id, edition.id) if found and edition else []
    return render_template("performers/group.html", form=form, found=found, events=events)
