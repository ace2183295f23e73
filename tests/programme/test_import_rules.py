"""Rows of a sheet against what there is, without a database: each mistake by its row and column."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.programme.rules.clashes import Clash, Slot, overlapping, prayers_met, share_place
from culture_week.programme.rules.imports import MOST_EVENTS, TooManyEvents, judge
from culture_week.programme.rules.planned import Finding, Known, KnownVenue

ZONE = ZoneInfo("Asia/Jakarta")
CHOICES = {
    "kind": {"performance": Kind.PERFORMANCE, "pertunjukan": Kind.PERFORMANCE},
    "category": {"seni": Category.SENI},
    "more_categories": {"seni": Category.SENI, "bahasa": Category.BAHASA},
    "audience": {"students": Audience.STUDENTS},
    "access": {"wheelchair": Access.WHEELCHAIR},
}
GOOD = {
    "code": "e1",
    "title_id": "Malam Zapin",
    "kind": "Pertunjukan",
    "category": "SENI",
    "venue": "lm utama",
    "starts_on": "2026-11-24",
    "starts_at": "19.45",
    "ends_at": "22:00",
    "quota": "2.500",
    "price": "Rp 25.000",
}


def at(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def slot(key="1", start=None, hours=2.0, venue=1, area=None, groups=()):
    start = start or at(19)
    return Slot(key, {"id": f"Acara {key}"}, venue, area, start, start + timedelta(hours=hours), frozenset(groups))


def known(**changes):
    values = {
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 11, 30),
        "zone": ZONE,
        "longest_code": 9,
        "choices": CHOICES,
        "venues": {"lmutama": KnownVenue(1, 3000, {"panggung": 7})},
        "groups": {"sgr1": "Sanggar Satu", "sanggarsatu": "Sanggar Satu"},
        "events": {},
        "slots": [],
    }
    return Known(**values | changes)


def judged(*rows, **changes):
    return judge([(number, GOOD | row) for number, row in enumerate(rows, start=2)], known(**changes))


@pytest.mark.parametrize("field", ["title_id", "title_en", "performers"])
def test_a28_a_title_or_a_name_has_one_line_as_in_forms(field):
    """A28: the rest of a title would stand in messages to ticket holders as their own first lines."""
    result = judged({field: "Tari\r\nHadiah: evil.example"})
    event = result.planned[2]
    assert result.mistakes == [] and "Tari Hadiah: evil.example" in (*event.title.values(), *event.performers)
    assert judged({field: "Tari\x07"}).mistakes == [Finding(2, field, "bad-letter", "")]


def test_prose_has_lines_and_no_control_characters_either():
    assert judged({"description_id": "Satu\n\nDua"}).planned[2].description == {"id": "Satu\n\nDua"}
    assert judged({"rain_plan_en": "Hall\x1b"}).mistakes == [Finding(2, "rain_plan_en", "bad-letter", "")]


def test_a_good_row_becomes_an_event():
    more = {
        "performers": "SGR-1; Orkes Baru",
        "more_categories": "Bahasa",
        "access": "wheelchair",
        "area": "Panggung",
        "rain_plan_en": "Hall",
    }
    found = judged(more)
    event = found.planned[2]
    assert found.mistakes == []
    assert (event.code, event.price, event.quota, event.venue_id, event.area_id) == ("E1", 25_000, 2500, 1, 7)
    assert (event.starts_at, event.ends_at) == (datetime(2026, 11, 24, 12, 45, tzinfo=UTC), datetime(2026, 11, 24, 15, tzinfo=UTC))
    assert (event.performers, event.more_categories, event.access) == (
        ("Sanggar Satu", "Orkes Baru"),
        (Category.BAHASA,),
        (Access.WHEELCHAIR,),
    )
    assert (event.rain_plan, event.audience) == ({"en": "Hall"}, Audience.EVERYONE)
    assert found.warnings == [Finding(2, "performers", "new-group", "Orkes Baru")]


@pytest.mark.parametrize("written", ["24/11/2026", "24-11-2026", "24.11.2026", "2026-11-24"])
def test_days_as_people_write_them(written):
    assert judged({"starts_on": written}).planned[2].starts_at.day == 24


MISTAKES = [
    ({"title_id": ""}, "title_id", "missing"),
    ({"title_id": "x" * 161}, "title_id", "too-long"),
    ({"title_id": "=1+1"}, "title_id", "formula"),
    ({"code": "e 1"}, "code", "bad-code"),
    ({"code": "E123456789"}, "code", "bad-code"),
    ({"kind": "Konser"}, "kind", "not-in-list"),
    ({"kind": ""}, "kind", "missing"),
    ({"more_categories": "Seni; Tarian"}, "more_categories", "not-in-list"),
    ({"venue": "Monas"}, "venue", "not-there"),
    ({"venue": ""}, "venue", "missing"),
    ({"area": "Belakang"}, "area", "not-there"),
    ({"starts_on": "besok"}, "starts_on", "bad-day"),
    ({"starts_on": "2026-02-30"}, "starts_on", "bad-day"),
    ({"starts_on": "2026-12-01"}, "starts_on", "outside-edition"),
    ({"starts_at": "25.00"}, "starts_at", "bad-clock"),
    ({"ends_at": "sore"}, "ends_at", "bad-clock"),
    ({"ends_at": "01.00"}, "ends_at", "ends-before-start"),
    ({"ends_on": "2027-11-24"}, "ends_on", "ends-late"),
    ({"quota": "banyak"}, "quota", "bad-number"),
    ({"quota": "0"}, "quota", "bad-number"),
    ({"quota": "٣"}, "quota", "bad-number"),
    ({"price": "-1"}, "price", "bad-number"),
    ({"price": "9" * 40}, "price", "bad-number"),
    ({"quota": ""}, "quota", "price-without-quota"),
    ({"max_per_order": "51"}, "max_per_order", "bad-number"),
    ({"performers": "x" * 121}, "performers", "too-long"),
]


@pytest.mark.parametrize(("changes", "field", "problem"), MISTAKES)
def test_each_mistake_is_named_by_row_and_column(changes, field, problem):
    found = judged({"code": "E0"}, changes)
    assert [(f.row, f.field, f.problem) for f in found.mistakes] == [(3, field, problem)]
    assert list(found.planned) == [2]


def test_every_mistake_of_a_row_is_named():
    assert {f.field for f in judged({"kind": "", "venue": "", "quota": "x"}).mistakes} == {"kind", "venue", "quota"}


def test_codes_twice_taken_and_unchanged():
    first = judged({"price": "", "quota": ""}).planned[2]
    again = judged({}, {}, events={"E1": first})
    assert again.unchanged == 1  # what it costs is not looked at: tickets may be sold
    assert [f.problem for f in again.mistakes] == ["code-twice"]
    other = judged({"title_id": "Malam Ulos"}, events={"E1": first})
    assert [f.problem for f in other.mistakes] == ["code-taken"]


def test_warnings():
    busy = slot("LAMA/E9", at(21), groups={"Sanggar Satu"})
    found = judged({"performers": "sgr1", "quota": "3001"}, {"code": "E2"}, slots=[busy])
    assert found.mistakes == []
    assert [(f.row, f.problem) for f in found.warnings] == [
        (2, "over-capacity"),
        (2, Clash.VENUE),
        (2, Clash.GROUP),
        (3, "same-event"),
        (3, Clash.VENUE),
        (3, Clash.VENUE),
    ]


def test_too_many():
    with pytest.raises(TooManyEvents):
        judge([(n, GOOD) for n in range(MOST_EVENTS + 1)], known())


def test_overlaps_touching_ends_and_long_ones():
    pairs = list(overlapping([slot("a", at(8)), slot("b", at(10)), slot("c", at(9))], [slot("week", at(0), hours=100), slot("d", at(9))]))
    assert [(one.key, other.key) for one, other in pairs] == [("c", "a"), ("a", "d"), ("c", "d"), ("b", "c"), ("b", "d")]


@pytest.mark.parametrize(("venue", "area", "shared"), [(1, None, True), (1, 7, True), (1, 8, False), (2, 7, False)])
def test_places(venue, area, shared):
    assert share_place(slot(area=7), slot(venue=venue, area=area)) is shared


PRAYERS = [
    (at(11, day=27), 2, [Clash.FRIDAY_PRAYER]),
    (at(11, day=26), 2, []),
    (at(13, 30, day=27), 2, []),
    (at(10, day=29), 2, [Clash.SUNDAY_SERVICE]),
    (at(17, day=24), 2, [Clash.MAGRIB]),
    (at(19, 30, day=24), 2, []),
    (at(10, day=27), 12, []),
]


@pytest.mark.parametrize(("start", "hours", "met"), PRAYERS)
def test_hours_of_prayer(start, hours, met):
    assert prayers_met(slot(start=start, hours=hours), ZONE) == met
