"""Rows that several people edit: the code that is taken, and nothing else, is called so."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from culture_week.core.database import in_transaction
from culture_week.core.rows import CodeTaken, insert_coded, mark_of
from culture_week.festival.models import Area, Edition
from tests.factories import make_edition, make_venue

DAYS = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 1, 7), "published_at": None, "name": {"id": "Pekan"}}


def test_a_code_that_is_taken_is_called_so(app):
    make_edition(code="2031")
    with pytest.raises(CodeTaken):
        in_transaction(insert_coded, model=Edition, code="2031", **DAYS)
    assert in_transaction(insert_coded, model=Edition, code="2032", **DAYS)


def test_what_else_is_wrong_with_a_row_is_not_called_so(app):
    with pytest.raises(IntegrityError):
        in_transaction(insert_coded, model=Edition, code="2031", **DAYS | {"ends_on": date(2030, 1, 1)})


def test_a_code_is_taken_where_it_is_and_nowhere_else(app):
    edition = make_edition()
    venues = [make_venue(edition).id for _ in range(2)]
    for venue_id in venues:
        in_transaction(insert_coded, model=Area, venue_id=venue_id, code="A1", name="Panggung")
    with pytest.raises(CodeTaken):
        in_transaction(insert_coded, model=Area, venue_id=venues[0], code="A1", name="Panggung")


def test_a_mark_is_of_the_content(app):
    assert mark_of({"a": 1, "b": {"id": "x"}}) == mark_of({"b": {"id": "x"}, "a": 1}) != mark_of({"a": 2, "b": {"id": "x"}})
