"""`flask accounts …`"""

import click
from flask.cli import AppGroup

from culture_week.accounts.actions import create_account, grant_role
from culture_week.accounts.states import Role
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal

accounts_commands = AppGroup("accounts", help="People who sign in.")


@accounts_commands.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create_admin(email: str, name: str, password: str) -> None:
    """Creates an account that may do everything."""

    def create() -> None:
        now = utc_now()
        account_id = create_account(email=email, name=name, password=password, by="command line", now=now)
        grant_role(account_id=account_id, role=Role.ADMIN, by="command line", now=now)

    try:
        in_transaction(create)
    except Refusal as refusal:
        raise click.ClickException(refusal.text()) from refusal
    click.echo(f"created {email}")
