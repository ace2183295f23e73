"""Importing events from a sheet: the file, what was found in it, and the one button that adds them all."""

from datetime import date
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from culture_week.core.access import requires, takes_upload
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.core.long_work import LongWork, WorkState, begin, begin_following, work_by_code
from culture_week.core.spreadsheet.reading import LARGEST_FILE
from culture_week.core.text import in_reader_language
from culture_week.festival.queries.office import edition_facts, venues
from culture_week.programme import event_sheet
from culture_week.programme.forms.editions import ImportForm
from culture_week.programme.routes.editions import editions_within_reach
from culture_week.programme.routes.visitor import programme
from culture_week.programme.rules.imports import MOST_EVENTS
from culture_week.programme.states import Work
from culture_week.programme.words import FINDINGS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@programme.route("/staff/acara/impor", methods=["GET", "POST"])
@requires("programme.edit")
@takes_upload(LARGEST_FILE)
def import_events() -> Any:
    """Takes a file of events to be looked through; nothing is changed yet."""
    form = ImportForm()
    form.edition.choices = [SelectChoice(e.code, f"{in_reader_language(e.name)} ({e.code})") for e in editions_within_reach()]
    if not form.is_submitted():
        form.edition.data = request.args.get("gelaran")
        return _import_page(form)
    if not form.validate():
        return _import_page(form), 422
    asked = {"edition": form.edition.data, "file": form.file.data.filename[:120]}
    content = form.file.data.read(LARGEST_FILE + 1)
    code = in_transaction(begin, kind=Work.CHECK_EVENTS, asked=asked, upload=content, by=current_user.actor, now=utc_now())
    return redirect(url_for("pages.long_work", work_code=code), 303)


def _import_page(form: ImportForm) -> str:
    return render_template("programme/import_events.html", form=form, most=MOST_EVENTS)


@programme.get("/staff/acara/impor/templat.xlsx")
@requires("programme.edit")
def event_template() -> Response:
    """The sheet to fill in, with every list to choose from."""
    first = next((edition.starts_on for edition in editions_within_reach()), utc_now().date())
    known = [(venue.code, venue.name) for venue in venues()]
    content = event_sheet.template(known, _example(first, known[0][0] if known else ""))
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": 'attachment; filename="acara.xlsx"'})


def _example(on: date, venue: str) -> dict[str, Any]:
    texts = {"title_id": "Contoh: Malam Zapin", "title_en": "Example: Zapin Night", "performers": "Sanggar Contoh; Orkes Contoh"}
    times = {"starts_on": on.isoformat(), "starts_at": "19.45", "ends_at": "22.00"}
    return {"code": "C01", "venue": venue, "price": 0, "quota": 200, "max_per_order": 5, **texts, **times}


@programme.get("/staff/acara/impor/<work_code>")
@requires("programme.edit")
def checked_events(work_code: str) -> str:
    """What was found in a file, and what its import would add."""
    work = _ended(work_code, Work.CHECK_EVENTS)
    return render_template("programme/checked_events.html", **_found(work), form=TextForm())


@programme.post("/staff/acara/impor/<work_code>")
@requires("programme.edit")
def import_checked(work_code: str) -> Any:
    """Begins the import of a file in which no mistake was found."""
    work = _ended(work_code, Work.CHECK_EVENTS)
    report: Any = work.report
    if not report.get("new") or report["mistakes"] or work.upload is None:  # none is new where columns lack
        abort(409)
    code = in_transaction(begin_following, code=work.code, kind=Work.IMPORT_EVENTS, by=current_user.actor, now=utc_now())
    return redirect(url_for("pages.long_work", work_code=code), 303)


@programme.get("/staff/acara/impor/<work_code>/hasil")
@requires("programme.edit")
def imported_events(work_code: str) -> str:
    """What was added."""
    return render_template("programme/imported_events.html", **_found(_ended(work_code, Work.IMPORT_EVENTS)), form=TextForm())


def _ended(work_code: str, kind: Work) -> LongWork:
    """This account's own finished work, for an edition that it still may edit."""
    work = work_by_code(work_code, current_user.actor)
    within_reach = {edition.code for edition in editions_within_reach()}
    if work is None or work.kind != kind or work.state is not WorkState.DONE or work.asked["edition"] not in within_reach:
        abort(404)
    return work


def _found(work: LongWork) -> dict[str, Any]:
    report: Any = work.report
    edition = edition_facts(report["edition"])
    assert edition is not None  # `_ended` found it within reach
    return {
        "report": report,
        "edition_name": in_reader_language(edition.name),
        "published": edition.published_at is not None,
        "lacking": [event_sheet.heading(field) for field in report.get("lacking", ())],
        "mistakes": in_words(report.get("mistakes", ())),
        "warnings": in_words(report.get("warnings", ())),
        "work_code": work.code,
    }


def in_words(findings: Any) -> list[dict[str, Any]]:
    """Findings of a report as row, column and sentence."""
    return [
        {"row": row, "column": event_sheet.heading(field), "words": str(FINDINGS[problem]) % {"value": value}}
        for row, field, problem, value in findings
    ]
