"""Reading the audit trail: of one thing for its page, and of everything for those who look after it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.core.text import gettext

SHOWN = 50
# Longer values are cut: the trail shows that something became different, its page shows what it is.
LONGEST_VALUE = 160


@dataclass(frozen=True)
class Deed:
    """Who did what to which thing; `changes` are a field's name, its value before and after, None where there was none."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    seq: int | None

    @property
    def changes(self) -> list[tuple[str, str | None, str | None]]:
        """`before` and `after` field by field, then whatever else is told."""
        before, after = self.details.get("before") or {}, self.details.get("after") or {}
        rest = {name: value for name, value in self.details.items() if name not in ("before", "after") and value not in (None, "", [], {})}
        if not isinstance(before, dict) or not isinstance(after, dict):
            return [("", _shown(before or None), _shown(after or None)), *((name, None, _shown(value)) for name, value in rest.items())]
        fields = [(name, _shown(before.get(name)), _shown(after.get(name))) for name in {**before, **after}]
        return [*fields, *((name, None, _shown(value)) for name, value in rest.items())]


def _shown(value: Any) -> str | None:
    """A value in one line, of two languages the Indonesian one."""
    if value is None:
        return None
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    if isinstance(value, dict) and set(value) <= {"id", "en"}:
        value = value.get("id") or value.get("en")
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


_COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor,
    AuditEntry.action,
    AuditEntry.subject,
    AuditEntry.details,
    AuditEntry.seq,
)


def audit_of(subject: str, limit: int = SHOWN) -> list[Deed]:
    """What was done to one thing (`order:CODE`, `event:EDITION/CODE`), the newest first."""
    query = select(*_COLUMNS).where(AuditEntry.subject == subject).order_by(AuditEntry.id.desc()).limit(limit)
    return [Deed(*row) for row in session.execute(query)]


def deeds(
    *,
    subjects: Collection[str] = (),
    actors: Sequence[str] | None = None,
    action: str | None = None,
    between: tuple[datetime, datetime] | None = None,
    before: int | None = None,
) -> list[Deed]:
    """The newest entries that fit, one more than SHOWN where there are more; `before` is the id at which an earlier page ended."""
    query = select(*_COLUMNS).order_by(AuditEntry.id.desc()).limit(SHOWN + 1)
    if subjects:
        query = query.where(AuditEntry.subject.in_(subjects))
    if actors is not None:
        query = query.where(AuditEntry.actor.in_(actors))
    if action:
        query = query.where(AuditEntry.action == action)
    if between:
        query = query.where(AuditEntry.at >= between[0], AuditEntry.at < between[1])
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return [Deed(*row) for row in session.execute(query)]
