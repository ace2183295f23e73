"""Gates' devices and their scans."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.checkin.states import Verdict
from culture_week.core.database import Base, state_type


class Device(Base):
    """A phone that may scan at one gate. Enrolment code and token are stored as digests.

    `name` says which phone it is, never whose; `offered_by_id` is who offered it the gate, None for the command line. A
    gate's desk, where signed-in staff let people in by name, is a device without a token, so that every scan has one.
    """

    __tablename__ = "device"
    __table_args__ = (Index("uq_device_desk", "gate_id", unique=True, sqlite_where=text("is_desk"), postgresql_where=text("is_desk")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(40))
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_desk: Mapped[bool]
    enrolment_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    enrolment_expires_at: Mapped[datetime]
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Scan(Base):
    """One scan and its verdict, refusals too. `scan_id` is the device's own; the same one gets the same answer.

    `ticket_id` is what was scanned, of a party its first ticket; none for a code that is not ours. A scan that was
    undone keeps its row and its verdict; the entries it made are gone, so that its tickets admit again.
    """

    __tablename__ = "scan"
    __table_args__ = (CheckConstraint("admitted >= 0", name="admitted_not_negative"), Index("ix_scan_received_at", "received_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(String(64), unique=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(state_type(Verdict, "verdict"))
    admitted: Mapped[int]
    remaining: Mapped[int]
    first_entered_at: Mapped[datetime | None]
    first_gate: Mapped[str | None] = mapped_column(String(80))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
