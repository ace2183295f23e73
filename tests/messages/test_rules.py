"""The outbox's rules: what may happen to a message, how long it waits, and when staff must look at it."""

from datetime import timedelta

import pytest

from culture_week.messages.actions import CLAIMED_AT_ONCE
from culture_week.messages.mailer import SECONDS_TO_WAIT
from culture_week.messages.rules import LEASE, is_hopeless, pause_after
from culture_week.messages.states import MESSAGE, MessageState
from tests.core.test_lifecycle import grid, grid_of

DAY = timedelta(hours=24)


def test_message_lifecycle():
    assert grid_of(MESSAGE, MessageState) == grid("""
                   queued   sending  by-hand  sent  dead     dropped
    claim          sending  sending  .        .     .        .
    deliver        .        sent     .        .     .        .
    put_back       .        queued   .        .     .        .
    give_up        .        dead     .        .     .        .
    send_by_hand   .        .        sent     .     .        .
    retry          .        .        .        .     queued   .
    send_by_whatsapp .      .        .        .     by-hand  .
    drop           dropped  dropped  dropped  .     dropped  .
    """)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 10), (1, 20), (2, 40), (3, 80), (4, 160), (5, 320), (6, 640), (7, 900), (8, 900), (99, 900), (10**9, 900)],
)
def test_pause_doubles_to_a_quarter_of_an_hour(attempts, seconds):
    assert pause_after(attempts) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("attempts", "hopeless"), [(1, False), (48, False), (99, False), (100, True), (101, True)])
def test_message_is_hopeless_after_a_hundred_tries(attempts, hopeless):
    assert is_hopeless(attempts) is hopeless


def tries_against_a_server_that_stays_away():
    """The instants of all tries, counted from the first, where each fails at once."""
    instants, waited = [timedelta()], timedelta()
    while not is_hopeless(len(instants)):
        waited += pause_after(len(instants))
        instants.append(waited)
    return instants


def test_message_is_tried_at_least_48_times_within_a_day():
    assert sum(instant <= DAY for instant in tries_against_a_server_that_stays_away()) >= 48


def test_server_that_is_away_for_a_night_costs_no_message():
    assert tries_against_a_server_that_stays_away()[-1] > timedelta(hours=12)


def test_lease_outlasts_a_server_that_keeps_every_mail_waiting():
    # One more wait than mails: connecting waits too.
    assert timedelta(seconds=SECONDS_TO_WAIT) * (CLAIMED_AT_ONCE + 1) < LEASE
