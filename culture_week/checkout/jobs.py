"""Answers requests for lost links, and undoes the orders of cancelled events."""

from culture_week.checkout.actions import answer_link_request, undo_next
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction


def answer_link_requests() -> None:
    """One request per transaction, until none waits."""
    while in_transaction(answer_link_request, now=utc_now()):
        pass


def cancel_orders() -> int:
    """One order in each transaction, so that a kill in the middle loses none; returns how many steps it took."""
    steps = 0
    while in_transaction(undo_next, now=utc_now()):
        steps += 1
    return steps
