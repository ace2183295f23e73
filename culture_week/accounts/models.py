"""People who sign in: their ways in, their log-ins, their grants, and the links that let them in once."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.accounts.states import Purpose, Role
from culture_week.core.contact import Channel
from culture_week.core.database import Base, state_type


class Account(Base):
    """Somebody who works for the festival or takes part in it; visitors need none.

    Staff sign in by e-mail and password, groups and vendors by phone and PIN or by a mailed link. `totp_secret` is
    sealed; `totp_step` is the last time step whose code was used, so that none is used twice.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="some_way_in"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]


class VerifiedContact(Base):
    """A contact that the account's owner has proved to read."""

    __tablename__ = "verified_contact"
    __table_args__ = (UniqueConstraint("channel", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    value: Mapped[str] = mapped_column(String(254))
    verified_at: Mapped[datetime]


class Grant(Base):
    """A role in a scope: the gate if one is named, else the venue, else the edition, else everything. Kept when revoked."""

    __tablename__ = "account_grant"
    __table_args__ = (CheckConstraint("gate_id IS NULL OR venue_id IS NULL", name="one_scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    granted_at: Mapped[datetime]
    granted_by: Mapped[str] = mapped_column(String(80))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(80))


class LogIn(Base):
    """A log-in on one device; ended by log-out, or at `expires_at`, which each use moves. The cookie's token is stored as a digest.

    While `factor_due` the password alone was shown, which opens nothing. `proved_at`: when a password, passkey or code
    was last shown.
    """

    __tablename__ = "log_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(60))
    device_digest: Mapped[str] = mapped_column(String(64))
    factor_due: Mapped[bool]
    proved_at: Mapped[datetime]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Passkey(Base):
    """A passkey of an account; `used_at` also says which challenges are spent."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of ten codes for the day when the phone is gone."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """Somebody is asked to take a role in a scope, both fixed here. Its secret follows from its code and is stored nowhere."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("gate_id IS NULL OR venue_id IS NULL", name="one_scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    recipient: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link that works once, for one account. Secret and digits follow from its code and are stored nowhere."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(state_type(Purpose, "purpose"))
    value: Mapped[str | None] = mapped_column(String(254))
    misses: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
