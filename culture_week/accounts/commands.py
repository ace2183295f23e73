"""`flask accounts …`"""

import click
from flask.cli import AppGroup

from culture_week.accounts.actions import create_account, grant_role
from culture_week.accounts.actions.factors import reset_second_factor
from culture_week.accounts.actions.log_ins import end_all_log_ins, end_log_ins_of
from culture_week.accounts.queries import account_by_email
from culture_week.accounts.queries.people import grants_by_account, people
from culture_week.accounts.states import Role
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal

accounts_commands = AppGroup("accounts", help="People who sign in.")


def _account(email: str) -> int:
    known = account_by_email(email.strip().lower())
    if known is None:
        raise click.ClickException(f"no account has the address {email}")
    return known[0]


@accounts_commands.command("list")
def list_accounts() -> None:
    """Lists who may do what."""
    grants = grants_by_account()
    for person in people():
        held = ", ".join(one.grant.role for one in grants.get(person.id, []) if one.revoked_at is None) or "no role"
        click.echo(f"{person.code}  {person.email or person.phone}  {held}{'  2 steps' if person.has_second_factor else ''}")


@accounts_commands.command("end-log-ins")
@click.option("--email", required=True)
def end_log_ins(email: str) -> None:
    """Logs somebody out everywhere."""
    in_transaction(end_all_log_ins, account_id=_account(email), by="command line", now=utc_now())
    click.echo(f"{email} is logged out")


@accounts_commands.command("reset-second-factor")
@click.option("--email", required=True)
def reset(email: str) -> None:
    """Takes away the second factor of somebody who has lost it, and logs them out; they set up a new one at the next log-in."""
    account_id = _account(email)

    def take_away() -> None:
        end_log_ins_of(account_id=account_id, now=utc_now())
        reset_second_factor(account_id=account_id, by="command line", now=utc_now())

    in_transaction(take_away)
    click.echo(f"{email} has no second factor any more")


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
