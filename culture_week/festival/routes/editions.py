"""Editions: their name and days, and whether everybody sees them."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.fields import typed_pair
from culture_week.core.forms import TextForm
from culture_week.core.short_memory import forget_all
from culture_week.festival.actions import edits
from culture_week.festival.forms import EditionForm
from culture_week.festival.models import Edition
from culture_week.festival.queries import CurrentEdition, current_edition
from culture_week.festival.queries import office as queries
from culture_week.festival.rules import CodeTaken, OnlyEdition

festival = Blueprint("festival", __name__, url_prefix="/staff")


def edition_or_404() -> CurrentEdition:
    """The current edition; without one there is nothing to set up but an edition."""
    edition = current_edition()
    if edition is None:
        abort(404)
    return edition


def saved(endpoint: str, **values: Any) -> Any:
    """To the page that shows what has just been changed, with nothing remembered of how it was."""
    forget_all()
    return redirect(url_for(endpoint, **values), 303)


@festival.get("/gelaran")
@requires("programme.edit")
def editions() -> str:
    """All editions."""
    return _list_page()


def _list_page(notice: str | None = None) -> str:
    rows = [{"edition": edition, **queries.counts_of(edition.id)} for edition in queries.editions()]
    return render_template("festival/editions.html", rows=rows, notice=notice, form=TextForm())


@festival.route("/gelaran/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_edition() -> Any:
    """A new edition, in preparation."""
    form = EditionForm()
    if not form.is_submitted() or not form.validate():
        return _page(form, None), 422 if form.is_submitted() else 200
    row = Edition(code=form.code.text, published_at=None, **form.values)
    try:
        in_transaction(edits.add_row, row=row, subject=edits.subject_of(row), by=current_user.actor, now=utc_now())
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        return _page(form, None), 422
    return saved("festival.editions")


@festival.route("/gelaran/<edition_code>", methods=["GET", "POST"])
@requires("programme.edit")
def edition(edition_code: str) -> Any:
    """Another name or other days."""
    found = _found(edition_code)
    form = EditionForm(data={"starts_on": found.starts_on, "ends_on": found.ends_on, "code": found.code, **typed_pair("name", found.name)})
    if not form.is_submitted():
        return _page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _page(form, found), 422
    subject = edits.subject_of(found)
    in_transaction(edits.change_row, row=found, values=form.values, subject=subject, by=current_user.actor, now=utc_now())
    return saved("festival.editions")


@festival.post("/gelaran/<edition_code>/terbit")
@requires("programme.edit")
def publish(edition_code: str) -> Any:
    """Shows it to everybody, or takes it back."""
    shown = request.form.get("published") == "1"
    try:
        in_transaction(edits.publish_edition, edition=_found(edition_code), published=shown, by=current_user.actor, now=utc_now())
    except OnlyEdition as refusal:
        return _list_page(refusal.text()), refusal.status
    return saved("festival.editions")


def _found(code: str) -> Edition:
    found = queries.edition_to_edit(code)
    if found is None:
        abort(404)
    return found


def _page(form: EditionForm, found: Edition | None) -> str:
    return render_template("festival/edition.html", form=form, found=found)
