"""Lines above every visitor page."""

from datetime import timedelta
from typing import Any

from flask import abort, render_template
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.fields import typed_instant, typed_pair
from culture_week.core.forms import TextForm
from culture_week.core.rows import mark_of
from culture_week.core.saving import is_changed, saved
from culture_week.core.text import gettext
from culture_week.festival.actions import edits
from culture_week.festival.desk import desk_edition_or_404
from culture_week.festival.forms import AnnouncementForm
from culture_week.festival.models import Announcement
from culture_week.festival.queries import announcements_of
from culture_week.festival.queries import office as queries
from culture_week.festival.routes.places import festival
from culture_week.festival.words import LEVELS

USUALLY_SHOWN = timedelta(hours=12)


@festival.get("/pengumuman")
@requires("programme.edit")
def announcements() -> str:
    """All announcements of the edition."""
    shown = announcements_of(desk_edition_or_404().id)
    return render_template("festival/announcements.html", announcements=shown, levels=LEVELS, now=utc_now(), form=TextForm())


@festival.route("/pengumuman/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_announcement() -> Any:
    """A new announcement, from now on for half a day unless said otherwise."""
    edition, now = desk_edition_or_404(), utc_now()
    form = AnnouncementForm(data={**typed_instant("from", now), **typed_instant("until", now + USUALLY_SHOWN)})
    if not form.is_submitted() or not form.validate():
        return _page(form, None), 422 if form.is_submitted() else 200
    in_transaction(edits.announce, edition_id=edition.id, values=form.values, by=current_user.actor, now=now)
    return saved("festival.announcements")


@festival.route("/pengumuman/<announcement_code>", methods=["GET", "POST"])
@requires("programme.edit")
def announcement(announcement_code: str) -> Any:
    """Other words or another time."""
    found = _found(announcement_code)
    times = {**typed_instant("from", found.shown_from), **typed_instant("until", found.shown_until)}
    lines = {"level": found.level.value, "url": found.url or "", **typed_pair("text", found.text)}
    form = AnnouncementForm(data={**lines, **times, "seen": mark_of(found)})
    if not form.is_submitted() or not form.validate():
        return _page(form, found), 422 if form.is_submitted() else 200
    if not is_changed(form, found, form.values, edits.subject_of(found), current_user.actor):
        return _page(form, found), 409
    return saved("festival.announcements")


@festival.post("/pengumuman/<announcement_code>/hapus")
@requires("programme.edit")
def withdraw_announcement(announcement_code: str) -> Any:
    """Takes one away at once."""
    in_transaction(edits.withdraw_announcement, announcement=_found(announcement_code), by=current_user.actor, now=utc_now())
    return saved("festival.announcements", gettext("Pengumuman dihapus"))


def _found(code: str) -> Announcement:
    found = queries.announcement_to_edit(desk_edition_or_404().id, code)
    if found is None:
        abort(404)
    return found


def _page(form: AnnouncementForm, found: Announcement | None) -> str:
    return render_template("festival/announcement.html", form=form, found=found)
