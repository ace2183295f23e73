"""Answers requests for lost links."""

from culture_week.checkout.actions import answer_link_request
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction


def answer_link_requests() -> None:
    """One request per transaction, until none waits."""
    while in_transaction(answer_link_request, now=utc_now()):
        pass
