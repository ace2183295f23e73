"""`flask messages …`"""

import click
from flask.cli import AppGroup

from culture_week.messages.jobs import deliver_messages

messages_commands = AppGroup("messages", help="The outbox.")


@messages_commands.command("deliver")
def deliver() -> None:
    """Sends every mail that is due."""
    delivery = deliver_messages()
    click.echo(f"sent {delivery.sent}, failed {delivery.failed}")
