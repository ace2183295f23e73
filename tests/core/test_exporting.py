"""Long tables as files: what was written is read back, and no cell is a formula in any program."""

import csv
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from culture_week.core.spreadsheet.exporting import TableFormat, safe_cell, write_table

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+62 812 0000 0001",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '=HYPERLINK("http://jahat.example","klik")',
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
]
HARMLESS = ["Siti Aminah", "1=1", "a@b.id", "", "Kota Tebing Tinggi – lapangan", "<script>alert(1)</script>", "'kutip", "O'Neil", " "]


@pytest.mark.parametrize("text", FORMULAS)
def test_a35_what_begins_like_a_formula_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [*HARMLESS, 0, -5, None, True])
def test_everything_else_stays_as_it_is(value):
    assert safe_cell(value) == value


def written(kind, rows):
    file = io.BytesIO()
    count = write_table(file, kind, "Lembar", ["Kepala", "Isi"], iter(rows))
    assert not file.closed and count == len(rows)
    return file.getvalue()


def test_a35_csv_is_read_back_without_a_formula():
    text = written(TableFormat.CSV, [(text, n) for n, text in enumerate(FORMULAS + HARMLESS)]).decode("utf-8-sig")
    assert written(TableFormat.CSV, []).startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["Kepala", "Isi"] and len(rows) == len(FORMULAS + HARMLESS)
    for cell, _number in rows:
        assert cell.lstrip()[:1] not in set("=+-@＝＋－＠"), cell


def test_a35_xlsx_is_read_back_as_text_and_holds_no_formula_and_no_link():
    file = written(TableFormat.XLSX, [(text, -5) for text in FORMULAS + HARMLESS if text.strip()])
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    for cell, number in sheet.iter_rows(min_row=2):
        assert cell.data_type == "s" and number.value == -5
    parts = zipfile.ZipFile(io.BytesIO(file))
    assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets"))
    assert not [name for name in parts.namelist() if "rels" in name and b"hyperlink" in parts.read(name)]


@pytest.mark.parametrize("kind", TableFormat)
def test_instants_are_written_as_given(kind):
    at = datetime(2026, 11, 24, 19, 30)  # noqa: DTZ001  the city's time, as people read it
    file = written(kind, [(at, 1)])
    if kind is TableFormat.CSV:
        assert b"2026-11-24 19:30:00" in file
    else:
        assert openpyxl.load_workbook(io.BytesIO(file)).active["A2"].value == at
