"""The one word for an event, an offer, a ticket and the way in, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from culture_week.festival.states import EventState
from culture_week.sales.rules import OfferOnShow, OfferState
from culture_week.ticketing.rules import (
    Admission,
    Status,
    TicketAlreadyUsed,
    TicketStatus,
    admission_of,
    state_of,
    status_of,
    takes_place,
    ticket_status,
)
from culture_week.ticketing.states import TicketState

STARTS = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)
OPENS = STARTS - timedelta(days=20)
BEFORE, DURING = STARTS - timedelta(days=1), STARTS + timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
SCHEDULED, MOVED, POSTPONED, CANCELLED = EventState


def offer(left=30, size=50, price=0, opens_at=OPENS, closes_at=ENDS):
    return OfferOnShow(1, "UMUM", {"id": "Umum"}, price, 5, opens_at, closes_at, left, size)


MANY, FEW, NONE = offer(), offer(left=3), offer(left=0)
PAID = offer(price=15_000, opens_at=None)
OVER, OVER_AND_GONE = offer(closes_at=BEFORE), offer(left=0, closes_at=BEFORE)


@pytest.mark.parametrize(
    ("state", "entered_at", "event_state", "word"),
    [
        (TicketState.VALID, None, EventState.SCHEDULED, TicketStatus.VALID),
        (TicketState.VALID, DURING, EventState.SCHEDULED, TicketStatus.USED),
        (TicketState.CANCELLED, None, EventState.SCHEDULED, TicketStatus.CANCELLED),
        (TicketState.CANCELLED, DURING, EventState.SCHEDULED, TicketStatus.CANCELLED),
        (TicketState.VALID, None, EventState.POSTPONED, TicketStatus.VALID),
        (TicketState.VALID, None, EventState.CANCELLED, TicketStatus.CANCELLED),
        (TicketState.VALID, DURING, EventState.CANCELLED, TicketStatus.USED),
    ],
)
def test_ticket_status(state, entered_at, event_state, word):
    assert ticket_status(state, entered_at, event_state) is word


@pytest.mark.parametrize(
    ("offers", "word"),
    [
        ([], Admission.WALK_IN),
        ([MANY], Admission.FREE),
        ([PAID], Admission.PAID),
        ([PAID, MANY], Admission.FREE),
        ([PAID, NONE], Admission.FREE),
        ([PAID, PAID], Admission.PAID),
    ],
)
def test_admission(offers, word):
    assert admission_of(offers) is word


@pytest.mark.parametrize(("state", "does"), [(SCHEDULED, True), (MOVED, True), (POSTPONED, False), (CANCELLED, False)])
def test_event_takes_place_unless_cancelled_or_postponed(state, does):
    assert takes_place(state) is does
    assert state_of(state, MANY, DURING) is (OfferState.ON_SALE if does else OfferState.CLOSED)


@pytest.mark.parametrize(
    ("shown", "now", "word"),
    [
        (MANY, OPENS - INSTANT, OfferState.NOT_YET),
        (MANY, OPENS, OfferState.ON_SALE),
        (NONE, OPENS, OfferState.SOLD_OUT),
        (PAID, DURING, OfferState.NOT_YET),
        (MANY, ENDS, OfferState.CLOSED),
    ],
)
def test_offer_of_an_event_that_takes_place_follows_its_sale(shown, now, word):
    assert state_of(SCHEDULED, shown, now) is word


@pytest.mark.parametrize(
    ("state", "now", "offers", "word"),
    [
        # the clock alone
        (SCHEDULED, BEFORE, [], Status.SCHEDULED),
        (SCHEDULED, STARTS - INSTANT, [], Status.SCHEDULED),
        (SCHEDULED, STARTS, [], Status.NOW),
        (SCHEDULED, ENDS - INSTANT, [], Status.NOW),
        (SCHEDULED, ENDS, [], Status.ENDED),
        # what the organizer decided comes before the clock and the places
        (CANCELLED, BEFORE, [NONE], Status.CANCELLED),
        (CANCELLED, DURING, [MANY], Status.CANCELLED),
        (CANCELLED, ENDS, [], Status.CANCELLED),
        (POSTPONED, BEFORE, [FEW], Status.POSTPONED),
        (POSTPONED, ENDS, [], Status.POSTPONED),
        # but somebody may come to what was moved, so they must know that it is over or full
        (MOVED, BEFORE, [MANY], Status.MOVED),
        (MOVED, BEFORE, [FEW], Status.MOVED),
        (MOVED, DURING, [MANY], Status.MOVED),
        (MOVED, BEFORE, [NONE], Status.SOLD_OUT),
        (MOVED, ENDS, [NONE], Status.ENDED),
        # the places
        (SCHEDULED, BEFORE, [MANY], Status.SCHEDULED),
        (SCHEDULED, BEFORE, [FEW], Status.FEW_LEFT),
        (SCHEDULED, BEFORE, [NONE], Status.SOLD_OUT),
        (SCHEDULED, DURING, [FEW], Status.NOW),
        (SCHEDULED, DURING, [NONE], Status.SOLD_OUT),
        (SCHEDULED, ENDS, [NONE], Status.ENDED),
        # of several offers those that can still be had count
        (SCHEDULED, BEFORE, [NONE, MANY], Status.SCHEDULED),
        (SCHEDULED, BEFORE, [NONE, FEW], Status.FEW_LEFT),
        (SCHEDULED, BEFORE, [FEW, MANY], Status.SCHEDULED),
        (SCHEDULED, BEFORE, [NONE, NONE], Status.SOLD_OUT),
        (SCHEDULED, BEFORE, [NONE, PAID], Status.SOLD_OUT),
        (SCHEDULED, BEFORE, [FEW, PAID], Status.FEW_LEFT),
        # what is not on sale is not sold out
        (SCHEDULED, BEFORE, [PAID], Status.SCHEDULED),
        (SCHEDULED, BEFORE, [OVER], Status.SCHEDULED),
        (SCHEDULED, BEFORE, [OVER_AND_GONE], Status.SCHEDULED),
    ],
)
def test_most_pressing_word_for_an_event(state, now, offers, word):
    assert status_of(state, STARTS, ENDS, offers, now) is word


@pytest.mark.parametrize(
    ("size", "left", "few"),
    [
        (5, 5, False),  # a small hall that is empty has all its places left
        (5, 4, True),
        (10, 10, False),
        (10, 9, True),
        (11, 10, True),
        (50, 11, False),
        (50, 10, True),
        (50, 1, True),
        (109, 11, False),
        (109, 10, True),
        (110, 11, True),
        (200, 21, False),
        (200, 20, True),
        (1000, 101, False),
        (1000, 100, True),
    ],
)
def test_few_left_begins_at_ten_places_or_a_tenth_of_all(size, left, few):
    shown = status_of(SCHEDULED, STARTS, ENDS, [offer(left=left, size=size)], BEFORE)
    assert shown is (Status.FEW_LEFT if few else Status.SCHEDULED)


def test_refusal_of_a_used_ticket_is_for_programs_and_people(app):
    refusal = TicketAlreadyUsed()
    assert (refusal.status, refusal.reason) == (409, "already-used") and "sudah dipakai masuk" in refusal.text()
