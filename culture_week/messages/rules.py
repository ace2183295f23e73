"""How long to wait before the next try, and when to stop."""

from datetime import timedelta

# With pauses of at most 15 minutes, 100 tries reach over almost a day.
MOST_TRIES = 100
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=15)
# A worker that does not answer within this time is taken to be dead and its message is sent again.
LEASE = timedelta(minutes=2)

# Mails about accounts hold links that open them: they go to the account's own address or to nobody.
FOR_THE_OWNER_ALONE = "accounts/"
# So long one person has a message of the hand-send list before them; then anybody may take it.
HAND_CLAIM = timedelta(minutes=5)
# A message that was put off comes up again after this.
PUT_OFF = timedelta(minutes=15)
# Whoever books names an address, may cancel and book again: beyond so many in an hour its confirmations wait, and those of
# orders that were cancelled meanwhile are dropped. The order's page has told its buyer everything already.
PACED = "checkout/order_confirmed"
MOST_IN_AN_HOUR = 20
PACE = timedelta(minutes=10)


def pause_after(attempts: int) -> timedelta:
    """The pause before the next try, doubling to a quarter of an hour."""
    return min(FIRST_PAUSE * 2 ** min(attempts, 10), LONGEST_PAUSE)


def is_hopeless(attempts: int) -> bool:
    """Whether a message has been tried often enough for staff to look at it."""
    return attempts >= MOST_TRIES


def may_go_elsewhere(template: str) -> bool:
    """Whether staff may read such a message and send it to a number that somebody told them."""
    return not template.startswith(FOR_THE_OWNER_ALONE)
