"""What may happen to a message."""

from enum import StrEnum

from culture_week.core.lifecycle import Lifecycle


class MessageState(StrEnum):
    """Where a message stands on its way to a person."""

    QUEUED = "queued"
    SENDING = "sending"
    BY_HAND = "by-hand"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


_NOT_SENT = (MessageState.QUEUED, MessageState.SENDING, MessageState.BY_HAND, MessageState.DEAD)

MESSAGE = Lifecycle(
    # action         from                                          to                   by
    ("claim", (MessageState.QUEUED, MessageState.SENDING), MessageState.SENDING, "worker, again after its lease ran out"),
    ("deliver", (MessageState.SENDING,), MessageState.SENT, "worker"),
    ("put_back", (MessageState.SENDING,), MessageState.QUEUED, "worker"),
    ("give_up", (MessageState.SENDING,), MessageState.DEAD, "worker"),
    ("send_by_hand", (MessageState.BY_HAND,), MessageState.SENT, "staff"),
    ("retry", (MessageState.DEAD,), MessageState.QUEUED, "staff"),
    ("send_by_whatsapp", (MessageState.DEAD,), MessageState.BY_HAND, "staff, to a number that the person gave"),
    ("drop", _NOT_SENT, MessageState.DROPPED, "who wrote it: it is no longer true"),
)
