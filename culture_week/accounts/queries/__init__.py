"""Accounts, their ways in, their log-ins and grants."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from culture_week.accounts.models import Account, Grant, LogIn, OneTimeLink, Passkey, RecoveryCode
from culture_week.accounts.rules import GrantFacts
from culture_week.accounts.states import Purpose, Role
from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.festival.models import Edition, Gate


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, as flask-login wants it."""

    id: int
    code: str
    name: str
    has_second_factor: bool
    log_in_id: int
    log_in_started_at: datetime
    log_in_expires_at: datetime
    proved_at: datetime
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


@dataclass(frozen=True)
class HalfLogIn:
    """A log-in that waits for the second factor."""

    id: int
    account_id: int
    has_app: bool
    has_passkey: bool


_HAS_PASSKEY = exists().where(Passkey.account_id == Account.id)


def has_second_factor() -> ColumnElement[bool]:
    """Of an account: an app or a passkey."""
    return or_(Account.totp_secret.is_not(None), _HAS_PASSKEY)


def account_by_email(email: str) -> tuple[int, str | None] | None:
    """Id and password hash of the account with this address (normalised)."""
    row = session.execute(select(Account.id, Account.password_hash).where(Account.email == email)).one_or_none()
    return (row[0], row[1]) if row else None


def account_by_phone(phone: str) -> tuple[int, str | None] | None:
    """Id and PIN hash of the account with this number (E.164)."""
    row = session.execute(select(Account.id, Account.pin_hash).where(Account.phone == phone)).one_or_none()
    return (row[0], row[1]) if row else None


def password_hash_of(account_id: int) -> str | None:
    """What is stored of its password."""
    return session.scalar(select(Account.password_hash).where(Account.id == account_id))


def signed_in(token_digest: str, now: datetime) -> SignedIn | None:
    """The account whose log-in this token continues, with its grants."""
    columns = (Account.id, Account.code, Account.name, has_second_factor())
    query = select(*columns, LogIn.id, LogIn.started_at, LogIn.expires_at, LogIn.proved_at).join(LogIn, LogIn.account_id == Account.id)
    row = session.execute(query.where(*_going_on(token_digest, now), LogIn.factor_due.is_(False))).one_or_none()
    return SignedIn(*row, tuple(rights_of(row[0]))) if row else None


def half_log_in(token_digest: str, now: datetime) -> HalfLogIn | None:
    """The log-in with this token, if it waits for the second factor."""
    query = select(LogIn.id, Account.id, Account.totp_secret.is_not(None), _HAS_PASSKEY).join(Account, Account.id == LogIn.account_id)
    row = session.execute(query.where(*_going_on(token_digest, now), LogIn.factor_due.is_(True))).one_or_none()
    return HalfLogIn(*row) if row else None


def _going_on(token_digest: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (LogIn.token_digest == token_digest, LogIn.ended_at.is_(None), LogIn.expires_at > now)


def grants_of(account_id: int) -> list[tuple[int, GrantFacts]]:
    """The grants that hold, each with its id."""
    columns = (Grant.id, Grant.role, Grant.edition_id, Grant.venue_id, Grant.gate_id)
    rows = session.execute(select(*columns).where(Grant.account_id == account_id, Grant.revoked_at.is_(None)))
    return [(row[0], GrantFacts(*row[1:])) for row in rows]


def rights_of(account_id: int) -> list[GrantFacts]:
    """The same without the ids."""
    return [grant for _id, grant in grants_of(account_id)]


def grants_in_force() -> dict[int, list[GrantFacts]]:
    """By account id, every grant that holds."""
    columns = (Grant.account_id, Grant.role, Grant.edition_id, Grant.venue_id, Grant.gate_id)
    grants: dict[int, list[GrantFacts]] = defaultdict(list)
    for account_id, *facts in session.execute(select(*columns).where(Grant.revoked_at.is_(None)).order_by(Grant.id)):
        grants[account_id].append(GrantFacts(*facts))  # type: ignore[arg-type]
    return grants


def grants_by_holder(account_ids: set[int]) -> dict[int, list[tuple[datetime, GrantFacts]]]:
    """The grants that hold, each with when it was given."""
    columns = (Grant.account_id, Grant.granted_at, Grant.role, Grant.edition_id, Grant.venue_id, Grant.gate_id)
    found: dict[int, list[tuple[datetime, GrantFacts]]] = defaultdict(list)
    for row in session.execute(select(*columns).where(Grant.account_id.in_(account_ids), Grant.revoked_at.is_(None))):
        found[row[0]].append((row[1], GrantFacts(*row[2:])))
    return found


def has_factor(account_id: int) -> bool:
    """Whether the account has a second factor."""
    return bool(session.scalar(select(has_second_factor()).where(Account.id == account_id)))


def roles_in_edition(account_id: int, edition_id: int) -> list[Role]:
    """The roles that an account has for the whole of one edition."""
    narrow = (Grant.venue_id.is_not(None), Grant.gate_id.is_not(None))
    query = select(Grant.role).where(Grant.account_id == account_id, Grant.edition_id == edition_id, Grant.revoked_at.is_(None))
    return list(session.scalars(query.where(~or_(*narrow)).order_by(Grant.id)))


def account_code(account_id: int) -> str:
    """The public name of an account; it exists."""
    return session.scalars(select(Account.code).where(Account.id == account_id)).one()


def names_of_accounts(codes: Iterable[str], within: set[int] | None = None) -> dict[str, str]:
    """Their holders' names, by code; of these ids only, unless `within` is None."""
    query = select(Account.code, Account.name).where(Account.code.in_(set(codes)))
    if within is not None:
        query = query.where(Account.id.in_(within))
    return {row.code: row.name for row in session.execute(query)}


def email_of(account_id: int) -> str | None:
    """Where its mails go, if anywhere."""
    return session.scalar(select(Account.email).where(Account.id == account_id))


def account_id_by_code(code: str) -> int | None:
    """The id of the account with this code."""
    return session.scalar(select(Account.id).where(Account.code == code))


@dataclass(frozen=True)
class OpenLink:
    """A one-time link that still works."""

    account_id: int
    name: str
    purpose: Purpose
    value: str | None
    expires_at: datetime


def open_link(code: str, now: datetime) -> OpenLink | None:
    """The link with this code, unless it is over."""
    columns = (Account.id, Account.name, OneTimeLink.purpose, OneTimeLink.value, OneTimeLink.expires_at)
    query = select(*columns).join(Account, Account.id == OneTimeLink.account_id).where(OneTimeLink.code == code)
    still = (OneTimeLink.used_at.is_(None), OneTimeLink.withdrawn_at.is_(None), OneTimeLink.expires_at > now)
    row = session.execute(query.where(*still)).one_or_none()
    return OpenLink(*row) if row else None


def open_pin_link(account_id: int, now: datetime) -> tuple[str, datetime] | None:
    """Code and end of the link by which a group or vendor may choose its PIN now."""
    still = (OneTimeLink.used_at.is_(None), OneTimeLink.withdrawn_at.is_(None), OneTimeLink.expires_at > now)
    own = (OneTimeLink.account_id == account_id, OneTimeLink.purpose == Purpose.CHOOSE_PIN)
    row = session.execute(select(OneTimeLink.code, OneTimeLink.expires_at).where(*own, *still)).one_or_none()
    return (row[0], row[1]) if row else None


def log_ins_of(account_id: int, now: datetime) -> list[LogIn]:
    """Where the account is logged in, the latest first."""
    still = (LogIn.account_id == account_id, LogIn.ended_at.is_(None), LogIn.expires_at > now, LogIn.factor_due.is_(False))
    return list(session.scalars(select(LogIn).where(*still).order_by(LogIn.id.desc())))


def was_logged_in_on(contact: str, device_digest: str) -> bool:
    """Whether the account with this address or number (normalised) was ever logged in, wholly, on a device with this mark."""
    there = (LogIn.device_digest == device_digest, LogIn.factor_due.is_(False))
    query = select(LogIn.id).join(Account, Account.id == LogIn.account_id).where(*there)
    return session.scalar(query.where(or_(Account.email == contact, Account.phone == contact)).limit(1)) is not None


def passkeys_of(account_id: int) -> list[Passkey]:
    """The account's passkeys, the oldest first."""
    return list(session.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)))


def passkey_by_credential(credential_id: str) -> Passkey | None:
    """The passkey that a browser names."""
    return session.scalars(select(Passkey).where(Passkey.credential_id == credential_id)).one_or_none()


def has_app(account_id: int) -> bool:
    """Whether an authenticator app is set up."""
    return bool(session.scalar(select(Account.totp_secret.is_not(None)).where(Account.id == account_id)))


def count_recovery_codes(account_id: int) -> int:
    """How many are left."""
    left = select(RecoveryCode.id).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(left).all())


def devices_offered_by(account_code: str) -> list[tuple[str, str, str]]:
    """Code, gate code and gate name of gate devices that this account made and nobody ended, as the audit trail knows them."""
    by_subject: dict[str, dict[str, AuditEntry]] = defaultdict(dict)
    offered = select(AuditEntry.subject).where(AuditEntry.actor == f"account:{account_code}", AuditEntry.action == "offer_enrolment")
    for entry in session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(offered))):
        by_subject[entry.subject][entry.action] = entry
    working = {subject: deeds for subject, deeds in by_subject.items() if "enrol" in deeds and "revoke" not in deeds}
    known = session.execute(select(Edition.code, Gate).join(Edition, Edition.id == Gate.edition_id)) if working else ()
    gates = {f"{edition}/{gate.code}": gate for edition, gate in known}
    found = [(subject.partition(":")[2], gates.get(deeds["offer_enrolment"].details["gate"])) for subject, deeds in working.items()]
    return [(code, gate.code, gate.name) for code, gate in found if gate is not None]


@dataclass(frozen=True)
class RecipientAccount:
    """Who is written to."""

    email: str
    name: str


def recipient_account(account_id: int) -> RecipientAccount | None:
    """An account to write to; None where it is gone or has no address."""
    row = session.execute(select(Account.email, Account.name).where(Account.id == account_id)).one_or_none()
    return RecipientAccount(row[0], row[1]) if row and row[0] else None
