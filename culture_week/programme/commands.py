"""`flask programme …`"""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.text import in_language, local_zone
from culture_week.festival.queries.office import edition_facts
from culture_week.programme import event_sheet
from culture_week.programme.actions.imports import import_events
from culture_week.programme.queries.imports import what_is_known
from culture_week.programme.rules.imports import judge
from culture_week.programme.rules.planned import Finding
from culture_week.programme.words import FINDINGS

programme_commands = AppGroup("programme", help="The programme of an edition.")


@programme_commands.command("import-events")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "edition_code", required=True)
@click.option("--dry-run", is_flag=True, help="only say what would happen")
def import_from_file(file: Path, edition_code: str, dry_run: bool) -> None:
    """Adds the events of an XLSX or CSV file, all or none; ends with 1 where a row has a mistake."""
    edition = edition_facts(edition_code)
    if edition is None:
        raise click.UsageError(f"no edition {edition_code}")
    with in_language("en"):
        try:
            sheet = event_sheet.read_rows(file.read_bytes())
            judged = judge([] if sheet.lacking else sheet.rows, what_is_known(edition, local_zone(), event_sheet.choices()))
        except Refusal as refusal:
            raise click.ClickException(refusal.text()) from refusal
        for field in sheet.lacking:
            click.echo(f"error    column {event_sheet.heading(field)} is missing")
        for kind, findings in (("error", judged.mistakes), ("warning", judged.warnings)):
            for finding in sorted(findings, key=lambda finding: finding.row):
                click.echo(f"{kind:8} {_in_words(finding)}")
        if sheet.lacking or judged.mistakes:
            sys.exit(1)
        if not dry_run:
            values = {"edition": edition, "rows": sheet.rows, "zone": local_zone(), "choices": event_sheet.choices()}
            in_transaction(import_events, **values, by="command", now=utc_now())
    click.echo(f"{len(judged.planned)} {'to add' if dry_run else 'added'}, {judged.unchanged} there already")


def _in_words(finding: Finding) -> str:
    words = str(FINDINGS[finding.problem]) % {"value": finding.value}
    return f"row {finding.row}, {event_sheet.heading(finding.field)}: {words}"
