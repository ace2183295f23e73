"""Tables to take away: at once, or regularly as a file behind the log-in that a mail tells of."""

from tempfile import TemporaryFile
from typing import IO, Any

from flask import abort, redirect, render_template, send_file, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.codes import new_code
from culture_week.core.database import in_transaction, one_snapshot
from culture_week.core.errors import NotFound
from culture_week.core.spreadsheet.exporting import MIME_TYPES, TableFormat
from culture_week.core.text import local_day, local_zone
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import CurrentEdition
from culture_week.insights.actions import exports as actions
from culture_week.insights.forms import ExportForm, PlanForm
from culture_week.insights.jobs import path_of
from culture_week.insights.queries import plans
from culture_week.insights.routes.figures import insights
from culture_week.insights.rules import Rhythm
from culture_week.insights.sheets import write_export
from culture_week.insights.states import ExportKind
from culture_week.insights.words import EXPORTS, WEEKDAYS


@insights.get("/ekspor")
@requires("exports.take")
def exports() -> str:
    """Which tables there are, and what the account gets regularly."""
    return _exports_page(ExportForm(), PlanForm())


def _exports_page(form: ExportForm, plan_form: PlanForm) -> str:
    edition, now = desk_edition(), utc_now()
    return render_template(
        "insights/exports.html",
        form=form,
        plan_form=plan_form,
        whats={kind.value: what for kind, (_name, what) in EXPORTS.items()},
        plans=[
            {"code": plan.code, "name": EXPORTS[plan.kind][0], "format": plan.table_format.upper(), "next_at": plan.next_at}
            | {"day": WEEKDAYS["" if plan.weekday is None else str(plan.weekday)], "hour": plan.hour}
            for plan in (plans.plans_of(current_user.id, edition.id) if edition else [])
        ],
        files=[
            {"name": file.name, "table": EXPORTS[file.plan.kind][0], "format": file.plan.table_format.upper()}
            | {"rows": file.rows, "due_at": file.due_at, "expires_at": file.expires_at}
            for file in (plans.files_of(current_user.id, edition.id, now) if edition else [])
        ],
    )


def _edition() -> CurrentEdition:
    edition = desk_edition()
    if edition is None:
        raise NotFound()
    return edition


@insights.post("/ekspor")
@requires("exports.take")
def take_export() -> Any:
    """One table as a file; it is written to the disk first, so that a long one is never in memory and its length is known."""
    form = ExportForm()
    if not form.validate():
        return _exports_page(form, PlanForm(formdata=None)), 422
    edition, now = _edition(), utc_now()
    kind, table_format = ExportKind(form.kind.data), TableFormat(form.table_format.data)
    with_buyers = bool(form.with_buyers.data) and kind is ExportKind.ORDERS
    file = TemporaryFile()  # noqa: SIM115  closed with the answer that sends it
    with one_snapshot():
        rows = write_export(file, kind, table_format, edition_id=edition.id, with_buyers=with_buyers)
    what = {"kind": kind, "table_format": table_format, "rows": rows, "with_buyers": with_buyers}
    in_transaction(actions.record_export, edition_code=edition.code, **what, by=current_user.actor, now=now)
    file.seek(0)
    return _send(file, table_format, f"{kind.value}-{edition.code}-{local_day(now):%Y%m%d}")


def _send(file: IO[bytes], table_format: TableFormat, name: str) -> Any:
    answer = send_file(file, MIME_TYPES[table_format], as_attachment=True, download_name=f"{name}.{table_format.value}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@insights.post("/ekspor/terjadwal")
@requires("exports.take")
def plan_export() -> Any:
    """From now on the account gets a table regularly."""
    form = PlanForm()
    if not form.validate():
        return _exports_page(ExportForm(formdata=None), form), 422
    in_transaction(
        actions.plan_export,
        code=new_code(),
        edition_id=_edition().id,
        account_id=current_user.id,
        kind=ExportKind(form.planned.data),
        table_format=TableFormat(form.planned_format.data),
        rhythm=Rhythm(int(form.weekday.data) if form.weekday.data else None, int(form.hour.data), local_zone()),
        by=current_user.actor,
        now=utc_now(),
    )
    return redirect(url_for("insights.exports"), 303)


@insights.post("/ekspor/terjadwal/<plan_code>/henti")
@requires("exports.take")
def end_plan(plan_code: str) -> Any:
    """Nothing more is made for a plan of the account."""
    plan = next((plan for plan in plans.plans_of(current_user.id, _edition().id) if plan.code == plan_code), None)
    if plan is None:
        raise NotFound()
    in_transaction(actions.end_plan, plan=plan, by=current_user.actor, now=utc_now())
    return redirect(url_for("insights.exports"), 303)


@insights.post("/ekspor/berkas/<file_name>")
@requires("exports.take")
def download(file_name: str) -> Any:
    """A file that was made for the account; for everybody else there is none."""
    edition, now = _edition(), utc_now()
    file = next((file for file in plans.files_of(current_user.id, edition.id, now) if file.name == file_name), None)
    if file is None:
        raise NotFound()
    try:
        content = path_of(file).open("rb")
    except FileNotFoundError:
        abort(410)  # made on another host, or taken away by hand
    in_transaction(actions.record_download, file=file, by=current_user.actor, now=now)
    return _send(content, file.plan.table_format, f"{file.plan.kind.value}-{edition.code}-{local_day(file.due_at):%Y%m%d}")
