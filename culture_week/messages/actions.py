"""Writing messages down, and recording how they fared."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from culture_week.core import audit
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import after_commit, insert, session, table_of
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.core.worker import wake
from culture_week.messages.models import Message
from culture_week.messages.queries import COLUMNS, WaitingMessage
from culture_week.messages.rules import LEASE, is_hopeless, pause_after
from culture_week.messages.states import MESSAGE, MessageState

DELIVER_JOB = "deliver_messages"
# Few enough that even a mail server that keeps each waiting is done with them within the lease.
CLAIMED_AT_ONCE = 5

_message = table_of(Message).c
_QUEUE = insert(table_of(Message)).on_conflict_do_nothing(index_elements=["key"])
_DUE = (
    select(*COLUMNS)
    .where(Message.state.in_(MESSAGE.sources("claim")), Message.due_at <= bindparam("now"))
    .order_by(Message.due_at, Message.id)
    .limit(CLAIMED_AT_ONCE)
    .with_for_update(skip_locked=True)
)


def queue(*, key: str, contact: Contact, language: str, template: str, context: dict[str, Any], now: datetime) -> None:
    """Writes a message once per `key`: a mail for the worker, or a WhatsApp for the hand-send list."""
    by_hand = contact.channel is Channel.WHATSAPP
    row = {
        "key": key,
        "channel": contact.channel,
        "recipient": contact.value,
        "language": language,
        "template": template,
        "context": context,
        "state": MessageState.BY_HAND if by_hand else MessageState.QUEUED,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }
    session.execute(_QUEUE, row)
    if not by_hand:
        after_commit(lambda: wake(DELIVER_JOB))


def drop(*, key: str) -> None:
    """Takes back a message that is not true any more, unless it has gone; one on its way is not tried again."""
    session.execute(
        update(Message).where(Message.key == key, Message.state.in_(MESSAGE.sources("drop"))).values(state=MESSAGE.target("drop"))
    )


def claim_due(*, now: datetime) -> list[WaitingMessage]:
    """Takes the messages that are due, for the length of a lease; nobody else gets them meanwhile."""
    claimed = [WaitingMessage(*row) for row in session.execute(_DUE, {"now": now})]
    if claimed:
        session.execute(
            update(Message)
            .where(Message.id.in_([message.id for message in claimed]))
            .values(state=MESSAGE.target("claim"), due_at=now + LEASE, attempts=Message.attempts + 1)
        )
    return claimed


def mark_delivered(*, message_id: int, now: datetime) -> None:
    """The mail server took it."""
    _move(message_id, "deliver", sent_at=now, last_error=None)


def mark_failed(*, message_id: int, attempts: int, error: str, now: datetime) -> None:
    """It did not go through: try later, or leave it to staff after very many tries."""
    action = "give_up" if is_hopeless(attempts) else "put_back"
    _move(message_id, action, due_at=now + pause_after(attempts), last_error=error[:500])


def mark_sent_by_hand(*, key: str, by: str, now: datetime) -> None:
    """A person sent it. Raises `NotPossibleNow` where somebody did before."""
    moved = session.execute(
        update(Message)
        .where(Message.key == key, Message.state.in_(MESSAGE.sources("send_by_hand")))
        .values(state=MESSAGE.target("send_by_hand"), sent_at=now)
        .returning(Message.id)
    ).scalar()
    if moved is None:
        raise NotPossibleNow("send_by_hand", "sent")
    audit.record_sealed(by=by, now=now, action="send_by_hand", subject=f"message:{key}")


def _move(message_id: int, action: str, **values: Any) -> None:
    session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state.in_(MESSAGE.sources(action)))
        .values(state=MESSAGE.target(action), **values)
    )
