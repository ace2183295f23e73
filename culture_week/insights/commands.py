"""`flask invariants …` and `flask export …`"""

import hashlib
import json
import sys
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup

from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction, one_snapshot
from culture_week.core.text import local_day
from culture_week.insights import queries
from culture_week.insights.actions.erasing import take_night
from culture_week.insights.jobs import count_due, erase_all
from culture_week.insights.rules import Kept

invariants_commands = AppGroup("invariants", help="What must always hold.")
retention_commands = AppGroup("retention", help="What is erased when it is kept no longer.")
export_commands = AppGroup("export", help="All data, for another program.")


@invariants_commands.command("check")
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Looks for rows that break a promise; ends with 1 where there are any."""
    with one_snapshot():
        broken = queries.broken_invariants()
    if as_json:
        click.echo(json.dumps(broken))
    else:
        for name, ids in broken.items():
            click.echo(f"{'ok    ' if not ids else 'BROKEN'} {name} {ids or ''}")
    sys.exit(1 if any(broken.values()) else 0)


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@export_commands.command("all")
def export_all() -> None:
    """Every table as NDJSON in one snapshot; the last line gives the counts and a SHA-256 over the lines before it."""
    total, counts = hashlib.sha256(), {}
    with one_snapshot():
        for table in queries.exported_tables():
            counts[table.name] = 0
            for row in queries.rows_of(table):
                line = json.dumps({"table": table.name, "row": row}, default=_as_text, ensure_ascii=False)
                total.update(line.encode() + b"\n")
                counts[table.name] += 1
                click.echo(line)
    click.echo(json.dumps({"counts": counts, "sha256": total.hexdigest()}))


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="only counts what would be erased")
def retention_run(dry_run: bool) -> None:
    """Erases now what is kept no longer, as the worker does each night."""
    now = utc_now()
    on = local_day(now)
    if dry_run:
        counts = count_due(now=now)
    else:
        in_transaction(take_night, on=on, now=now)  # whoever erases at the same time erases other rows
        counts = erase_all(on=on, by="system")
    for kept in Kept:
        click.echo(f"{kept:10} {counts.get(kept, 0)}")
    click.echo("nothing was erased: this was a dry run" if dry_run else f"today's report: {sum(counts.values())} erased")
