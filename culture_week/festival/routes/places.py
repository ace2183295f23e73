"""Venues with what residents ask of them, their areas and their gates."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.fields import typed_pair
from culture_week.core.forms import TextForm
from culture_week.core.rows import mark_of
from culture_week.core.saving import is_added, is_changed, saved
from culture_week.festival.actions.edits import subject_of
from culture_week.festival.desk import desk_edition, desk_edition_or_404
from culture_week.festival.forms import VENUE_TEXTS, PartForm, VenueForm
from culture_week.festival.models import Area, Gate, Venue
from culture_week.festival.queries import office as queries

festival = Blueprint("festival", __name__, url_prefix="/staff")
LINES = ("code", "name", "address", "directions_query", "indoor", "capacity", "responsible", "responsible_phone")


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
    values, code = {"code": form.code.text, **form.values}, form.code.text
    if not is_added(form, Venue, values, f"venue:{code}", current_user.actor):
        return _venue_page(form, None), 422
    return saved("festival.venue", venue_code=code)


@festival.route("/tempat/<venue_code>", methods=["GET", "POST"])
@requires("programme.edit")
def venue(venue_code: str) -> Any:
    """What is said about a venue, and its parts."""
    found = _venue(venue_code)
    typed = {"seen": mark_of(found), **{name: getattr(found, name) for name in LINES}}
    for name in VENUE_TEXTS:
        typed |= typed_pair(name, getattr(found, name))
    form = VenueForm(data=typed)
    if not form.is_submitted():
        return _venue_page(form, found)
    form.code.data = found.code
    if not form.validate():
        return _venue_page(form, found), 422
    if not is_changed(form, found, form.values, subject_of(found), current_user.actor):
        return _venue_page(form, found), 409
    return saved("festival.venue", venue_code=venue_code)


@festival.route("/tempat/<venue_code>/area/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_area(venue_code: str) -> Any:
    """A new area of a venue."""
    found = _venue(venue_code)
    return _new_part(Area, found, {"venue_id": found.id}, f"area:{venue_code}/")


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
    edition, found = desk_edition_or_404(), _venue(venue_code)
    return _new_part(Gate, found, {"edition_id": edition.id, "venue_id": found.id}, f"gate:{edition.code}/")


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


def _new_part(kind: type[Area] | type[Gate], venue: Venue, where: dict[str, int], subject: str) -> Any:
    form = PartForm()
    if not form.is_submitted():
        return _part_page(form, venue, None, kind)
    values = {**where, "code": form.code.text, "name": form.name.text}
    if not form.validate() or not is_added(form, kind, values, subject + form.code.text, current_user.actor):
        return _part_page(form, venue, None, kind), 422
    return saved("festival.venue", venue_code=venue.code)


def _change_part(part: Area | Gate | None, found: Venue, inside: str) -> Any:
    if part is None:
        abort(404)
    form = PartForm(data={"code": part.code, "name": part.name, "seen": mark_of(part)})
    if not form.is_submitted():
        return _part_page(form, found, part, type(part))
    form.code.data = part.code
    if not form.validate():
        return _part_page(form, found, part, type(part)), 422
    if not is_changed(form, part, {"name": form.name.text}, subject_of(part, inside), current_user.actor):
        return _part_page(form, found, part, type(part)), 409
    return saved("festival.venue", venue_code=found.code)


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


def _part_page(form: PartForm, venue: Venue, part: Area | Gate | None, kind: type[Area] | type[Gate]) -> str:
    return render_template("festival/part.html", form=form, venue=venue, part=part, is_area=kind is Area)
