"""Exports: who took what, what is made regularly for whom, and what was made."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update

from culture_week.accounts.queries import recipient_account
from culture_week.accounts.rules import Scope, may
from culture_week.core import audit
from culture_week.core.codes import new_token
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import session
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.insights.models import ExportFile, ExportPlan
from culture_week.insights.queries.plans import FileFacts, PlanFacts, due_plans
from culture_week.insights.rules import FILES_KEPT, Rhythm
from culture_week.insights.states import ExportKind
from culture_week.messages.actions import queue


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
    """Nothing more is made for it; what was made stays until it expires."""
    session.execute(update(ExportPlan).where(ExportPlan.id == plan.id, ExportPlan.ended_at.is_(None)).values(ended_at=now))
    audit.record_sealed(by=by, now=now, action="end_plan", subject=f"export:{plan.code}")


def order_due_files(*, zone: ZoneInfo, now: datetime) -> None:
    """Writes down each file that is due, and when its plan's next one is. Who may not export any more gets none."""
    for plan in due_plans(now):
        account = recipient_account(plan.account_id)
        if account is None or not may(account.grants, "exports.take", Scope(plan.edition_id)):
            end_plan(plan=plan, by="system", now=now)
            continue
        session.add(ExportFile(name=new_token(), plan_id=plan.id, due_at=plan.next_at, expires_at=now + FILES_KEPT))
        rhythm = Rhythm(plan.weekday, plan.hour, zone)
        session.execute(update(ExportPlan).where(ExportPlan.id == plan.id).values(next_at=rhythm.next_after(now)))


def finish_file(*, file: FileFacts, rows: int, link: str, now: datetime) -> None:
    """The file is there: its account is told where, not what is in it. Done once, however often it was made."""
    here = update(ExportFile).where(ExportFile.id == file.id, ExportFile.ready_at.is_(None))
    account = recipient_account(file.plan.account_id)
    if account is None or session.execute(here.values(ready_at=now, rows=rows).returning(ExportFile.id)).scalar() is None:
        return
    context = {"name": account.name, "kind": file.plan.kind.value, "rows": rows, "link": link, "until": file.expires_at.isoformat()}
    contact = Contact(Channel.EMAIL, account.email)
    queue(key=f"export-ready:{file.id}", contact=contact, language="id", template="insights/export_ready", context=context, now=now)
    what = {"table": file.plan.kind.value, "format": file.plan.table_format.value, "rows": rows, "with_buyers": False}
    audit.record_sealed(by="system", now=now, action="export", subject=f"export:{file.plan.code}", **what)


def forget_file(*, file: FileFacts) -> None:
    """Its row goes after the file itself."""
    session.execute(delete(ExportFile).where(ExportFile.id == file.id))


def record_download(*, file: FileFacts, by: str, now: datetime) -> None:
    """Notes that its account took it."""
    audit.record_sealed(by=by, now=now, action="download", subject=f"export:{file.plan.code}", rows=file.rows)
