"""Accounts, their log-ins and grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from culture_week.accounts.models import Account, Grant, LogIn
from culture_week.accounts.rules import GrantFacts
from culture_week.accounts.states import Role
from culture_week.core.database import session


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, as flask-login wants it."""

    id: int
    code: str
    name: str
    log_in_id: int
    log_in_started_at: datetime
    log_in_expires_at: datetime
    grants: tuple[GrantFacts, ...]
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def actor(self) -> str:
        """Who this is in the audit trail."""
        return f"account:{self.code}"

    def get_id(self) -> str:
        """For flask-login."""
        return str(self.id)


def account_by_email(email: str) -> tuple[int, str] | None:
    """Id and password hash of the account with this address (normalised)."""
    row = session.execute(select(Account.id, Account.password_hash).where(Account.email == email)).one_or_none()
    return (row[0], row[1]) if row else None


def signed_in(token_digest: str, now: datetime) -> SignedIn | None:
    """The account whose log-in this token continues, with its grants."""
    query = select(Account.id, Account.code, Account.name, LogIn.id, LogIn.started_at, LogIn.expires_at)
    query = query.join(LogIn, LogIn.account_id == Account.id)
    row = session.execute(query.where(LogIn.token_digest == token_digest, LogIn.ended_at.is_(None), LogIn.expires_at > now)).one_or_none()
    if row is None:
        return None
    columns = (Grant.role, Grant.edition_id, Grant.venue_id, Grant.gate_id)
    grants = tuple(GrantFacts(*grant) for grant in session.execute(select(*columns).where(Grant.account_id == row[0])))
    return SignedIn(*row, grants)


def roles_in_edition(account_id: int, edition_id: int) -> list[Role]:
    """The roles that an account has for the whole of one edition."""
    narrow = (Grant.venue_id.is_not(None), Grant.gate_id.is_not(None))
    query = select(Grant.role).where(Grant.account_id == account_id, Grant.edition_id == edition_id)
    return list(session.scalars(query.where(~or_(*narrow)).order_by(Grant.id)))


def account_code(account_id: int) -> str:
    """The public name of an account; it exists."""
    return session.scalars(select(Account.code).where(Account.id == account_id)).one()


def names_of_accounts(codes: Iterable[str]) -> dict[str, str]:
    """Their holders' names, by code."""
    query = select(Account.code, Account.name).where(Account.code.in_(set(codes)))
    return {row.code: row.name for row in session.execute(query)}


def account_codes_named(part: str) -> list[str]:
    """The accounts whose holder's name or address has `part` in it."""
    inside = f"%{part.lower().replace('%', '').replace('_', '')}%"
    query = select(Account.code).where(func.lower(Account.name).like(inside) | Account.email.like(inside))
    return list(session.scalars(query.limit(100)))
