"""Groups, who speaks for them, and which of them perform at which event."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base


class Group(Base):
    """A sanggar or other group that performs."""

    __tablename__ = "performing_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Performance(Base):
    """A group's part in an event, in the order of the evening."""

    __tablename__ = "performance"
    __table_args__ = (UniqueConstraint("event_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("performing_group.id"), index=True)
    position: Mapped[int]


class GroupMember(Base):
    """An account that speaks for a group, until it is taken away."""

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("performing_group.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
