"""Venues with what residents ask of them, their areas and their gates."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.fields import typed_pair
from culture_week.core.forms import TextForm
from culture_week.core.short_memory import forget_all
from culture_week.festival.actions import edits
from culture_week.festival.desk import desk_edition, desk_edition_or_404
from culture_week.festival.forms import VENUE_TEXTS, PartForm, VenueForm
from culture_week.festival.models import Area, Gate, Venue
from culture_week.festival.queries import office as queries
from culture_week.festival.rules import CodeTaken

festival = Blueprint("festival", __name__, url_prefix="/staff")
LINES = ("code", "name", "address", "directions_query", "indoor", "capacity", "responsible", "responsible_phone")


def saved(endpoint: str, **values: Any) -> Any:
    """To the page that shows what has just been changed, with nothing remembered of how it was."""
    forget_all()
    return redirect(url_for(endpoint, **values), 303)


@festival.get("/tempat")
@requires("programme.edit")
def venues() -> str:
    """All venues."""
    return render_template("festival/venues.html", venues=queries.venues(), form=TextForm())


@festival.route("/tempat/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_venue() -> Any:
    """A new venue."""
    form = VenueForm()
    if not form.is_submitted() or not form.validate():
        return _venue_page(form, None), 422 if form.is_submitted() else 200
    row = Venue(code=form.code.text, **form.values)
    return _add(row, form, "") or saved("festival.venue", venue_code=form.code.text)


@festival.route("/tempat/<venue_code>", methods=["GET", "POST"])
@requires("programme.edit")
def venue(venue_code: str) -> Any:
    """What is said about a venue, and its parts."""
    found = _venue(venue_code)
    typed = {name: getattr(found, name) for name in LINES}
    for name in VENUE_TEXTS:
        typed |= typed_pair(name, getattr(found, name))
    form = VenueForm(data=typed)
    if not form.is_submitted():
        return _venue_page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _venue_page(form, found), 422
    subject = edits.subject_of(found)
    in_transaction(edits.change_row, row=found, values=form.values, subject=subject, by=current_user.actor, now=utc_now())
    return saved("festival.venue", venue_code=venue_code)


@festival.route("/tempat/<venue_code>/area/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_area(venue_code: str) -> Any:
    """A new area of a venue."""
    found, form = _venue(venue_code), PartForm()
    if not form.is_submitted() or not form.validate():
        return _part_page(form, found, None, "area"), 422 if form.is_submitted() else 200
    row = Area(venue_id=found.id, code=form.code.text, name=form.name.text)
    return _add(row, form, f"{venue_code}/", found) or saved("festival.venue", venue_code=venue_code)


@festival.route("/tempat/<venue_code>/area/<area_code>", methods=["GET", "POST"])
@requires("programme.edit")
def area(venue_code: str, area_code: str) -> Any:
    """Another name for an area."""
    found = _venue(venue_code)
    return _change_part(queries.area_to_edit(found.id, area_code), found, f"{venue_code}/")


@festival.route("/tempat/<venue_code>/gerbang/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_gate(venue_code: str) -> Any:
    """A new gate of a venue, for the edition that is worked on."""
    edition, found, form = desk_edition_or_404(), _venue(venue_code), PartForm()
    if not form.is_submitted() or not form.validate():
        return _part_page(form, found, None, "gate"), 422 if form.is_submitted() else 200
    row = Gate(edition_id=edition.id, venue_id=found.id, code=form.code.text, name=form.name.text)
    return _add(row, form, f"{edition.code}/", found) or saved("festival.venue", venue_code=venue_code)


@festival.route("/tempat/<venue_code>/gerbang/<gate_code>", methods=["GET", "POST"])
@requires("programme.edit")
def gate(venue_code: str, gate_code: str) -> Any:
    """Another name for a gate of that edition."""
    edition, found = desk_edition_or_404(), _venue(venue_code)
    return _change_part(queries.gate_to_edit(edition.id, found.id, gate_code), found, f"{edition.code}/")


def _venue(code: str) -> Venue:
    found = queries.venue_to_edit(code)
    if found is None:
        abort(404)
    return found


def _add(row: Venue | Area | Gate, form: Any, inside: str, venue: Venue | None = None) -> Any:
    """None once it is there; else the form again."""
    try:
        in_transaction(edits.add_row, row=row, subject=edits.subject_of(row, inside), by=current_user.actor, now=utc_now())
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        page = _part_page(form, venue, None, _kind(row)) if venue else _venue_page(form, None)
        return page, 422
    return None


def _change_part(part: Area | Gate | None, found: Venue, inside: str) -> Any:
    if part is None:
        abort(404)
    form = PartForm(data={"code": part.code, "name": part.name})
    if not form.is_submitted():
        return _part_page(form, found, part, _kind(part))
    form.code.data = part.code
    if not form.validate():
        return _part_page(form, found, part, _kind(part)), 422
    values, subject, venue_code = {"name": form.name.text}, edits.subject_of(part, inside), found.code
    in_transaction(edits.change_row, row=part, values=values, subject=subject, by=current_user.actor, now=utc_now())
    return saved("festival.venue", venue_code=venue_code)


def _kind(part: Any) -> str:
    return "area" if isinstance(part, Area) else "gate"


def _venue_page(form: VenueForm, found: Venue | None) -> str:
    edition = desk_edition()
    return render_template(
        "festival/venue.html",
        form=form,
        found=found,
        areas=queries.areas_of(found.id) if found else [],
        gates=queries.gates_at(edition.id, found.id) if found and edition else [],
        texts=VENUE_TEXTS,
    )


def _part_page(form: PartForm, venue: Venue, part: Area | Gate | None, kind: str) -> str:
    return render_template("festival/part.html", form=form, venue=venue, part=part, kind=kind)
