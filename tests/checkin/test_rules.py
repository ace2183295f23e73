"""What a gate says, as tables: each verdict, which of two comes first, how many go in, and when its work is over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from culture_week.checkin.rules import VERDICTS, Presented, how_many, is_over, judge
from culture_week.checkin.states import Verdict
from culture_week.festival.states import EventState
from culture_week.ticketing.rules import EventOfTicket, TicketAtGate
from culture_week.ticketing.states import TicketState

JAKARTA, MAKASSAR = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")
HERE, ELSEWHERE = 1, 2
STARTS = datetime(2026, 11, 24, 19, 30, tzinfo=JAKARTA)
ENTRY_OPENS, ENDS = STARTS - timedelta(hours=1), STARTS + timedelta(hours=2)
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)

EVENT = EventOfTicket(7, "E01", {"id": "Acara"}, STARTS, ENDS, ENTRY_OPENS, ENDS, EventState.SCHEDULED, HERE, "Balai")
GOOD = TicketAtGate(1, 1, TicketState.VALID, 1, 0, 1, EVENT)
USED = replace(GOOD, entries=1)
CANCELLED = replace(GOOD, state=TicketState.CANCELLED)


def of_event(ticket=GOOD, **changes):
    return replace(ticket, event=replace(EVENT, **changes))


def shown(*tickets, at=STARTS, zone=JAKARTA):
    return Presented(tickets, HERE, at.astimezone(UTC), zone)


def test_verdicts_stand_in_this_order():
    assert [verdict for verdict, _holds in VERDICTS] == [
        Verdict.UNKNOWN,
        Verdict.CANCELLED,
        Verdict.ALREADY_USED,
        Verdict.WRONG_VENUE,
        Verdict.WELCOME,
        Verdict.WRONG_DAY,
        Verdict.TOO_EARLY,
        Verdict.TOO_LATE,
    ]
    assert set(Verdict) - {verdict for verdict, _holds in VERDICTS} == {Verdict.HOW_MANY}  # which `how_many` says


@pytest.mark.parametrize(
    ("presented", "verdict"),
    [
        (shown(), Verdict.UNKNOWN),
        (shown(GOOD), Verdict.WELCOME),
        (shown(of_event(state=EventState.MOVED)), Verdict.WELCOME),
        (shown(CANCELLED), Verdict.CANCELLED),
        (shown(of_event(state=EventState.CANCELLED)), Verdict.CANCELLED),
        (shown(of_event(state=EventState.POSTPONED)), Verdict.CANCELLED),
        (shown(USED), Verdict.ALREADY_USED),
        (shown(replace(GOOD, entries=1, max_entries=3)), Verdict.WELCOME),
        (shown(replace(GOOD, entries=3, max_entries=3)), Verdict.ALREADY_USED),
        (shown(of_event(venue_id=ELSEWHERE)), Verdict.WRONG_VENUE),
        (shown(GOOD, at=STARTS - DAY), Verdict.WRONG_DAY),
        (shown(GOOD, at=STARTS + DAY), Verdict.WRONG_DAY),
        (shown(GOOD, at=ENTRY_OPENS - INSTANT), Verdict.TOO_EARLY),
        (shown(GOOD, at=ENTRY_OPENS), Verdict.WELCOME),
        (shown(GOOD, at=ENDS - INSTANT), Verdict.WELCOME),
        (shown(GOOD, at=ENDS), Verdict.TOO_LATE),
    ],
)
def test_each_verdict(presented, verdict):
    assert judge(presented) is verdict


MORNING = {"starts_at": STARTS.replace(hour=6), "entry_opens_at": STARTS.replace(hour=6), "entry_closes_at": STARTS.replace(hour=8)}
NIGHT = {"starts_at": STARTS.replace(hour=23), "entry_opens_at": STARTS.replace(hour=22), "entry_closes_at": STARTS.replace(hour=2) + DAY}
MIDNIGHT = STARTS.replace(hour=0, minute=0)


@pytest.mark.parametrize(
    ("hours", "at", "zone", "verdict"),
    [
        # at 6.00 it is the day before in UTC, whose date must not count
        (MORNING, MIDNIGHT - INSTANT, JAKARTA, Verdict.WRONG_DAY),
        (MORNING, MIDNIGHT, JAKARTA, Verdict.TOO_EARLY),
        (MORNING, MIDNIGHT + DAY - INSTANT, JAKARTA, Verdict.TOO_LATE),
        (MORNING, MIDNIGHT + DAY, JAKARTA, Verdict.WRONG_DAY),
        # an hour further east the day begins an hour earlier
        (MORNING, MIDNIGHT - timedelta(minutes=60), MAKASSAR, Verdict.TOO_EARLY),
        (MORNING, MIDNIGHT - timedelta(minutes=61), MAKASSAR, Verdict.WRONG_DAY),
        # who comes after midnight to what began before it is let in
        (NIGHT, MIDNIGHT + DAY + timedelta(hours=1), JAKARTA, Verdict.WELCOME),
        (NIGHT, MIDNIGHT + DAY + timedelta(hours=3), JAKARTA, Verdict.WRONG_DAY),
    ],
)
def test_day_is_the_citys_day(hours, at, zone, verdict):
    assert judge(shown(of_event(**hours), at=at, zone=zone)) is verdict


FAULTS = {
    # in order of what a visitor must hear first: how a good ticket gets the fault, and when it is shown
    Verdict.CANCELLED: (lambda ticket: replace(ticket, state=TicketState.CANCELLED), STARTS),
    Verdict.ALREADY_USED: (lambda ticket: replace(ticket, entries=1), STARTS),
    Verdict.WRONG_VENUE: (lambda ticket: replace(ticket, event=replace(ticket.event, venue_id=ELSEWHERE)), STARTS),
    Verdict.WRONG_DAY: (lambda ticket: ticket, STARTS - DAY),
}


@pytest.mark.parametrize(("first", "second"), [*combinations(FAULTS, 2)])
def test_of_two_faults_the_first_of_the_table_is_said(first, second):
    (fault, at), (other_fault, other_at) = FAULTS[first], FAULTS[second]
    assert judge(shown(other_fault(fault(GOOD)), at=min(at, other_at))) is first


@pytest.mark.parametrize(
    ("party", "verdict", "usable"),
    [
        ((GOOD, GOOD, GOOD), Verdict.WELCOME, 3),
        ((USED, GOOD, GOOD), Verdict.WELCOME, 2),
        ((USED, USED, GOOD), Verdict.WELCOME, 1),
        ((USED, USED, USED), Verdict.ALREADY_USED, 0),
        ((CANCELLED, GOOD, GOOD), Verdict.WELCOME, 2),
        ((CANCELLED, USED, GOOD), Verdict.WELCOME, 1),
        ((CANCELLED, CANCELLED, USED), Verdict.ALREADY_USED, 0),
        ((CANCELLED, CANCELLED, CANCELLED), Verdict.CANCELLED, 0),
    ],
)
def test_party_is_welcome_while_one_of_it_may_go_in(party, verdict, usable):
    presented = shown(*party)
    assert judge(presented) is verdict
    assert presented.usable == [GOOD] * usable


@pytest.mark.parametrize(
    ("usable", "count", "ask", "verdict", "go_in"),
    [
        (1, None, False, Verdict.WELCOME, 1),
        (4, None, False, Verdict.WELCOME, 4),
        (1, None, True, Verdict.WELCOME, 1),  # there is no choice
        (4, None, True, Verdict.HOW_MANY, 0),
        (4, 1, True, Verdict.WELCOME, 1),
        (4, 3, False, Verdict.WELCOME, 3),
        (4, 4, False, Verdict.WELCOME, 4),
        (4, 5, False, Verdict.HOW_MANY, 0),
        (4, 5, True, Verdict.HOW_MANY, 0),
        (1, 2, False, Verdict.HOW_MANY, 0),
    ],
)
def test_how_many_of_a_welcome_party_go_in(usable, count, ask, verdict, go_in):
    assert how_many(verdict=Verdict.WELCOME, usable=usable, count=count, ask=ask) == (verdict, go_in)


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - {Verdict.WELCOME, Verdict.HOW_MANY}))
def test_nobody_goes_in_by_another_verdict(verdict):
    for usable, count, ask in ((4, None, False), (4, 2, False), (4, 9, True), (0, None, True)):
        assert how_many(verdict=verdict, usable=usable, count=count, ask=ask) == (verdict, 0)


@pytest.mark.parametrize(
    ("zone", "now", "over"),
    [
        ("Asia/Jakarta", "2026-11-30T23:59:59+07:00", False),
        ("Asia/Jakarta", "2026-12-01T00:00:00+07:00", False),
        ("Asia/Jakarta", "2026-12-01T05:59:59+07:00", False),
        ("Asia/Jakarta", "2026-12-01T06:00:00+07:00", True),
        ("Asia/Jakarta", "2027-11-24T12:00:00+07:00", True),
        ("Asia/Jakarta", "2026-11-24T12:00:00+07:00", False),
        ("Asia/Jayapura", "2026-12-01T05:59:59+09:00", False),
        ("Asia/Jayapura", "2026-12-01T06:00:00+09:00", True),
        ("UTC", "2026-12-01T06:00:00+07:00", False),
    ],
)
def test_gates_work_until_six_hours_after_the_last_day_of_the_city(zone, now, over):
    assert is_over(date(2026, 11, 30), datetime.fromisoformat(now).astimezone(UTC), ZoneInfo(zone)) is over
