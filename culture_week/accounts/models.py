"""People who sign in, their log-ins and their grants."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.accounts.states import Role
from culture_week.core.database import Base, state_type


class Account(Base):
    """Somebody who works for the festival; visitors need none."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Grant(Base):
    """A role in a scope: the gate if one is named, else the venue, else the edition, else everything."""

    __tablename__ = "account_grant"
    __table_args__ = (CheckConstraint("gate_id IS NULL OR venue_id IS NULL", name="one_scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))


class LogIn(Base):
    """A log-in on one device; ended by log-out, or at `expires_at`, which each use moves. The cookie's token is stored as a digest."""

    __tablename__ = "log_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
