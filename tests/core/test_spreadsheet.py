"""Tables of office programs: what is read out of them, and what is refused before anything is unpacked (A35, A36, A37)."""

import io
import time
import zipfile
from contextlib import suppress
from datetime import date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook, load_workbook

from culture_week.core.spreadsheet import reading
from culture_week.core.spreadsheet.reading import UnreadableTable, by_heading, fold, is_formula, read_table
from culture_week.core.spreadsheet.writing import Sheet, write_xlsx

FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
SHEET = "xl/worksheets/sheet1.xml"


def book(*rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content, part, change, **more):
    """The same XLSX with a part changed and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def cells(content):
    return [row.cells for row in read_table(content)]


def test_both_kinds_of_file_read_alike():
    rows = [["Judul", "Mulai", "Jam", "Harga", "Kosong"], ["Tari", date(2026, 11, 24), clock(19, 45), 25000.0, None]]
    text = "Judul;Mulai;Jam;Harga;Kosong\r\nTari;2026-11-24;19:45;25000;\r\n"
    assert cells(book(*rows)) == cells(text.encode()) == cells(text.replace(";", ",").encode("utf-8-sig"))
    assert cells(book([datetime.combine(date(2026, 11, 24), clock(19, 45))])) == [["2026-11-24 19:45"]]
    assert cells("Judul;Ulos dan é".encode("cp1252")) == [["Judul", "Ulos dan é"]]


def test_rows_keep_the_number_they_have_in_the_office_program():
    read = read_table(book(["Judul"], [None], ["Tari"]))
    assert [(row.number, row.cells[0]) for row in read] == [(1, "Judul"), (3, "Tari")]
    assert by_heading(read, {fold("JUDUL"): "title"}) == [(3, {"title": "Tari"})]


def test_a35_formulas_are_not_computed_and_ours_are_not_written():
    assert is_formula(cells(book(["=1+1"]))[0][0]) and is_formula(cells(b"=1+1,x\n")[0][0])
    written = load_workbook(io.BytesIO(write_xlsx([Sheet("Acara", ["Judul"], [[text] for text in FORMULAS])]))).active
    assert [(cell.value, cell.data_type) for cell in written["A"][1:]] == [(text, "s") for text in FORMULAS]


def entity(kind):
    return lambda xml: xml.replace(b"<worksheet", kind + b"<worksheet", 1).replace(b"Judul", b"&x;")


XXE = [
    b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;">]>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
]


@pytest.mark.parametrize("kind", XXE)
def test_a35_xml_entities_are_refused(kind):
    for part in (SHEET, "xl/workbook.xml", "[Content_Types].xml"):
        with pytest.raises(UnreadableTable):
            read_table(changed(book(["Judul"]), part, lambda xml: xml.replace(b"<", kind + b"<", 1)))
    hidden = changed(book(["Judul"]), SHEET, lambda xml: entity(kind)(xml).decode().encode("utf-16"))
    with pytest.raises(UnreadableTable):
        read_table(hidden)


def test_a36_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = changed(book(["Judul"]), SHEET, lambda xml: xml, xl__media__zeros=bytes(reading.LARGEST_UNPACKED + 1))
    assert len(bomb) < 100_000
    many = changed(book(["Judul"]), SHEET, lambda xml: xml, **{f"p{n}": b"" for n in range(reading.MOST_PARTS)})
    for content in (bomb, many):
        with pytest.raises(UnreadableTable, match="besar"):
            read_table(content)


ROW_BOMBS = {
    "far-row": b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    "far-column": b'<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>',
    "many-rows": b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(2, 20_102)),
}


@pytest.mark.parametrize("name", ROW_BOMBS)
def test_a36_row_and_column_bombs_end_soon(name):
    began = time.perf_counter()
    content = changed(book(["Judul"]), SHEET, lambda xml: xml.replace(b"</sheetData>", ROW_BOMBS[name] + b"</sheetData>"))
    with suppress(UnreadableTable):
        assert cells(content) == [["Judul"]]  # what lies beyond the columns that are looked at
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "CON"])
def test_a37_names_in_the_archive_write_nothing(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = changed(book(["Judul"]), SHEET, lambda xml: xml, **{name: b"x"})
    try:
        assert cells(content) == [["Judul"]]
        assert "vba" not in name and "external" not in name
    except UnreadableTable:
        assert "vba" in name or "external" in name
    assert list(tmp_path.iterdir()) == []


BROKEN = [
    b"",
    b"\n\n",
    b"PK\x03\x04",
    b"PK\x03\x04" + b"x" * 1000,
    b"\xd0\xcf\x11\xe0" + b"x" * 600,
    b"a\0b",
    b'"never ends',
    b"%PDF-1.7\n" + b"\x81\x8d" * 20,
    b"x," * 60 + b"\n",
    b"x\n" * (reading.MOST_ROWS + 1),
    b"x" * (reading.LARGEST_FILE + 1),
    book(["Judul"])[:-40],
]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_broken_files_are_refused_in_words(content):
    with pytest.raises(UnreadableTable) as refused:
        read_table(content)
    assert refused.value.text()
