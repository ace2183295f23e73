"""Planned exports, and the files made for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.insights.models import ExportFile, ExportPlan
from culture_week.insights.states import ExportKind


@dataclass(frozen=True)
class PlanFacts:
    """A plan that has not ended."""

    id: int
    code: str
    edition_id: int
    account_id: int
    kind: ExportKind
    table_format: TableFormat
    weekday: int | None
    hour: int
    next_at: datetime
    made_at: datetime


@dataclass(frozen=True)
class FileFacts:
    """A file made or to be made."""

    id: int
    name: str
    plan: PlanFacts
    rows: int | None
    due_at: datetime
    ready_at: datetime | None
    expires_at: datetime


_PLAN = (
    ExportPlan.id,
    ExportPlan.code,
    ExportPlan.edition_id,
    ExportPlan.account_id,
    ExportPlan.kind,
    ExportPlan.table_format,
    ExportPlan.weekday,
    ExportPlan.hour,
    ExportPlan.next_at,
    ExportPlan.made_at,
)
_FILE = (ExportFile.id, ExportFile.name, ExportFile.rows, ExportFile.due_at, ExportFile.ready_at, ExportFile.expires_at)


def plans_of(account_id: int, edition_id: int) -> list[PlanFacts]:
    """What an account gets regularly of an edition, the next first."""
    query = select(*_PLAN).where(ExportPlan.account_id == account_id, ExportPlan.edition_id == edition_id, ExportPlan.ended_at.is_(None))
    return _as_plans(query.order_by(ExportPlan.next_at, ExportPlan.id))


def living_plans() -> list[PlanFacts]:
    """Plans that have not ended, kept from every other worker until the transaction ends."""
    query = select(*_PLAN).where(ExportPlan.ended_at.is_(None)).order_by(ExportPlan.id)
    return _as_plans(query.with_for_update(skip_locked=True))


def _as_plans(query: Any) -> list[PlanFacts]:
    return [PlanFacts(*row) for row in session.execute(query)]


def _files(*conditions: Any) -> list[FileFacts]:
    query = select(*_FILE, *_PLAN).join(ExportPlan, ExportPlan.id == ExportFile.plan_id).where(*conditions)
    rows: Any = session.execute(query.order_by(ExportFile.id.desc())).all()
    return [FileFacts(row[0], row[1], PlanFacts(*row[6:]), *row[2:6]) for row in rows]


def files_to_make() -> list[FileFacts]:
    """Files that are due and not made yet."""
    return _files(ExportFile.ready_at.is_(None))


def files_of(account_id: int, edition_id: int, now: datetime) -> list[FileFacts]:
    """The files that an account may take now, the newest first."""
    ready = (ExportFile.ready_at.is_not(None), ExportFile.expires_at > now)
    return _files(ExportPlan.account_id == account_id, ExportPlan.edition_id == edition_id, *ready)


def expired_files(now: datetime) -> list[FileFacts]:
    """Files whose time is over."""
    return _files(ExportFile.expires_at <= now)
