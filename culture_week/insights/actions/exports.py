"""Exports: who took what, what is made regularly for whom, and what was made."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from culture_week.accounts.queries import grants_by_holder, recipient_account
from culture_week.accounts.rules import Scope, may
from culture_week.core import audit
from culture_week.core.codes import new_token
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import session
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.insights.models import ExportFile, ExportPlan
from culture_week.insights.queries.plans import FileFacts, PlanFacts, living_plans
from culture_week.insights.rules import FILES_KEPT, Rhythm
from culture_week.insights.states import ExportKind
from culture_week.messages.actions import drop, queue


def record_export(
    *, edition_code: str, kind: ExportKind, table_format: TableFormat, rows: int, with_buyers: bool, by: str, now: datetime
) -> None:
    """Notes who took which table, how long it was, and whether buyers' names and contacts were in it."""
    what = {"table": kind.value, "format": table_format.value, "rows": rows, "with_buyers": with_buyers}
    audit.record_sealed(by=by, now=now, action="export", subject=f"edition:{edition_code}", **what)


def plan_export(
    *, code: str, edition_id: int, account_id: int, kind: ExportKind, table_format: TableFormat, rhythm: Rhythm, by: str, now: datetime
) -> None:
    """From now on an account gets a table regularly."""
    plan = ExportPlan(
        code=code,
        edition_id=edition_id,
        account_id=account_id,
        kind=kind,
        table_format=table_format,
        weekday=rhythm.weekday,
        hour=rhythm.hour,
        next_at=rhythm.next_after(now),
        made_at=now,
    )
    session.add(plan)
    what = {"table": kind.value, "format": table_format.value, "weekday": rhythm.weekday, "hour": rhythm.hour}
    audit.record_sealed(by=by, now=now, action="plan_export", subject=f"export:{code}", **what)


def end_plan(*, plan: PlanFacts, by: str, now: datetime) -> None:
    """Nothing more is made for it, and nobody is told of it any more; what was made stays until it expires."""
    session.execute(update(ExportPlan).where(ExportPlan.id == plan.id, ExportPlan.ended_at.is_(None)).values(ended_at=now))
    session.execute(delete(ExportFile).where(ExportFile.plan_id == plan.id, ExportFile.ready_at.is_(None)))
    for file_id in session.scalars(select(ExportFile.id).where(ExportFile.plan_id == plan.id)).all():
        drop(key=_ready_key(file_id))
    audit.record_sealed(by=by, now=now, action="end_plan", subject=f"export:{plan.code}")


def order_due_files(*, zone: ZoneInfo, now: datetime) -> None:
    """Ends the plans of those who may export no more, and of the others writes down each file that is due."""
    for plan in _end_lost(living_plans(), now):
        if plan.next_at > now:
            continue
        session.add(ExportFile(name=new_token(), plan_id=plan.id, due_at=plan.next_at, expires_at=now + FILES_KEPT))
        rhythm = Rhythm(plan.weekday, plan.hour, zone)
        session.execute(update(ExportPlan).where(ExportPlan.id == plan.id).values(next_at=rhythm.next_after(now)))


def _end_lost(plans: Sequence[PlanFacts], now: datetime) -> list[PlanFacts]:
    """Ends the plans whose account has lost the right since they were made, though it may have it again; returns the others."""
    held = grants_by_holder({plan.account_id for plan in plans})
    living = []
    for plan in plans:
        since = [grant for granted_at, grant in held[plan.account_id] if granted_at <= plan.made_at]
        if may(since, "exports.take", Scope(plan.edition_id)):
            living.append(plan)
        else:
            end_plan(plan=plan, by="system", now=now)
    return living


def finish_file(*, file: FileFacts, rows: int, link: str, now: datetime) -> bool:
    """The file is there: its account is told where, not what is in it. Done once, however often it was made.

    False where the account may have it no more, or its plan was ended meanwhile.
    """
    account = recipient_account(file.plan.account_id)
    if account is None or not _end_lost([file.plan], now):
        return False
    here = update(ExportFile).where(ExportFile.id == file.id, ExportFile.ready_at.is_(None))
    if session.execute(here.values(ready_at=now, rows=rows).returning(ExportFile.id)).scalar() is None:
        return session.scalar(select(ExportFile.id).where(ExportFile.id == file.id)) is not None
    context = {"name": account.name, "kind": file.plan.kind.value, "rows": rows, "link": link, "until": file.expires_at.isoformat()}
    contact = Contact(Channel.EMAIL, account.email)
    queue(key=_ready_key(file.id), contact=contact, language="id", template="insights/export_ready", context=context, now=now)
    what = {"table": file.plan.kind.value, "format": file.plan.table_format.value, "rows": rows, "with_buyers": False}
    audit.record_sealed(by="system", now=now, action="export", subject=f"export:{file.plan.code}", **what)
    return True


def _ready_key(file_id: int) -> str:
    return f"export-ready:{file_id}"


def forget_file(*, file: FileFacts) -> None:
    """Its row goes after the file itself."""
    session.execute(delete(ExportFile).where(ExportFile.id == file.id))


def record_download(*, file: FileFacts, by: str, now: datetime) -> None:
    """Notes that its account took it."""
    audit.record_sealed(by=by, now=now, action="download", subject=f"export:{file.plan.code}", rows=file.rows)
