"""Files of events that somebody sends to do harm, and buttons pressed twice."""

import threading
import time

import pytest
from sqlalchemy import select

from culture_week.app import LONG_WORK
from culture_week.core.database import in_transaction, session
from culture_week.core.long_work import LongWork, begin_following, work_off
from culture_week.core.spreadsheet.reading import UnreadableTable, read_table
from culture_week.core.spreadsheet.writing import Sheet, write_xlsx
from culture_week.festival.models import Event
from culture_week.programme.states import Work
from tests.core.test_spreadsheet import SHEET, book, changed
from tests.factories import now
from tests.journeys.test_staff import token_on
from tests.programme.test_imports import checked, count, demo_rows, edition, office, read, sheet

__all__ = ["edition", "office"]  # fixtures
MARKS = 600_000  # a few megabytes of the 50 that may be unpacked


def in_sheet(xml):
    return changed(book(["Judul"]), SHEET, lambda old: old.replace(b"</sheetData>", xml + b"</sheetData>"))


BOMBS = {
    "cells-of-a-row": lambda: in_sheet(b"<row>" + b"<c/>" * MARKS + b"</row>"),
    "attributes": lambda: in_sheet(b"<row><c " + b"".join(b'a%d="" ' % n for n in range(MARKS)) + b"/></row>"),
    "styles": lambda: changed(book(["Judul"]), "xl/styles.xml", lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * MARKS + b"</cellXfs>")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a35_what_becomes_objects_without_end_is_refused_before_it_is_read(name):
    """A35: kilobytes on the way here, and gigabytes of objects in the worker if the library may read them."""
    bomb = BOMBS[name]()
    began = time.perf_counter()
    with pytest.raises(UnreadableTable, match="sel"):
        read_table(bomb)
    assert time.perf_counter() - began < 5


def test_a35_a_formula_over_several_cells_is_a_formula():
    """A35: the library hands it over as an object, whose address in memory would have become a title."""
    formula = b'<row r="2"><c r="A2"><f t="array" ref="A2:A3">1+1</f><v>2</v></c></row>'
    assert [row.cells for row in read_table(in_sheet(formula))] == [["Judul"], ["="]]


def without_codes():
    """The demo events as nobody's twins: imported twice they would be there twice."""
    return sheet([{**row, "code": None} for row in demo_rows(read("events"))])


def test_a_confirmation_pressed_twice_imports_once(office):
    found = checked(office, without_codes()).location
    form = {"csrf_token": token_on(office, found)}
    pressed = [office.post(found, data=form).location for _ in range(2)]
    work_off(LONG_WORK)
    pressed.append(office.post(found, data=form).location)
    work_off(LONG_WORK)
    assert len(set(pressed)) == 1
    assert (count(Event), count(LongWork)) == (len(read("events")), 2)


def test_two_confirmations_at_once_import_once(app, office):
    found = checked(office, without_codes()).location
    code, by = session.execute(select(LongWork.code, LongWork.by)).one()
    session.rollback()
    together, begun = threading.Barrier(2), []

    def press():
        with app.app_context():
            together.wait()
            begun.append(in_transaction(begin_following, code=code, kind=Work.IMPORT_EVENTS, by=by, now=now()))

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert found.endswith(code) and len(begun) == 2 and len(set(begun)) == 1 and count(LongWork) == 2


def test_nothing_is_confirmed_where_columns_lack(office):
    """The button is not on the page, but an address is all that it takes."""
    found = checked(office, write_xlsx([Sheet("Acara", ["Judul"], [["Tari"]])])).location
    assert "Kolom ini belum ada" in office.get(found).text
    assert office.post(found, data={"csrf_token": token_on(office, found)}).status_code == 409
