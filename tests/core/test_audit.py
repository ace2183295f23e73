"""The chain: what is sealed at once, what the job seals, and that it all hangs together."""

from datetime import timedelta, timezone

from sqlalchemy import func, select

from culture_week.core import audit
from culture_week.core.audit import AuditEntry, AuditHead, entry_hash
from culture_week.core.database import in_transaction, session, table_of
from culture_week.insights.jobs import seal_audit
from culture_week.insights.queries import broken_invariants
from tests.conftest import without_guards
from tests.factories import now

WAITING = 1200


def leave(count):
    for number in range(count):
        audit.record(by="buyer", now=now(), action="book", subject=f"order:{number}", total=number)


def leave_sealed(**details):
    audit.record_sealed(by="account:TEST", now=now(), action="grant", subject="account:OTHER", **details)


def unsealed():
    return session.scalar(select(func.count()).where(AuditEntry.seq.is_(None)))


def check_chain(length):
    """Counts every hash again."""
    entries = session.execute(select(table_of(AuditEntry)).where(AuditEntry.seq.is_not(None)).order_by(AuditEntry.seq)).mappings().all()
    assert [entry["seq"] for entry in entries] == list(range(1, length + 1))
    last = ""
    for entry in entries:
        assert entry["previous_hash"] == last
        assert entry["hash"] == entry_hash(entry["seq"], entry, last)
        last = entry["hash"]
    assert session.execute(select(AuditHead.seq, AuditHead.hash)).one() == (length, last)
    assert broken_invariants()["I18 audit chain whole"] == []


def touch(statement):
    """By somebody who may do everything."""
    with without_guards():
        session.execute(statement)


def test_what_is_sealed_at_once_does_not_wait_behind_what_waits(app):
    in_transaction(leave, count=WAITING)
    in_transaction(leave_sealed, role="admin")
    entry = session.execute(select(AuditEntry.seq, AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry == (1, "grant")
    assert unsealed() == WAITING
    check_chain(1)


def test_the_job_seals_all_that_waits(app):
    in_transaction(leave_sealed)
    in_transaction(leave, count=WAITING)
    assert WAITING > 2 * audit.SEALED_AT_ONCE
    assert seal_audit() == WAITING
    assert unsealed() == 0
    check_chain(WAITING + 1)
    assert seal_audit() == 0


def test_the_job_ends_where_a_whole_round_was_the_last(app):
    in_transaction(leave, count=audit.SEALED_AT_ONCE)
    assert seal_audit() == audit.SEALED_AT_ONCE
    check_chain(audit.SEALED_AT_ONCE)


def test_an_entry_is_hashed_as_the_database_holds_it(app):
    def leave_odd_one():
        elsewhere = now().astimezone(timezone(timedelta(hours=7)))
        audit.record_sealed(by="test", now=elsewhere, action="odd", subject="é", scope=(1, 2.5, None), naïve={"b": 1, "a": "\u2028"})

    in_transaction(leave_odd_one)
    check_chain(1)


def test_a_changed_entry_shows(app):
    in_transaction(leave_sealed)
    in_transaction(leave_sealed)
    in_transaction(touch, statement=table_of(AuditEntry).update().where(AuditEntry.seq == 1).values(hash="0" * 64))
    assert len(broken_invariants()["I18 audit chain whole"]) == 1
