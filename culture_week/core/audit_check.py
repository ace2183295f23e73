"""Whether the audit trail is what was written: every hash counted again, and the chain's end held against anchors.

A chain alone shows an edited, deleted or moved entry. It does not show that its end was cut off, or that somebody who
may write to the database counted the whole chain anew; for that anchors are kept where that person cannot write.
"""

import hashlib
import hmac
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TextIO

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from culture_week.core.audit import HEAD, AuditEntry, AuditHead, entry_hash
from culture_week.core.clock import utc_now
from culture_week.core.database import one_snapshot, session, table_of

ROWS_AT_ONCE = 1000
MOST_SHOWN = 20

audit_commands = AppGroup("audit", help="The trail of who did what.")


@dataclass(frozen=True)
class Anchor:
    """The end of the chain as it was at some instant; `mac` is empty where anchors are not signed."""

    seq: int
    hash: str
    at: str
    mac: str

    def mac_by(self, key: str) -> str:
        """What `mac` must be if the anchor was made by who has `key`."""
        return hmac.new(key.encode(), f"culture-week-anchor-1\0{self.seq}\0{self.hash}\0{self.at}".encode(), hashlib.sha256).hexdigest()


def make_anchor(*, key: str, now: datetime) -> Anchor:
    """The present end of the chain, signed where there is a `key`."""
    head = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == HEAD)).one_or_none()
    anchor = Anchor(head.seq if head else 0, head.hash if head else "", now.isoformat(), "")
    return Anchor(anchor.seq, anchor.hash, anchor.at, anchor.mac_by(key)) if key else anchor


def read_anchors(lines: Iterable[str]) -> list[Anchor]:
    """Anchors as `flask audit anchor` writes them, one a line. Raises `ValueError` for a line that is none."""
    try:
        return [Anchor(**json.loads(line)) for line in lines if line.strip()]
    except TypeError as error:
        raise ValueError(str(error)) from None


def faults_of_chain(anchors: Iterable[Anchor] = (), *, key: str = "") -> Iterator[str]:
    """What is wrong, in the order of the chain; nothing is good. Reads every entry once, a bounded number at a time."""
    anchors = list(anchors)
    yield from (f"anchor of {anchor.at}: its signature is not ours" for anchor in anchors if key and not _is_ours(anchor, key))
    anchored: dict[int, list[Anchor]] = defaultdict(list)  # while nothing happens there are several of one entry
    for anchor in anchors:
        if anchor.seq:
            anchored[anchor.seq].append(anchor)
    seq, last = 0, ""
    for row in _sealed():
        if row["seq"] != seq + 1:
            yield f"{seq + 1} to {row['seq'] - 1}: missing"
        elif row["previous_hash"] != last:
            yield f"{row['seq']}: does not follow the entry before it"
        if entry_hash(row["seq"], row, row["previous_hash"]) != row["hash"]:
            yield f"{row['seq']}: is not what was written"
        seq, last = row["seq"], row["hash"]
        for anchor in anchored.pop(seq, ()):
            if anchor.hash != last:
                yield f"{seq}: the anchor of {anchor.at} knew another entry here; the chain was counted anew"
    head = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == HEAD)).one_or_none()
    if (seq, last) != (tuple(head) if head else (0, "")):
        yield f"{seq}: the chain ends here, but its head says {head.seq if head else 0}"
    yield from (
        f"{anchor.seq}: missing, the anchor of {anchor.at} knew it; the end was cut off"
        for anchor in chain.from_iterable(anchored.values())
        if anchor.seq > seq
    )


def _is_ours(anchor: Anchor, key: str) -> bool:
    return hmac.compare_digest(anchor.mac, anchor.mac_by(key))


def _sealed() -> Iterator[Any]:
    entries = table_of(AuditEntry)
    query = select(entries).where(entries.c.seq.is_not(None)).order_by(entries.c.seq).execution_options(yield_per=ROWS_AT_ONCE)
    yield from session.execute(query).mappings()


@audit_commands.command("verify")
@click.option("--anchor", "anchor_file", type=click.File(), help="what `flask audit anchor` wrote, kept on another host")
def verify(anchor_file: TextIO | None) -> None:
    """Counts the whole chain again; ends with 1 and names the entries where it was touched."""
    try:
        anchors = read_anchors(anchor_file) if anchor_file else []
    except ValueError as error:
        raise click.UsageError(f"--anchor: not an anchor file ({error})") from None
    with one_snapshot():
        faults = list(faults_of_chain(anchors, key=current_app.config["AUDIT_ANCHOR_KEY"]))
        entries = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        waiting = session.scalar(select(func.count()).where(AuditEntry.seq.is_(None))) or 0
    for fault in faults[:MOST_SHOWN]:
        click.echo(f"BROKEN {fault}")
    if len(faults) > MOST_SHOWN:
        click.echo(f"BROKEN and {len(faults) - MOST_SHOWN} more")
    click.echo(f"{entries} entries, {waiting} not sealed yet, {len(anchors)} anchors{'' if faults else ': whole'}")
    sys.exit(1 if faults else 0)


@audit_commands.command("anchor")
def anchor() -> None:
    """Prints the end of the chain as one line, to be added to a file on another host: `flask audit anchor | ssh … 'cat >> anchors'`."""
    made = make_anchor(key=current_app.config["AUDIT_ANCHOR_KEY"], now=utc_now())
    click.echo(json.dumps({"seq": made.seq, "hash": made.hash, "at": made.at, "mac": made.mac}))
