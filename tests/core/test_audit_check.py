"""What somebody with the database in hand can do to the audit trail, and what shows it."""

import json

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from culture_week.core import audit
from culture_week.core.audit import AuditEntry, AuditHead, entry_hash
from culture_week.core.audit_check import faults_of_chain, make_anchor, read_anchors
from culture_week.core.database import in_transaction, one_snapshot, session, table_of
from culture_week.insights.jobs import seal_audit
from tests.conftest import without_guards
from tests.factories import now

KEY = "a-key-for-anchors-0123456789abcdefghijk"
ENTRIES = 8


@pytest.fixture
def chain(app):
    """Eight sealed entries, some at once and some by the job, and the anchor of the fifth."""

    def leave(first, last):
        for number in range(first, last + 1):
            audit.record(by="buyer", now=now(), action="book", subject=f"order:{number}", total=number)

    in_transaction(leave, first=1, last=4)
    seal_audit()
    in_transaction(audit.record_sealed, by="account:A", now=now(), action="grant", subject="account:B", role="admin")
    anchor = make_anchor(key=KEY, now=now())
    in_transaction(leave, first=6, last=ENTRIES)
    seal_audit()
    session.rollback()
    return anchor


def touch(*statements):
    def run():
        with without_guards():
            for statement in statements:
                session.execute(statement)

    in_transaction(run)


def entry(seq):
    return update(AuditEntry).where(AuditEntry.seq == seq)


def count_anew():
    """Makes the chain whole again, as somebody would who knows how hashes are made."""
    rows = session.execute(select(table_of(AuditEntry)).where(AuditEntry.seq.is_not(None)).order_by(AuditEntry.seq)).mappings().all()
    with without_guards():
        session.execute(update(AuditEntry).values(seq=None))
        last = ""
        for seq, row in enumerate(rows, 1):
            before, last = last, entry_hash(seq, row, last)
            session.execute(update(AuditEntry).where(AuditEntry.id == row["id"]).values(seq=seq, previous_hash=before, hash=last))
        session.execute(update(AuditHead).values(seq=len(rows), hash=last))


def faults(*anchors, key=KEY):
    with one_snapshot():
        return list(faults_of_chain(anchors, key=key))


def test_a_whole_chain(chain):
    assert (chain.seq, faults(), faults(chain)) == (5, [], [])


def test_an_edited_entry(chain):
    touch(entry(3).values(actor="somebody else"))
    assert faults() == ["3: is not what was written"]
    touch(entry(3).values(actor="buyer"), entry(5).values(details={"role": "gate"}))
    assert faults() == ["5: is not what was written"]


def test_a_deleted_entry(chain):
    touch(delete(AuditEntry).where(AuditEntry.seq == 4))
    assert faults() == ["4 to 4: missing"]


def test_two_entries_that_changed_places(chain):
    touch(entry(2).values(seq=99), entry(3).values(seq=2), entry(99).values(seq=3))
    found = faults()
    assert "2: does not follow the entry before it" in found and "3: is not what was written" in found


def test_a_cut_end_is_seen_by_the_head(chain):
    touch(delete(AuditEntry).where(AuditEntry.seq > 3))
    assert faults() == ["3: the chain ends here, but its head says 8"]


def test_a_cut_end_with_its_head_is_seen_by_the_anchor_alone(chain):
    last = session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == 3))
    touch(delete(AuditEntry).where(AuditEntry.seq > 3), update(AuditHead).values(seq=3, hash=last))
    assert faults() == []
    assert faults(chain) == [f"5: missing, the anchor of {chain.at} knew it; the end was cut off"]


def test_a_chain_counted_anew_is_seen_by_the_anchor_alone(chain):
    touch(entry(2).values(actor="somebody else"))
    in_transaction(count_anew)
    assert faults() == []
    assert faults(chain) == [f"5: the anchor of {chain.at} knew another entry here; the chain was counted anew"]


def test_an_anchor_made_afterwards_hides_none_made_before(chain):
    """While nothing happens each anchor is of the same entry; what was counted anew in between fits the later ones."""
    before = make_anchor(key=KEY, now=now())
    touch(entry(2).values(actor="somebody else"))
    in_transaction(count_anew)
    session.rollback()
    after = make_anchor(key=KEY, now=now())
    assert after.seq == before.seq == ENTRIES
    told = f"{ENTRIES}: the anchor of {before.at} knew another entry here; the chain was counted anew"
    assert faults(before, after) == faults(after, before) == [told]


def test_an_invented_anchor(chain):
    touch(entry(2).values(actor="somebody else"))
    in_transaction(count_anew)
    session.rollback()
    invented = make_anchor(key="another-key-0123456789abcdefghijklmnop", now=now())
    assert faults(invented) == [f"anchor of {invented.at}: its signature is not ours"]
    assert faults(invented, key="") == []


@pytest.mark.parametrize(
    "statement",
    [
        entry(3).values(actor="somebody else"),
        entry(3).values(seq=100),
        entry(3).values(hash="0" * 64),
        delete(AuditEntry).where(AuditEntry.seq == 3),
        delete(AuditEntry),
    ],
)
def test_the_database_itself_refuses(chain, statement):
    with pytest.raises(DBAPIError, match="stay as they were written"):
        in_transaction(session.execute, statement=statement)
    assert faults(chain) == []


def test_what_waits_for_its_seal_is_not_reworded_either(app):
    in_transaction(audit.record, by="buyer", now=now(), action="book", subject="order:1")
    for changes in ({"actor": "x"}, {"subject": "x"}, {"details": {"total": 9}}, {"actor": "x", "seq": 1}):
        with pytest.raises(DBAPIError, match="stay as they were written"):
            in_transaction(session.execute, statement=update(AuditEntry).values(changes))
    assert seal_audit() == 1


def test_commands(app, chain, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "AUDIT_ANCHOR_KEY", KEY)
    run = app.test_cli_runner()
    anchors = tmp_path / "anchors"
    anchors.write_text(run.invoke(args=["audit", "anchor"]).output)
    assert read_anchors(anchors.read_text().splitlines())[0].seq == ENTRIES
    whole = run.invoke(args=["audit", "verify", "--anchor", str(anchors)])
    assert (whole.exit_code, whole.output) == (0, "8 entries, 0 not sealed yet, 1 anchors: whole\n")
    touch(entry(3).values(actor="somebody else"))
    broken = run.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1 and broken.output.startswith("BROKEN 3: is not what was written\n")
    anchors.write_text(json.dumps({"sequence": 1}))
    assert run.invoke(args=["audit", "verify", "--anchor", str(anchors)]).exit_code == 2
