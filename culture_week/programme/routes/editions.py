"""Editions: their name and days, whether everybody sees them, and which of them an account may plan."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.accounts.rules import Scope, may
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.fields import typed_pair
from culture_week.core.forms import TextForm
from culture_week.core.rows import CodeTaken, mark_of
from culture_week.core.saving import is_changed, saved
from culture_week.core.text import gettext, some_of
from culture_week.festival.actions.edits import subject_of
from culture_week.festival.desk import desk_edition, work_on
from culture_week.festival.models import Edition
from culture_week.festival.queries import office as queries
from culture_week.festival.rules import OnlyEdition
from culture_week.programme.actions.editions import begin_edition, publish_edition
from culture_week.programme.forms.editions import EditionForm
from culture_week.programme.queries.editions import left_out
from culture_week.programme.routes.office import office
from culture_week.programme.words import without_role


def is_within_reach(edition_id: int) -> bool:
    """Whether this account may plan this edition, be it the current one or not."""
    return may(current_user.grants, "programme.edit", Scope(edition_id))


def editions_within_reach() -> list[queries.EditionFacts]:
    """The editions whose programme this account may edit."""
    return [edition for edition in queries.editions() if is_within_reach(edition.id)]


@office.get("/gelaran")
@requires("programme.edit")
def editions() -> str:
    """The editions within reach."""
    return _list_page()


def _list_page(notice: str | None = None) -> str:
    here, counts, left = desk_edition(), queries.counts_by_edition(), left_out(current_user.grants)
    rows = [
        {"edition": edition, "at_work": edition.id == (here and here.id), "left_out": left.get(edition.id), **counts[edition.id]}
        for edition in editions_within_reach()
    ]
    return render_template("programme/editions.html", rows=rows, notice=notice, form=TextForm())


@office.route("/gelaran/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_edition() -> Any:
    """A new edition, in preparation."""
    form, here = EditionForm(), desk_edition()
    if not form.is_submitted() or not form.validate():
        return _page(form, None), 422 if form.is_submitted() else 200
    whose = {"account_id": current_user.id, "source_id": here.id if here else None}
    try:
        in_transaction(begin_edition, code=form.code.text, **form.values, **whose, by=current_user.actor, now=utc_now())
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        return _page(form, None), 422
    return saved("office.editions")


@office.route("/gelaran/<edition_code>", methods=["GET", "POST"])
@requires("programme.edit")
def edition(edition_code: str) -> Any:
    """Another name or other days."""
    found = _found(edition_code)
    days = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    form = EditionForm(data={"seen": mark_of(found), "code": found.code, **days, **typed_pair("name", found.name)})
    if not form.is_submitted():
        return _page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _page(form, found), 422
    if not is_changed(form, found, form.values, subject_of(found), current_user.actor):
        return _page(form, found), 409
    return saved("office.editions")


@office.post("/gelaran/<edition_code>/terbit")
@requires("programme.edit")
def publish(edition_code: str) -> Any:
    """Shows it to everybody, or takes it back."""
    asked = {"published": request.form.get("published") == "1", "same_roles": request.form.get("same_roles") == "1"}
    whose = {"edition": _found(edition_code), "giver_id": current_user.id}
    try:
        given = in_transaction(publish_edition, **asked, **whose, by=current_user.actor, now=utc_now())
    except OnlyEdition as refusal:
        return _list_page(refusal.text()), refusal.status
    told = gettext("Gelaran terbit") if asked["published"] else gettext("Gelaran ditarik dari umum")
    if given.without:
        without = gettext("Belum punya peran di sana: %(names)s.", names=some_of([without_role(*one) for one in given.without]))
        told = f"{told}. {without}"
    return saved("office.editions", told)


@office.post("/gelaran/<edition_code>/kerjakan")
@requires("programme.edit")
def work_on_edition(edition_code: str) -> Any:
    """From now on the pages of the desk are about this edition."""
    work_on(_found(edition_code).code)
    return redirect(url_for("office.events"), 303)


def _found(code: str) -> Edition:
    found = queries.edition_to_edit(code)
    if found is None or not is_within_reach(found.id):
        abort(404)
    return found


def _page(form: EditionForm, found: Edition | None) -> str:
    return render_template("programme/edition.html", form=form, found=found)
