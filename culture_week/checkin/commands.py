"""`flask checkin …`"""

import click
from flask.cli import AppGroup

from culture_week.checkin.actions import enrol_device, offer_enrolment
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.festival.queries import current_edition, gate_by_code

checkin_commands = AppGroup("checkin", help="Gates and their devices.")


@checkin_commands.command("enrol-device")
@click.option("--gate", "gate_code", required=True, help="code of a gate of the current edition")
def enrol(gate_code: str) -> None:
    """Makes a device of a gate and prints its token; revoke it on /staff/gerbang."""
    edition = current_edition()
    gate = gate_by_code(edition.id, gate_code) if edition else None
    if gate is None:
        raise click.ClickException(f"no gate {gate_code}")

    def make() -> str:
        secret = offer_enrolment(gate_id=gate.id, by="command line", now=utc_now())
        return enrol_device(secret=secret, now=utc_now())

    click.echo(in_transaction(make))
