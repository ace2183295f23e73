"""What waits to be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from culture_week.core.contact import Channel
from culture_week.core.database import session
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState


@dataclass(frozen=True)
class WaitingMessage:
    """A message that is not sent yet."""

    id: int
    key: str
    channel: Channel
    recipient: str
    language: str
    template: str
    context: dict[str, Any]
    attempts: int
    created_at: datetime


COLUMNS = (
    Message.id,
    Message.key,
    Message.channel,
    Message.recipient,
    Message.language,
    Message.template,
    Message.context,
    Message.attempts,
    Message.created_at,
)


@dataclass(frozen=True)
class HandMessage(WaitingMessage):
    """One of the hand-send list, and who has it before them, if anybody."""

    claimed_by: str | None
    claimer_name: str | None
    claimed_until: datetime | None


HAND_LIST_SHOWN = 50
_CLAIM = (Message.claimed_by, Message.claimer_name, Message.claimed_until)


def hand_list(template: str | None = None) -> list[HandMessage]:
    """The first messages that a person must send, of one kind or of all, in the order in which they come up."""
    query = select(*COLUMNS, *_CLAIM).where(Message.state == MessageState.BY_HAND)
    query = query if template is None else query.where(Message.template == template)
    rows = session.execute(query.order_by(Message.due_at, Message.id).limit(HAND_LIST_SHOWN))
    return [HandMessage(*row) for row in rows]


def claimed_by(actor: str, now: datetime) -> HandMessage | None:
    """The message that somebody has before them."""
    query = select(*COLUMNS, *_CLAIM).where(Message.state == MessageState.BY_HAND, Message.claimed_by == actor, Message.claimed_until > now)
    row = session.execute(query.limit(1)).one_or_none()
    return HandMessage(*row) if row else None


def count_by_hand() -> dict[str, int]:
    """By template, how many messages a person must send."""
    query = select(Message.template, func.count()).where(Message.state == MessageState.BY_HAND).group_by(Message.template)
    return dict(session.execute(query.order_by(Message.template)).all())


def dead_mails() -> list[WaitingMessage]:
    """Mails that were given up, the newest first."""
    query = select(*COLUMNS).where(Message.state == MessageState.DEAD).order_by(Message.id.desc()).limit(HAND_LIST_SHOWN)
    return [WaitingMessage(*row) for row in session.execute(query)]


def count_for_people() -> int:
    """How many messages wait for a person: to be sent by hand, or given up by the worker."""
    waiting = Message.state.in_((MessageState.BY_HAND, MessageState.DEAD))
    return session.scalar(select(func.count()).select_from(Message).where(waiting)) or 0


def oldest_queued() -> datetime | None:
    """Since when the oldest mail waits for the worker; one that was never tried, since it was due: some are held back on purpose."""
    since = case((Message.attempts == 0, Message.due_at), else_=Message.created_at)
    return session.scalar(select(func.min(since)).where(Message.state.in_((MessageState.QUEUED, MessageState.SENDING))))


@dataclass(frozen=True)
class MessageOnShow:
    """A message as the office sees it: not its words, which may hold the secret of a link."""

    key: str
    channel: Channel
    template: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None


def messages_about_order(recipient: str, order_code: str) -> list[MessageOnShow]:
    """What the buyer at `recipient` was told of an order, the newest first; nothing once the contact is erased."""
    if not recipient:
        return []
    columns = (Message.key, Message.channel, Message.template, Message.state, Message.created_at, Message.sent_at, Message.context)
    query = select(*columns).where(Message.recipient == recipient).order_by(Message.created_at.desc(), Message.id.desc())
    return [MessageOnShow(*row[:6]) for row in session.execute(query) if row[6].get("order_code") == order_code]
