"""Writing messages down, and recording how they fared."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from culture_week.core import audit
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import after_commit, insert, session, table_of
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.core.worker import wake
from culture_week.messages.models import Message
from culture_week.messages.queries import COLUMNS, WaitingMessage
from culture_week.messages.rules import (
    HAND_CLAIM,
    LEASE,
    MOST_IN_AN_HOUR,
    PACE,
    PACED,
    PUT_OFF,
    is_hopeless,
    may_go_elsewhere,
    pause_after,
)
from culture_week.messages.states import MESSAGE, MessageState

DELIVER_JOB = "deliver_messages"
# Few enough that even a mail server that keeps each waiting is done with them within the lease.
CLAIMED_AT_ONCE = 5

_NO_CLAIM = {"claimed_by": None, "claimer_name": None, "claimed_until": None}
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
    """Takes the messages that are due, for the length of a lease; nobody else gets them meanwhile.

    What is too much for one address waits.
    """
    while due := [WaitingMessage(*row) for row in session.execute(_DUE, {"now": now})]:
        claimed = _within_pace(due, now)
        if claimed:
            session.execute(
                update(Message)
                .where(Message.id.in_([message.id for message in claimed]))
                .values(state=MESSAGE.target("claim"), due_at=now + LEASE, attempts=Message.attempts + 1)
            )
            return claimed
    return []


def _within_pace(due: Sequence[WaitingMessage], now: datetime) -> list[WaitingMessage]:
    """Those that may go now; the others are due later."""
    recipients = {message.recipient for message in due if message.template == PACED}
    sent = _sent_to(recipients, since=now - timedelta(hours=1)) if recipients else {}
    going, full = [], set()
    for message in due:
        if message.template == PACED:
            sent[message.recipient] = sent.get(message.recipient, 0) + 1
            if sent[message.recipient] > MOST_IN_AN_HOUR:
                full.add(message.recipient)
                continue
        going.append(message)
    if full:
        _put_off_all_to(full, {message.id for message in going}, now)
    return going


def _put_off_all_to(recipients: set[str], but: set[int], now: datetime) -> None:
    """All that is due for them at once: on SQLite nobody books while somebody's thousand letters are gone through by fives."""
    theirs = select(Message.id).where(Message.recipient.in_(recipients), Message.template == PACED, Message.id.not_in(but))
    due = theirs.where(Message.state.in_(MESSAGE.sources("claim")), Message.due_at <= now).with_for_update(skip_locked=True)
    later = update(Message).where(Message.id.in_(due)).values(due_at=now + PACE)
    session.execute(later.execution_options(synchronize_session=False))


def _sent_to(recipients: set[str], since: datetime) -> dict[str, int]:
    query = select(Message.recipient, func.count()).where(Message.recipient.in_(recipients), Message.template == PACED)
    return dict(session.execute(query.where(Message.sent_at > since).group_by(Message.recipient)).all())


def mark_delivered(*, message_id: int, now: datetime) -> None:
    """The mail server took it."""
    _move(message_id, "deliver", sent_at=now, last_error=None)


def mark_failed(*, message_id: int, attempts: int, error: str, now: datetime) -> None:
    """It did not go through: try later, or leave it to staff after very many tries."""
    action = "give_up" if is_hopeless(attempts) else "put_back"
    _move(message_id, action, due_at=now + pause_after(attempts), last_error=error[:500])


def claim_by_hand(*, template: str | None, by: str, name: str, now: datetime) -> str | None:
    """Puts the next message of the hand-send list before one person, for a while; returns its key, None where none is left."""
    session.execute(update(Message).where(Message.claimed_by == by).values(_NO_CLAIM))
    free = or_(Message.claimed_until.is_(None), Message.claimed_until <= now)
    query = select(Message.id, Message.key).where(Message.state == MessageState.BY_HAND, Message.due_at <= now, free)
    query = query if template is None else query.where(Message.template == template)
    found = session.execute(query.order_by(Message.due_at, Message.id).limit(1).with_for_update(skip_locked=True)).one_or_none()
    if found is None:
        return None
    claim = {"claimed_by": by, "claimer_name": name, "claimed_until": now + HAND_CLAIM}
    session.execute(update(Message).where(Message.id == found.id).values(claim))
    return str(found.key)


def begin_by_hand(*, template: str | None, by: str, name: str, now: datetime) -> None:
    """Somebody sits down to send: the first message is put before them."""
    key = claim_by_hand(template=template, by=by, name=name, now=now)
    if key is not None:
        audit.record(by=by, now=now, action="claim", subject=f"message:{key}")


def mark_sent_by_hand(*, key: str, by: str, now: datetime) -> None:
    """A person sent it. Raises `NotPossibleNow` where somebody did before, or has it before them."""
    _by_hand(key, by, now, "send_by_hand", sent_at=now)


def put_off(*, key: str, by: str, now: datetime) -> None:
    """Leaves it for later and to others. Raises `NotPossibleNow` as above."""
    _by_hand(key, by, now, None, due_at=now + PUT_OFF)


def go_on_by_hand(*, deed: Callable[..., None], key: str, template: str | None, by: str, name: str, now: datetime) -> None:
    """Does `deed`, sent or put off, to the message before somebody and puts the next one before them. Raises `NotPossibleNow`."""
    deed(key=key, by=by, now=now)
    claim_by_hand(template=template, by=by, name=name, now=now)


def _by_hand(key: str, by: str, now: datetime, action: str | None, **values: Any) -> None:
    mine = or_(Message.claimed_until.is_(None), Message.claimed_until <= now, Message.claimed_by == by)
    change = {**_NO_CLAIM, **values, **({"state": MESSAGE.target(action)} if action else {})}
    here = update(Message).where(Message.key == key, Message.state == MessageState.BY_HAND, mine)
    if session.execute(here.values(change).returning(Message.id)).scalar() is None:
        raise NotPossibleNow(action or "put_off", "sent")
    audit.record_sealed(by=by, now=now, action=action or "put_off", subject=f"message:{key}")


def retry(*, key: str, by: str, now: datetime) -> None:
    """Lets the worker try a mail again that was given up. Raises `NotPossibleNow`."""
    _revive(key, "retry", by, now, attempts=0, due_at=now)
    after_commit(lambda: wake(DELIVER_JOB))


def send_by_whatsapp(*, key: str, phone: Contact, by: str, now: datetime) -> None:
    """Moves a mail that was given up to the hand-send list, for a number that its recipient gave.

    Raises `NotPossibleNow`, also for a mail whose link opens its recipient's account: whoever sent it could use it.
    """
    template = session.scalar(select(Message.template).where(Message.key == key))
    if template is not None and not may_go_elsewhere(template):
        raise NotPossibleNow("send_by_whatsapp", "another")
    _revive(key, "send_by_whatsapp", by, now, channel=phone.channel, recipient=phone.value, due_at=now)


def _revive(key: str, action: str, by: str, now: datetime, **values: Any) -> None:
    here = update(Message).where(Message.key == key, Message.state.in_(MESSAGE.sources(action)))
    if session.execute(here.values(state=MESSAGE.target(action), **values).returning(Message.id)).scalar() is None:
        raise NotPossibleNow(action, "another")
    audit.record_sealed(by=by, now=now, action=action, subject=f"message:{key}")


def _move(message_id: int, action: str, **values: Any) -> None:
    session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state.in_(MESSAGE.sources(action)))
        .values(state=MESSAGE.target(action), **values)
    )


def forget_recipients(*, before: datetime, after: int, limit: int) -> list[int]:
    """Erases to whom and with what name the oldest messages went; returns their ids, all above `after`.

    What nobody has sent by hand in so long is dropped. The row stays: it says that the buyer was told.
    """
    due = select(Message.id).where(Message.recipient != "", Message.created_at < before, Message.id > after)
    under_way = (MessageState.QUEUED, MessageState.SENDING)
    ids = list(session.scalars(due.where(Message.state.not_in(under_way)).order_by(Message.id).limit(limit)))
    chosen = Message.id.in_(ids)
    session.execute(update(Message).where(chosen, Message.state == MessageState.BY_HAND).values(state=MESSAGE.target("drop")))
    session.execute(update(Message).where(chosen).values(recipient="", context={}, last_error=None))
    return ids
