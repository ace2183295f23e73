"""What leaves a trace of figures that left the house."""

from datetime import datetime

from culture_week.core import audit
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.insights.states import ExportKind


def record_export(
    *, edition_code: str, kind: ExportKind, table_format: TableFormat, rows: int, with_buyers: bool, by: str, now: datetime
) -> None:
    """Notes who took which table, how long it was, and whether buyers' names and contacts were in it."""
    what = {"table": kind.value, "format": table_format.value, "rows": rows, "with_buyers": with_buyers}
    audit.record_sealed(by=by, now=now, action="export", subject=f"edition:{edition_code}", **what)
