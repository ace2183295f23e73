"""What insights keeps of its own: the nights in which old data were erased, planned exports and their files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base, state_type
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.insights.states import ExportKind


class RetentionNight(Base):
    """One night's erasing, taken by one process until `lease_until`; `erased` counts by rule, `ended_at` says it is through."""

    __tablename__ = "retention_night"

    on: Mapped[date] = mapped_column(primary_key=True)
    lease_until: Mapped[datetime]
    erased: Mapped[dict[str, Any]]
    ended_at: Mapped[datetime | None]


class ExportPlan(Base):
    """An account gets a table every day or on one `weekday` (0 is Monday) at a full hour of the city; until `ended_at`."""

    __tablename__ = "export_plan"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_in_range"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_in_range"),
        Index("ix_export_plan_next_at", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[ExportKind] = mapped_column(state_type(ExportKind, "kind"))
    table_format: Mapped[TableFormat] = mapped_column(state_type(TableFormat, "table_format"))
    weekday: Mapped[int | None]
    hour: Mapped[int]
    next_at: Mapped[datetime]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ExportFile(Base):
    """A file made, or to be made, for a plan's account; `name` is random and its name on disk. Gone after `expires_at`."""

    __tablename__ = "export_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(43), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("export_plan.id"), index=True)
    rows: Mapped[int | None]
    due_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
