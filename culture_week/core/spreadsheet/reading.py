"""Reading a table out of an XLSX or CSV file that somebody sent, with hard limits before anything is unpacked.

Every cell comes out as text, so that both kinds of file read alike: dates and times as ISO 8601, whole numbers without a
fraction. A formula is never computed: its cell begins with `=`, which `is_formula` tells.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from culture_week.core.errors import Refusal
from culture_week.core.text import lazy_gettext as _

LARGEST_FILE = 5_000_000  # bytes
LARGEST_UNPACKED = 50_000_000
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 50
# Beginnings of elements and attributes: each becomes an object, and all of a row or of the styles are in memory at once. A
# table of 1,000 events with 22 columns has a quarter of a million.
MOST_MARKS = 500_000

TOO_LARGE = _("Berkas terlalu besar: paling banyak 5 MB.")
TOO_MANY_ROWS = _("Berkas berisi terlalu banyak baris: paling banyak 20.000.")
TOO_MANY_COLUMNS = _("Berkas berisi terlalu banyak kolom: paling banyak 50.")
NOT_A_TABLE = _("Berkas ini tidak dapat dibaca. Simpan sebagai .xlsx atau .csv, lalu kirim lagi.")
HAS_MACROS = _("Berkas ini berisi makro atau tautan ke berkas lain. Simpan sebagai .xlsx biasa, lalu kirim lagi.")
TOO_MANY_CELLS = _("Berkas berisi terlalu banyak sel atau format. Salin baris acaranya ke berkas baru, lalu kirim lagi.")
EMPTY = _("Berkas ini kosong.")

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
# A document type is where entities come from (XXE, "billion laughs"); UTF-16 would hide it from this look.
SUSPECT_XML = (b"<!DOCTYPE", b"<!ENTITY", b"<\0!\0D\0", b"\0<\0!\0D")
PICTURES = "xl/media/"  # never read
FOREIGN_PARTS = ("vbaproject", "externallinks/", "activex/", "embeddings/", "macrosheets/")


class UnreadableTable(Refusal):
    """The file is no table that we take; `words` say why."""

    reason = "unreadable-table"
    status = 422

    def __init__(self, words: Any) -> None:
        super().__init__(words)
        self.words = words

    def text(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Row:
    """A row that is not blank; `number` as the office program counts it, from 1."""

    number: int
    cells: list[str]


def is_formula(cell: str) -> bool:
    """Whether the file asks for something to be computed here."""
    return cell.startswith("=")


def read_table(content: bytes) -> list[Row]:
    """The rows of a CSV file, or of the first sheet of an XLSX file. Raises `UnreadableTable`."""
    if len(content) > LARGEST_FILE:
        raise UnreadableTable(TOO_LARGE)
    if content.startswith(OLD_EXCEL):
        raise UnreadableTable(NOT_A_TABLE)
    try:
        rows = _bounded(_xlsx_rows(content) if content.startswith(ZIP) else _csv_rows(content))
    except UnreadableTable:
        raise
    except Exception as error:  # the libraries raise whatever a broken file makes them stumble over
        raise UnreadableTable(NOT_A_TABLE) from error
    if not rows:
        raise UnreadableTable(EMPTY)
    return rows


def _bounded(rows: Iterable[list[str]]) -> list[Row]:
    kept = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise UnreadableTable(TOO_MANY_ROWS)
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise UnreadableTable(TOO_MANY_COLUMNS)
        if cells:
            kept.append(Row(number, cells))
    return kept


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    if b"\0" in content:
        raise UnreadableTable(NOT_A_TABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")  # what Excel writes where nobody chose UTF-8
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)  # Excel writes semicolons where the comma is in numbers, as in Indonesia
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        yield [cell.strip() for cell in cells]


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    _check_parts(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
    for cells in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
        yield [_as_text(cell) for cell in cells]


def _check_parts(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise UnreadableTable(TOO_LARGE)
        if any(foreign in part.filename.lower() for part in parts for foreign in FOREIGN_PARTS):
            raise UnreadableTable(HAS_MACROS)
        marks = 0
        for part in parts:
            xml = archive.read(part)  # never longer than it announced, which was counted above
            if any(mark in xml for mark in SUSPECT_XML):
                raise UnreadableTable(NOT_A_TABLE)
            if not part.filename.startswith(PICTURES):
                marks += xml.count(b"<") + xml.count(b"=")
        if marks > MOST_MARKS:
            raise UnreadableTable(TOO_MANY_CELLS)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if hasattr(value, "ref"):
        return "="  # a formula over several cells, which is no text here
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def by_heading(rows: list[Row], headings: dict[str, str]) -> list[tuple[int, dict[str, str]]]:
    """The rows below the first as number and cells by field; `headings` names the field of each folded heading."""
    fields = [headings.get(fold(cell), "") for cell in rows[0].cells]
    return [(row.number, {field: cell for field, cell in zip(fields, row.cells, strict=False) if field}) for row in islice(rows, 1, None)]


def fold(words: str) -> str:
    """A heading or a word of a list, so that spelling in capitals and with spaces, dashes or dots is the same."""
    return "".join(character for character in words.casefold() if character.isalnum())
