"""The city's figures: the festival on one page, one event, and tables to take away."""

from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, render_template, send_file, url_for
from flask_login import current_user

from culture_week.accounts.rules import may_somewhere
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction, one_snapshot
from culture_week.core.errors import NotFound
from culture_week.core.spreadsheet.exporting import MIME_TYPES, TableFormat
from culture_week.core.text import local_day
from culture_week.festival.queries import current_edition
from culture_week.insights import actions, cards
from culture_week.insights.forms import ExportForm
from culture_week.insights.queries import figures
from culture_week.insights.sheets import write_export
from culture_week.insights.states import ExportKind
from culture_week.insights.words import EXPORTS

insights = Blueprint("insights", __name__, url_prefix="/staff/angka")


@insights.get("")
@requires("insights.see")
def overview() -> str:
    """The festival in numbers, for somebody with five minutes."""
    edition, now = current_edition(), utc_now()
    shown = cards.overview(edition.id, now) if edition else None
    may_take = may_somewhere(current_user.grants, "exports.take", edition.id if edition else None)
    return render_template("insights/overview.html", shown=shown, now=now, exports_url=url_for("insights.exports") if may_take else None)


@insights.get("/acara/<event_code>")
@requires("insights.see")
def event(event_code: str) -> str:
    """One event in numbers."""
    edition, now = current_edition(), utc_now()
    known = {event.code: event for event in figures.events_in_figures(edition.id)} if edition else {}
    if edition is None or event_code not in known:
        raise NotFound()
    counted = figures.one_event(edition.id, event_code)
    return render_template(
        "insights/event.html",
        event=cards.as_row(known[event_code], now),
        plots=[plot for plot in (cards.arrival_curve(counted.arrivals), cards.bookings_by_day(counted.tickets)) if plot],
        inside=sum(count for _minute, count in counted.arrivals),
        gates=cards.shares(counted.gates),
        refusals=cards.refusals(counted.refusals),
        now=now,
    )


@insights.get("/ekspor")
@requires("exports.take")
def exports() -> str:
    """Which tables there are."""
    return _exports_page(ExportForm())


def _exports_page(form: ExportForm) -> str:
    return render_template("insights/exports.html", form=form, whats={kind.value: what for kind, (_name, what) in EXPORTS.items()})


@insights.post("/ekspor")
@requires("exports.take")
def take_export() -> Any:
    """One table as a file; it is written to the disk first, so that a long one is never in memory and its length is known."""
    edition, now, form = current_edition(), utc_now(), ExportForm()
    if not form.validate():
        return _exports_page(form), 422
    if edition is None:
        raise NotFound()
    kind, table_format = ExportKind(form.kind.data), TableFormat(form.table_format.data)
    with_buyers = bool(form.with_buyers.data) and kind is ExportKind.ORDERS
    file = TemporaryFile()  # noqa: SIM115  closed with the answer that sends it
    with one_snapshot():
        rows = write_export(file, kind, table_format, edition_id=edition.id, with_buyers=with_buyers)
    what = {"kind": kind, "table_format": table_format, "rows": rows, "with_buyers": with_buyers}
    in_transaction(actions.record_export, edition_code=edition.code, **what, by=current_user.actor, now=now)
    file.seek(0)
    name = f"{kind.value}-{edition.code}-{local_day(now):%Y%m%d}.{table_format.value}"
    answer = send_file(file, MIME_TYPES[table_format], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
