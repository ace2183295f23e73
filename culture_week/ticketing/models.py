"""Ticket types, tickets and their entries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base, state_type
from culture_week.ticketing.states import TicketState


class TicketType(Base):
    """An offer whose lines turn into tickets for an event."""

    __tablename__ = "ticket_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), unique=True)


class Ticket(Base):
    """One person's right to enter. `payload` is its QR, `party_code` its line's, `entry_code` is typed; all admit."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("order_line_id", "number"),
        CheckConstraint("entries BETWEEN 0 AND max_entries", name="entries_in_range"),
        Index("ix_ticket_event_id_state", "event_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    number: Mapped[int]
    state: Mapped[TicketState] = mapped_column(state_type(TicketState, "state"))
    generation: Mapped[int]
    payload: Mapped[str] = mapped_column(String(29), unique=True)
    party_code: Mapped[str] = mapped_column(String(29), index=True)
    entry_code: Mapped[str] = mapped_column(String(8), unique=True)
    entries: Mapped[int]
    max_entries: Mapped[int]


class Entry(Base):
    """A ticket's holder went in at an event, by the scan called `scan_id`."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("ticket_id", "event_id"), Index("ix_entry_event_id", "event_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    scan_id: Mapped[str] = mapped_column(String(64), index=True)
    entered_at: Mapped[datetime]
