"""The office's pages for groups, and for who performs at an event."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.core.short_memory import forget_all
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import event_facts
from culture_week.festival.rules import CodeTaken
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
    if not form.is_submitted() or not form.validate():
        return _page(form, None), 422 if form.is_submitted() else 200
    try:
        in_transaction(actions.create_group, code=form.code.text, name=form.name.text, by=current_user.actor, now=utc_now())
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        return _page(form, None), 422
    return _saved("performers.groups")


@performers.route("/kelompok/<group_code>", methods=["GET", "POST"])
@requires("programme.edit")
def group(group_code: str) -> Any:
    """Another name for a group."""
    found = queries.group_to_edit(group_code)
    if found is None:
        abort(404)
    form = GroupForm(data={"code": found.code, "name": found.name})
    if not form.is_submitted():
        return _page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _page(form, found), 422
    in_transaction(actions.rename_group, group_id=found.id, name=form.name.text, by=current_user.actor, now=utc_now())
    return _saved("performers.groups")


@performers.route("/acara/<event_code>/penampil", methods=["GET", "POST"])
@requires("programme.edit")
def line_up(event_code: str) -> Any:
    """Who performs at an event, and in which order."""
    edition = desk_edition()
    event = event_facts(edition.id, event_code) if edition else None
    if event is None:
        abort(404)
    everybody, now_on = queries.groups(), queries.group_codes_of(event.id)
    form = PerformersForm(data={"groups": now_on})
    form.groups.choices = [SelectChoice(group.code, group.name) for group in everybody]
    if not form.is_submitted() or not form.validate():
        places = {code: str(number) for number, code in enumerate(now_on, start=1)}
        places |= {group.code: request.form.get(f"place-{group.code}", "") for group in everybody if form.is_submitted()}
        page = render_template("performers/line_up.html", event=event, form=form, groups=everybody, places=places, now_on=now_on)
        return page, 422 if form.is_submitted() else 200
    chosen = sorted(form.groups.data or [], key=_typed_place)
    ids = {group.code: group.id for group in everybody}
    values = {"event_id": event.id, "before": now_on, "group_ids": {code: ids[code] for code in chosen}}
    in_transaction(actions.set_line_up, **values, by=current_user.actor, now=utc_now())
    return _saved("office.event", event_code=event_code)


def _typed_place(code: str) -> tuple[int, str]:
    typed = request.form.get(f"place-{code}", "")
    return (int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else LAST, code)


def _page(form: GroupForm, found: Group | None) -> str:
    return render_template("performers/group.html", form=form, found=found)


def _saved(endpoint: str, **values: Any) -> Any:
    forget_all()
    return redirect(url_for(endpoint, **values), 303)
