"""Writing a long table row by row into a file, never the whole of it in memory, and safe to open in an office program."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import IO, Any


class TableFormat(StrEnum):
    """What office programs open; the value is the file's ending."""

    CSV = "csv"
    XLSX = "xlsx"


MIME_TYPES = {
    TableFormat.CSV: "text/csv; charset=utf-8",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A cell that begins so is taken for a formula, behind blanks too; the wide forms by programs that normalise them.
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"


def write_table(file: IO[bytes], kind: TableFormat, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Writes headings and rows into `file`; returns how many rows. Instants are written as they stand, so give local ones."""
    write = {TableFormat.CSV: _write_csv, TableFormat.XLSX: _write_xlsx}[kind]
    return write(file, name, headings, rows)


def safe_cell(value: Any) -> Any:
    """Text that no program takes for a formula: an apostrophe goes before what could be one."""
    if isinstance(value, str) and (value[:1] in FORMULA_STARTS or value.lstrip()[:1] in FORMULA_STARTS) and value.strip():
        return f"'{value}"
    return value


def _write_csv(file: IO[bytes], _name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([safe_cell(_plain(cell)) for cell in row])
        count += 1
    text.flush()
    text.detach()  # the file is its opener's to close
    return count


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value


def _write_xlsx(file: IO[bytes], name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    from xlsxwriter import Workbook

    texts_stay = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss", "remove_timezone": True, **texts_stay}
    count = 0
    with Workbook(file, options) as book:
        page = book.add_worksheet(name[:31])
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(headings) - 1, 0), 20)
        page.write_row(0, 0, headings, book.add_format({"bold": True}))
        for count, row in enumerate(rows, start=1):
            page.write_row(count, 0, row)
    return count
