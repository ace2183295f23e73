"""Who wants to hear of an event, and what people have to be told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.contact import Channel
from culture_week.core.database import Base, state_type


class Watch(Base):
    """A contact that is told when an event changes or has places again, until it says stop or the event is over.

    `person` stands for the contact as in orders. The secret of the link that ends it is derived from `code`.
    `consent_version` is the text that was agreed to. Changes after `told_revision` are still to be told; who `saw_full`
    is told once there are places.
    """

    __tablename__ = "watch"
    __table_args__ = (
        UniqueConstraint("event_id", "person"),
        CheckConstraint("consent_version >= 1", name="consent_version_positive"),
        Index("ix_watch_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(8), unique=True)
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    contact: Mapped[str] = mapped_column(String(254))
    person: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    consent_version: Mapped[int]
    told_revision: Mapped[int]
    saw_full: Mapped[bool]
    created_at: Mapped[datetime]


class Notice(Base):
    """A change of an event that its ticket holders are told, in order of their orders' ids; `reached` is the last of them."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_change_id: Mapped[int] = mapped_column(ForeignKey("event_change.id"), unique=True)
    reached: Mapped[int]
    told: Mapped[int]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
