"""Money, days and times as people read them, in both languages and in each of the country's zones."""

from datetime import UTC, date, datetime, timedelta

import pytest

from culture_week.core.text import clock_time, day, day_bounds, day_long, in_language, in_reader_language, local_day, moment, rupiah, span

EVENING = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)  # 19.30 WIB


@pytest.fixture
def zone(app):
    """Moves the city to another zone."""
    before = app.config["TIME_ZONE"]
    yield lambda name: app.config.update(TIME_ZONE=name)
    app.config["TIME_ZONE"] = before


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"),
        (999, "Rp999"),
        (1000, "Rp1.000"),
        (5000, "Rp5.000"),
        (27_500, "Rp27.500"),
        (1_500_000, "Rp1.500.000"),
        (10_000_000, "Rp10.000.000"),
        (9_007_199_254_740_993, "Rp9.007.199.254.740.993"),  # more than a float could tell
        (-5000, "-Rp5.000"),
    ],
)
def test_rupiah(amount, text):
    assert rupiah(amount) == text


@pytest.mark.parametrize(
    ("name", "on", "first", "last"),
    [
        ("Asia/Jakarta", date(2026, 11, 24), "2026-11-23T17:00Z", "2026-11-24T17:00Z"),
        ("Asia/Makassar", date(2026, 11, 24), "2026-11-23T16:00Z", "2026-11-24T16:00Z"),
        ("Asia/Jayapura", date(2026, 11, 24), "2026-11-23T15:00Z", "2026-11-24T15:00Z"),
        ("Asia/Jakarta", date(2026, 12, 31), "2026-12-30T17:00Z", "2026-12-31T17:00Z"),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00Z", "2026-03-29T22:00Z"),  # a day of 23 hours
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00Z", "2026-10-25T23:00Z"),  # and one of 25
        ("America/New_York", date(2026, 11, 24), "2026-11-24T05:00Z", "2026-11-25T05:00Z"),
    ],
)
def test_day_begins_and_ends_at_the_citys_midnight(zone, name, on, first, last):
    zone(name)
    begins, ends = day_bounds(on)
    assert (begins, ends) == (datetime.fromisoformat(first), datetime.fromisoformat(last))
    assert begins.tzinfo is ends.tzinfo is UTC
    moment_before = timedelta(microseconds=1)
    assert [local_day(at) for at in (begins - moment_before, begins, ends - moment_before, ends)] == [
        on - timedelta(days=1),
        on,
        on,
        on + timedelta(days=1),
    ]


@pytest.mark.parametrize(
    ("language", "name", "shown", "spanned"),
    [
        ("id", "Asia/Jakarta", "Selasa, 24 Nov · 19.30 WIB", "19.30–21.00 WIB"),
        ("id", "Asia/Makassar", "Selasa, 24 Nov · 20.30 WITA", "20.30–22.00 WITA"),
        ("id", "Asia/Jayapura", "Selasa, 24 Nov · 21.30 WIT", "21.30–23.00 WIT"),
        ("en", "Asia/Jakarta", "Tuesday, 24 Nov · 19:30 WIB", "19:30–21:00 WIB"),
        ("id", "Pacific/Auckland", "Rabu, 25 Nov · 01.30 UTC+1300", "01.30–03.00 UTC+1300"),
        ("id", "America/Denver", "Selasa, 24 Nov · 05.30 UTC-0700", "05.30–07.00 UTC-0700"),
    ],
)
def test_moments_and_spans_are_in_the_citys_time(zone, language, name, shown, spanned):
    zone(name)
    with in_language(language):
        assert moment(EVENING) == shown
        assert span(EVENING, EVENING + timedelta(minutes=90)) == spanned


@pytest.mark.parametrize(
    ("language", "short", "long", "clock"),
    [("id", "Sel, 24 Nov", "Selasa, 24 November 2026", "19.30"), ("en", "Tue, 24 Nov", "Tuesday, 24 November 2026", "19:30")],
)
def test_days_are_in_the_readers_language(app, language, short, long, clock):
    with in_language(language):
        assert (day(EVENING), day_long(EVENING), clock_time(EVENING)) == (short, long, clock)
        assert (day(EVENING.date()), day_long(EVENING.date())) == (short, long)


@pytest.mark.parametrize(
    ("month", "long", "short"),
    [
        (1, "Januari", "Jan"),
        (2, "Februari", "Feb"),
        (3, "Maret", "Mar"),
        (4, "April", "Apr"),
        (5, "Mei", "Mei"),
        (6, "Juni", "Jun"),
        (7, "Juli", "Jul"),
        (8, "Agustus", "Agu"),
        (9, "September", "Sep"),
        (10, "Oktober", "Okt"),
        (11, "November", "Nov"),
        (12, "Desember", "Des"),
    ],
)
def test_month_has_its_indonesian_name(app, month, long, short):
    on = date(2026, month, 1)
    assert (day_long(on).split()[2], day(on).split()[2]) == (long, short)


@pytest.mark.parametrize(
    ("value", "id_text", "en_text"),
    [
        ({"id": "Acara", "en": "Event"}, "Acara", "Event"),
        ({"id": "Acara"}, "Acara", "Acara"),
        ({"id": "Acara", "en": ""}, "Acara", "Acara"),
        ({"en": "Event"}, "Event", "Event"),
        ({"jv": "Adicara", "id": "Acara"}, "Acara", "Acara"),
        ({"jv": "Adicara"}, "Adicara", "Adicara"),
        ({}, "", ""),
        (None, "", ""),
    ],
)
def test_translated_text_falls_back_to_indonesian_then_to_whatever_there_is(app, value, id_text, en_text):
    for language, text in (("id", id_text), ("en", en_text)):
        with in_language(language):
            assert in_reader_language(value) == text
