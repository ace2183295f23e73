"""What a search finds: tables, no database."""

import time
from datetime import date, timedelta

import pytest

from culture_week.festival.states import Access, Category, Kind
from culture_week.programme.rules.search import MOST_LETTERS, Candidate, Wish, drop_one, find, fold, index_of, words_like, words_of
from culture_week.programme.states import Cost, PartOfDay
from culture_week.ticketing.rules import Admission

DAY = date(2026, 11, 24)


def candidate(title="Randai", rest="", **changes):
    values = {
        "index": index_of(title, rest),
        "first_on": DAY,
        "last_on": DAY,
        "hour": 19,
        "venue": "LM",
        "kind": Kind.PERFORMANCE,
        "categories": frozenset({Category.SENI}),
        "admission": Admission.FREE,
        "access": frozenset({"wheelchair"}),
        "has_places": True,
    }
    return Candidate(**values | changes)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Tari  PIRING ", "tari piring"),
        ("Café Éclair", "cafe eclair"),
        ("Hj. Sawiyah-Nasution", "hj sawiyah nasution"),
        ("Straße", "strasse"),
        ("<b>&quot;", "b quot"),
        ("٣ ﬁ", "٣ fi"),
        ("\u0301\u0301", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("words", "title", "rest", "found"),
    [
        ("tari", "Randai dan Tari Piring", "", True),
        ("TÁRI piring", "Randai dan Tari Piring", "", True),
        ("tari kartini", "Tari Piring", "Balai Kartini", True),
        ("tari kartini", "Tari Piring", "Balai Kota", False),  # every word must occur
        ("tebingtinggi", "Kota Tebing Tinggi", "", True),
        ("tebing tinggi", "Kota Tebingtinggi", "", True),
        ("itar", "tari", "", False),
        ("rida", "tari dan", "", False),  # short words do not reach across a blank
        ("dance", "Tari Piring", "", True),
        ("sri mersing", "Randai", "Lapangan Merdeka, panggung utama", True),
        ("...", "Randai", "", True),  # nothing to look for
    ],
)
def test_words(words, title, rest, found):
    assert bool(find(Wish(words), [candidate(title, rest)])) is found


@pytest.mark.parametrize(
    ("wish", "changes", "found"),
    [
        (Wish(on=DAY), {}, True),
        (Wish(on=DAY + timedelta(days=1)), {}, False),
        (Wish(on=DAY + timedelta(days=1)), {"last_on": DAY + timedelta(days=2)}, True),
        (Wish(part=PartOfDay.EVENING), {"hour": 18}, True),
        (Wish(part=PartOfDay.EVENING), {"hour": 2}, True),
        (Wish(part=PartOfDay.EVENING), {"hour": 17}, False),
        (Wish(part=PartOfDay.MORNING), {"hour": 4}, True),
        (Wish(venue="LM"), {}, True),
        (Wish(venue="LM"), {"venue": "BK"}, False),
        (Wish(kind=Kind.BAZAAR), {}, False),
        (Wish(category=Category.RITUS), {"categories": frozenset({Category.SENI, Category.RITUS})}, True),
        (Wish(category=Category.BAHASA), {}, False),
        (Wish(cost=Cost.FREE), {"admission": Admission.WALK_IN}, True),
        (Wish(cost=Cost.FREE), {"admission": Admission.PAID}, False),
        (Wish(cost=Cost.WALK_IN), {"admission": Admission.FREE}, False),
        (Wish(cost=Cost.PAID), {"admission": Admission.PAID}, True),
        (Wish(access=Access.WHEELCHAIR), {}, True),
        (Wish(access=Access.SIGN_LANGUAGE), {}, False),
        (Wish(with_places=True), {"has_places": False}, False),
        (Wish(), {"has_places": False}, True),
    ],
)
def test_filters(wish, changes, found):
    assert bool(find(wish, [candidate(**changes)])) is found


def test_titles_come_first_and_else_the_order_stays():
    events = [candidate("Malam Seni", "tari"), candidate("Tari Piring"), candidate("Pentas", "tari"), candidate("Menari Bersama tari")]
    assert find(Wish("tari"), events) == [1, 3, 0, 2]


def test_what_is_over_comes_last():
    events = [candidate("Tari Piring", is_over=True), candidate("Malam Seni", "tari"), candidate("Tari Dulang")]
    assert find(Wish("tari"), events) == [2, 1, 0]


def test_what_to_try_instead():
    events = [candidate("Tari Zapin", venue="LM"), candidate("Tari Zapin", venue="BK"), candidate("Pantun", venue="LM")]
    assert drop_one(Wish("zapin", venue="XX"), events) == [("venue", 2)]
    assert drop_one(Wish("pantun", venue="BK"), events) == [("words", 1), ("venue", 1)]
    assert words_like("zappin", [one.index.all for one in events]) == "zapin"
    assert words_like("zapin", [one.index.all for one in events]) is None
    assert words_like("qqqqqq", [one.index.all for one in events]) is None


@pytest.mark.parametrize("hostile", ["a" * 100_000, "\u0301" * 100_000, " ." * 50_000, "ﷺ" * 20_000, "aA" * 50_000 + "!"])
def test_folding_takes_a_time_that_grows_with_the_text_only(hostile):
    started = time.perf_counter()
    fold(hostile)
    assert time.perf_counter() - started < 1.0
    assert sum(map(len, words_of(hostile))) <= 20 * MOST_LETTERS
