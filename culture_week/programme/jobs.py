"""Tells ticket holders what changed."""

from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.programme.actions.changes import tell_next


def tell_changes() -> int:
    """A few holders in each transaction, so that a kill in the middle forgets none and tells none twice; returns how many steps."""
    steps = 0
    while in_transaction(tell_next, now=utc_now()):
        steps += 1
    return steps
