"""The outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.contact import Channel
from culture_week.core.database import Base, state_type
from culture_week.messages.states import MessageState


class Message(Base):
    """Something to tell somebody, written in the transaction that gives the reason.

    `key` says what it is about, so that it is told once. `template` and `context` are put into words when it is sent;
    neither holds a secret. Of those sent by hand, the account `claimed_by` has it before them until `claimed_until`.
    """

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_due_at", "state", "due_at"), Index("ix_message_recipient", "recipient"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    template: Mapped[str] = mapped_column(String(60))
    context: Mapped[dict[str, Any]]
    state: Mapped[MessageState] = mapped_column(state_type(MessageState, "state"))
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimer_name: Mapped[str | None] = mapped_column(String(100))
    claimed_until: Mapped[datetime | None]
