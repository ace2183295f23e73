"""What may happen to an event, and what the closed lists hold."""

import pytest

from culture_week.festival.states import EVENT, Access, Audience, Category, EventState, Kind
from culture_week.festival.words import ACCESS, AUDIENCES, CATEGORIES, KINDS
from tests.core.test_lifecycle import grid, grid_of

# UU 5/2017, article 5, in its order; the last is of UU 11/2010.
CATEGORIES_OF_THE_LAW = [
    "tradisi_lisan",
    "manuskrip",
    "adat_istiadat",
    "ritus",
    "pengetahuan_tradisional",
    "teknologi_tradisional",
    "seni",
    "bahasa",
    "permainan_rakyat",
    "olahraga_tradisional",
    "cagar_budaya",
]


def test_event_lifecycle():
    assert grid_of(EVENT, EventState) == grid("""
                 scheduled  moved      postponed  cancelled
    move         moved      moved      .          .
    postpone     postponed  postponed  .          .
    reschedule   scheduled  .          scheduled  .
    cancel       cancelled  cancelled  cancelled  .
    """)


def test_categories_are_those_of_the_law_in_its_order():
    assert [category.value for category in Category] == CATEGORIES_OF_THE_LAW


@pytest.mark.parametrize(("words", "listed"), [(KINDS, Kind), (CATEGORIES, Category), (AUDIENCES, Audience), (ACCESS, Access)])
def test_each_thing_on_a_closed_list_has_its_word(words, listed):
    assert set(words) == set(listed)
