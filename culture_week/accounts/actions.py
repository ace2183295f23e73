"""Accounts, grants and log-ins come and go."""

from datetime import datetime, timedelta

from sqlalchemy import update

from culture_week.accounts.models import Account, Grant, LogIn
from culture_week.accounts.passwords import hash_password
from culture_week.accounts.queries import account_code
from culture_week.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD, log_in_ends_at
from culture_week.accounts.states import Role
from culture_week.core import audit
from culture_week.core.codes import digest, new_code, new_token
from culture_week.core.contact import read_email
from culture_week.core.database import session
from culture_week.core.errors import Refusal
from culture_week.core.text import gettext


class WeakPassword(Refusal):
    """Too short, or absurdly long."""

    reason = "weak-password"
    status = 422

    def text(self) -> str:
        return gettext("Kata sandi paling sedikit %(n)d huruf.", n=SHORTEST_PASSWORD)


def create_account(*, email: str, name: str, password: str, by: str, now: datetime) -> int:
    """A new account; returns its id. Raises `BadContact`, `WeakPassword`."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPassword()
    account = Account(code=new_code(), email=read_email(email).value, name=name, password_hash=hash_password(password), created_at=now)
    session.add(account)
    session.flush()
    audit.record_sealed(by=by, now=now, action="create", subject=f"account:{account.code}")
    return account.id


def grant_role(
    *,
    account_id: int,
    role: Role,
    edition_id: int | None = None,
    venue_id: int | None = None,
    gate_id: int | None = None,
    by: str,
    now: datetime,
) -> None:
    """Gives a role in a scope; without any scope it holds everywhere."""
    session.add(Grant(account_id=account_id, role=role, edition_id=edition_id, venue_id=venue_id, gate_id=gate_id))
    scope = {"edition": edition_id, "venue": venue_id, "gate": gate_id}
    audit.record_sealed(by=by, now=now, action="grant", subject=f"account:{account_code(account_id)}", role=role, **scope)


def start_log_in(*, account_id: int, idle: timedelta, now: datetime) -> str:
    """A new log-in; returns the token for its cookie."""
    token = new_token()
    expires_at = log_in_ends_at(started_at=now, now=now, idle=idle)
    session.add(LogIn(account_id=account_id, token_digest=digest(token), started_at=now, expires_at=expires_at))
    account = f"account:{account_code(account_id)}"
    audit.record_sealed(by=account, now=now, action="log_in", subject=account)
    return token


def keep_log_in(*, log_in_id: int, expires_at: datetime) -> None:
    """Moves the end of a log-in that is in use. Leaves no audit entry: it would say only that somebody was there."""
    session.execute(update(LogIn).where(LogIn.id == log_in_id, LogIn.ended_at.is_(None)).values(expires_at=expires_at))


def end_log_in(*, log_in_id: int, by: str, now: datetime) -> None:
    """Ends a log-in; its cookie is worth nothing from then on."""
    session.execute(update(LogIn).where(LogIn.id == log_in_id, LogIn.ended_at.is_(None)).values(ended_at=now))
    audit.record_sealed(by=by, now=now, action="log_out", subject=by)
