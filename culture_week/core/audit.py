"""The audit trail: who did what to which thing, when; hash-chained so that a later change shows.

Changes by staff, of money and of rights join the chain in their own transaction. Bookings and scans are written
unsealed and joined to it by a job each minute, else the chain's head would be one hot row for all of them. `seq` is
the chain's order, `id` the order in which entries were written: what was sealed at once comes before older entries
that wait for the job.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, bindparam, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base, session, table_of
from culture_week.core.database import insert as insert_once

SEALED_AT_ONCE = 500
HEAD = 1


class AuditEntry(Base):
    """One deed. `seq`, `previous_hash` and `hash` are empty until the entry is sealed into the chain.

    Triggers (migration 0010) refuse to change what it says, and to delete it once it is sealed.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_unsealed", "id", sqlite_where=text("seq IS NULL"), postgresql_where=text("seq IS NULL")),
        Index("ix_audit_entry_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]]
    seq: Mapped[int | None] = mapped_column(unique=True)
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain: one row, locked last in a transaction."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


_entries = table_of(AuditEntry)
_INSERT = insert(_entries)
_INSERT_AND_READ = insert(_entries).returning(*_entries.c)
_UNSEALED = select(_entries).where(_entries.c.seq.is_(None)).order_by(_entries.c.id).limit(SEALED_AT_ONCE)
_SEAL = (
    update(_entries)
    .where(_entries.c.id == bindparam("row_id"), _entries.c.seq.is_(None))
    .values(seq=bindparam("new_seq"), previous_hash=bindparam("before"), hash=bindparam("new_hash"))
)


def record(*, by: str, now: datetime, action: str, subject: str, **details: Any) -> None:
    """Leaves an entry that the next `seal` joins to the chain; for bookings and scans.

    `by` is who did it (`buyer`, `device:CODE`, `account:CODE`, `system`), `subject` what it was done to
    (`order:CODE`). `details` hold no secret and no contact.
    """
    session.execute(_INSERT, {"at": now, "actor": by, "action": action, "subject": subject, "details": details})


def record_sealed(*, by: str, now: datetime, action: str, subject: str, **details: Any) -> None:
    """Leaves an entry and seals it in this transaction; for changes by staff, of money and of rights. Call it last."""
    entry = {"at": now, "actor": by, "action": action, "subject": subject, "details": details}
    row = session.execute(_INSERT_AND_READ, entry).mappings().one()  # hashed as the database holds it
    _append(*_lock_head(), [row])


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Of the fields in `after`, those that were not the same `before`, as an entry holds them. Give it no secret and no contact."""
    changed = [field for field, value in after.items() if before.get(field) != value]
    return {when: {field: _plain(values.get(field)) for field in changed} for when, values in (("before", before), ("after", after))}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def seal() -> int:
    """Joins unsealed entries, oldest first and at most SEALED_AT_ONCE, to the chain; returns how many."""
    seq, last = _lock_head()
    rows = session.execute(_UNSEALED).mappings().all()
    _append(seq, last, rows)
    return len(rows)


def _append(seq: int, last: str, rows: Iterable[Any]) -> None:
    """Puts `rows` behind the end of the chain, whose head the caller has locked."""
    moves = []
    for row in rows:
        seq += 1
        before, last = last, entry_hash(seq, row, last)
        moves.append({"row_id": row["id"], "new_seq": seq, "before": before, "new_hash": last})
    if moves:
        session.connection().execute(_SEAL, moves)
        session.execute(update(AuditHead).where(AuditHead.id == HEAD).values(seq=seq, hash=last))


def _lock_head() -> tuple[int, str]:
    session.execute(insert_once(AuditHead).values(id=HEAD, seq=0, hash="").on_conflict_do_nothing())
    row = session.execute(
        update(AuditHead).where(AuditHead.id == HEAD).values(seq=AuditHead.seq).returning(AuditHead.seq, AuditHead.hash)
    ).one()
    return row.seq, row.hash


def entry_hash(seq: int, row: Any, previous_hash: str) -> str:
    """SHA-256 over the entry's place in the chain, its content as canonical JSON, and the hash before it."""
    content = [seq, row["at"].isoformat(), row["actor"], row["action"], row["subject"], row["details"]]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"culture-week-audit-1\0{canonical}\0{previous_hash}".encode()).hexdigest()
