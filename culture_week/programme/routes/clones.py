"""Taking an edition over into a new one: what it brings with it first, then one button."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.core.long_work import WorkState, begin, work_by_code
from culture_week.core.rows import CodeTaken
from culture_week.core.text import gettext, in_reader_language, local_zone
from culture_week.festival.queries.office import EditionFacts, edition_facts, editions
from culture_week.programme.actions.clones import Clone
from culture_week.programme.forms.editions import CloneForm
from culture_week.programme.queries.clones import sales_end, source_events, source_slots
from culture_week.programme.queries.imports import slots_between
from culture_week.programme.routes.editions import editions_within_reach
from culture_week.programme.routes.visitor import programme
from culture_week.programme.rules.clones import EVENTS, conflicts
from culture_week.programme.states import Work
from culture_week.programme.words import FINDINGS, PARTS_OF_A_CLONE, without_role

MOST_SHOWN = 300


@programme.route("/staff/gelaran/<edition_code>/salin", methods=["GET", "POST"])
@requires("programme.edit")
def clone_edition(edition_code: str) -> Any:
    """Shows what a clone brings with it; pressed once more, begins it."""
    source = next((edition for edition in editions_within_reach() if edition.code == edition_code), None)
    if source is None:
        abort(404)
    form = CloneForm()
    if not form.is_submitted():
        return _page(form, source)
    if form.validate() and edition_facts(form.code.text) is not None:
        form.code.errors = [CodeTaken().text()]
    if form.errors:
        return _page(form, source), 422
    if request.form.get("step") != "clone":
        return _page(form, source, _found(form, source))
    asked = {"source": source.code, "account_id": current_user.id, **form.asked}
    code = in_transaction(begin, kind=Work.CLONE_EDITION, asked=asked, by=current_user.actor, now=utc_now())
    return redirect(url_for("pages.long_work", work_code=code), 303)


def _page(form: CloneForm, source: EditionFacts, found: list[dict[str, str]] | None = None) -> str:
    return render_template("programme/clone_edition.html", form=form, source=source, found=found, most=MOST_SHOWN)


def _found(form: CloneForm, source: EditionFacts) -> list[dict[str, str]]:
    zone, parts = local_zone(), form.parts.data or []
    clone = Clone(source, form.code.text, form.name, form.first_day, parts, None, zone)
    events = source_events(source.id) if EVENTS in parts else []
    met = conflicts(
        before=source_slots(events),
        days=clone.days,
        zone=zone,
        others=slots_between(clone.starts_on, clone.ends_on, zone),
        sales_end=sales_end(source.id),
        editions=[(edition.code, edition.starts_on, edition.ends_on) for edition in editions()],
        first=clone.starts_on,
        last=clone.ends_on,
        now=utc_now(),
    )
    whole = gettext("Seluruh gelaran")
    return [
        {"title": in_reader_language(each.title) or whole, "words": str(FINDINGS[each.problem]) % {"value": each.value}} for each in met
    ]


@programme.get("/staff/salinan/<work_code>")
@requires("programme.edit")
def cloned_edition(work_code: str) -> str:
    """What was taken over."""
    work = work_by_code(work_code, current_user.actor)
    if work is None or work.kind != Work.CLONE_EDITION or work.state is not WorkState.DONE:
        abort(404)
    counts = [{"name": PARTS_OF_A_CLONE[part], "count": count} for part, count in (work.report or {})["counts"].items()]
    without = [without_role(*one) for one in (work.report or {}).get("without", [])]
    return render_template("programme/cloned_edition.html", asked=work.asked, counts=counts, without=without, form=TextForm())
