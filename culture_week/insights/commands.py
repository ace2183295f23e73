"""`flask invariants …` and `flask export …`"""

import hashlib
import json
import sys
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup

from culture_week.core.database import one_snapshot
from culture_week.insights import queries

invariants_commands = AppGroup("invariants", help="What must always hold.")
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
