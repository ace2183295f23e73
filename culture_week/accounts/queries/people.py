"""Accounts, grants and invitations as those see them who look after people."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, or_, select

from culture_week.accounts.models import Account, Grant, Invitation
from culture_week.accounts.queries import has_second_factor
from culture_week.accounts.rules import GrantFacts
from culture_week.accounts.states import GUESTS
from culture_week.core.database import session
from culture_week.core.text import in_reader_language
from culture_week.festival.models import Edition, Gate, Venue


@dataclass(frozen=True)
class Person:
    """An account on a list, with what it may do and did."""

    id: int
    code: str
    name: str
    email: str | None
    phone: str | None
    has_pin: bool
    has_second_factor: bool
    created_at: datetime


def people(ids: set[int] | None = None) -> list[Person]:
    """Accounts by name: all, or those with these ids."""
    columns = (Account.id, Account.code, Account.name, Account.email, Account.phone, Account.pin_hash.is_not(None), has_second_factor())
    query = select(*columns, Account.created_at).order_by(Account.name, Account.id)
    return [Person(*row) for row in session.execute(_only(query, ids))]


def _only(query: Any, ids: set[int] | None) -> Any:
    return query if ids is None else query.where(Account.id.in_(ids))


def account_ids_within(editions: Collection[int] | None, inviter_id: int) -> set[int] | None:
    """Whom somebody with rights in these editions knows: who has or had a role there or everywhere, and whom they invited.

    None is everybody, for rights that reach over all editions.
    """
    if editions is None:
        return None
    there = or_(Grant.edition_id.is_(None), Grant.edition_id.in_(editions))
    invited = select(Invitation.id).where(
        Invitation.invited_by_id == inviter_id, Grant.granted_by == literal("invitation:") + Invitation.code
    )
    return set(session.scalars(select(Grant.account_id).where(or_(there, invited.exists()))))


def guests(editions: Collection[int] | None) -> list[Person]:
    """Accounts that have the role of a group or vendor in these editions or everywhere; in whichever, where it is None."""
    held = select(Grant.account_id).where(Grant.role.in_(GUESTS), Grant.revoked_at.is_(None))
    if editions is not None:
        held = held.where(or_(Grant.edition_id.is_(None), Grant.edition_id.in_(editions)))
    return people(set(session.scalars(held)))


@dataclass(frozen=True)
class GrantOnList:
    """A grant as people read it, with its history."""

    grant: GrantFacts
    place: str
    granted_at: datetime
    granted_by: str
    revoked_at: datetime | None
    revoked_by: str | None


def grants_by_account() -> dict[int, list[GrantOnList]]:
    """Every grant there ever was, the latest first."""
    columns = (Grant.account_id, Grant.role, Grant.edition_id, Grant.venue_id, Grant.gate_id)
    history = (Grant.granted_at, Grant.granted_by, Grant.revoked_at, Grant.revoked_by)
    query = select(*columns, Edition.name, Venue.name, Gate.code, *history).order_by(Grant.granted_at.desc(), Grant.id.desc())
    query = query.outerjoin(Edition, Edition.id == Grant.edition_id).outerjoin(Venue, Venue.id == Grant.venue_id)
    grants: dict[int, list[GrantOnList]] = defaultdict(list)
    for row in session.execute(query.outerjoin(Gate, Gate.id == Grant.gate_id)):
        place = row[7] or row[6] or (in_reader_language(row[5]) if row[5] else "")
        grants[row[0]].append(GrantOnList(GrantFacts(*row[1:5]), place, row[8], row[9], row[10], row[11]))
    return grants


def open_invitations(now: datetime) -> list[Invitation]:
    """Those that may still be accepted, the latest first."""
    return list(session.scalars(_open(now).order_by(Invitation.id.desc())))


def open_invitation(code: str, now: datetime) -> Invitation | None:
    """One of them."""
    return session.scalars(_open(now).where(Invitation.code == code)).one_or_none()


def _open(now: datetime) -> Any:
    return select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)


def account_codes_named(part: str, within: set[int] | None) -> list[str]:
    """The accounts whose holder's name or address has `part` in it; of these ids only, unless `within` is None."""
    inside = f"%{part.lower().replace('%', '').replace('_', '')}%"
    query = select(Account.code).where(func.lower(Account.name).like(inside) | Account.email.like(inside))
    return list(session.scalars(_only(query, within).limit(100)))
