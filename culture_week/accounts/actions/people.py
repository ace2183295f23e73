"""Accounts are made and changed, roles are given and taken."""

from datetime import datetime

from sqlalchemy import select, update

from culture_week.accounts.actions.log_ins import end_log_ins_of
from culture_week.accounts.models import Account, Grant, Invitation, OneTimeLink, VerifiedContact
from culture_week.accounts.passwords import hash_password
from culture_week.accounts.queries import account_code, email_of, grants_of, rights_of
from culture_week.accounts.rules import (
    AboveYourRole,
    ContactTaken,
    GrantFacts,
    NoPassword,
    OwnRole,
    check_password,
    check_pin,
    is_held,
    may_hand_out,
)
from culture_week.accounts.states import GUESTS, Role
from culture_week.core import audit
from culture_week.core.codes import new_code
from culture_week.core.contact import Channel, Contact, read_email
from culture_week.core.database import insert, session
from culture_week.festival.queries import edition_code, gate_name, venue_code
from culture_week.messages.actions import queue


def create_account(*, email: str, name: str, password: str, by: str, now: datetime) -> int:
    """A new account of staff; returns its id. Raises `BadContact`, `WeakPassword`, `ContactTaken`."""
    check_password(password)
    account = Account(code=new_code(), email=_free_email(email), name=name, password_hash=hash_password(password), created_at=now)
    return _add(account, by, now)


def create_guest(*, phone: Contact, email: str | None, name: str, by: str, now: datetime) -> int:
    """A new account of a group or vendor, which has a phone; its owner chooses the PIN. Raises `BadContact`, `ContactTaken`."""
    if session.scalar(select(Account.id).where(Account.phone == phone.value)):
        raise ContactTaken()
    account = Account(code=new_code(), phone=phone.value, email=_free_email(email) if email else None, name=name, created_at=now)
    return _add(account, by, now)


def _free_email(text: str) -> str:
    email = read_email(text).value
    if session.scalar(select(Account.id).where(Account.email == email)):
        raise ContactTaken()
    return email


def _add(account: Account, by: str, now: datetime) -> int:
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
    scope = {"edition_id": edition_id, "venue_id": venue_id, "gate_id": gate_id}
    session.add(Grant(account_id=account_id, role=role, **scope, granted_at=now, granted_by=by))
    places = {
        "edition": edition_code(edition_id) if edition_id else None,
        "venue": venue_code(venue_id) if venue_id else None,
        "gate": gate_name(gate_id) if gate_id else None,
    }
    audit.record_sealed(by=by, now=now, action="grant", subject=f"account:{account_code(account_id)}", role=role, **places)


def give_role(*, account_id: int, wanted: GrantFacts, giver_id: int, by: str, now: datetime) -> None:
    """Gives a role to somebody who has an account, and logs them out: no cookie becomes worth more than it was.

    Harmless where it is held already. Raises `OwnRole`, `AboveYourRole`, `NoPassword`.
    """
    if account_id == giver_id:
        raise OwnRole()
    if wanted.role in GUESTS or not may_hand_out(rights_of(giver_id), wanted):
        raise AboveYourRole()
    # Held until the commit, so that two who press at once give one role.
    if session.scalars(select(Account.phone).where(Account.id == account_id).with_for_update()).one():
        raise NoPassword()
    if not is_held(rights_of(account_id), wanted):
        end_log_ins_of(account_id=account_id, now=now)
        grant_role(account_id=account_id, **vars(wanted), by=by, now=now)


def revoke_role(*, account_id: int, role: Role, revoker_id: int, revoker_grants: tuple[GrantFacts, ...], by: str, now: datetime) -> None:
    """Takes a role away wherever the revoker may, and with it all that hung on it: log-ins, and invitations not theirs to give any more.

    Harmless where it is not held any more. Raises `OwnRole`, `AboveYourRole`.
    """
    if account_id == revoker_id:
        raise OwnRole()
    held = grants_of(account_id)
    taken = [grant_id for grant_id, grant in held if grant.role is role and may_hand_out(revoker_grants, grant)]
    if not taken:
        if any(grant.role is role for _id, grant in held):
            raise AboveYourRole()
        return  # somebody else was faster
    session.execute(update(Grant).where(Grant.id.in_(taken)).values(revoked_at=now, revoked_by=by))
    end_log_ins_of(account_id=account_id, now=now)
    left = [grant for grant_id, grant in held if grant_id not in taken]
    if not left:
        end_links_of(account_id=account_id, now=now)
    withdrawn = _withdraw_invitations(account_id, left, now)
    subject = f"account:{account_code(account_id)}"
    audit.record_sealed(by=by, now=now, action="revoke", subject=subject, role=role, grants=len(taken), invitations=withdrawn)


def _withdraw_invitations(account_id: int, left: list[GrantFacts], now: datetime) -> int:
    """What somebody offered and could not offer any more."""
    columns = (Invitation.id, Invitation.role, Invitation.edition_id, Invitation.venue_id, Invitation.gate_id)
    waiting = select(*columns).where(
        Invitation.invited_by_id == account_id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    over = [row[0] for row in session.execute(waiting) if not may_hand_out(left, GrantFacts(*row[1:]))]
    session.execute(update(Invitation).where(Invitation.id.in_(over)).values(withdrawn_at=now))
    return len(over)


def change_name(*, account_id: int, name: str, by: str, now: datetime) -> None:
    """What the account is called on pages."""
    session.execute(update(Account).where(Account.id == account_id).values(name=name))
    audit.record_sealed(by=by, now=now, action="rename", subject=f"account:{account_code(account_id)}")


def change_password(*, account_id: int, password: str, keep: int | None, language: str, by: str, now: datetime) -> str | None:
    """A new password; every log-in but `keep` ends, waiting links die, and the owner is told. Raises `WeakPassword`.

    Returns the new token of `keep`.
    """
    check_password(password)
    session.execute(update(Account).where(Account.id == account_id).values(password_hash=hash_password(password)))
    end_links_of(account_id=account_id, now=now)
    tell_of_change(account_id=account_id, change="password", language=language, now=now)
    token = end_log_ins_of(account_id=account_id, now=now, but=keep)
    audit.record_sealed(by=by, now=now, action="change_password", subject=f"account:{account_code(account_id)}")
    return token


def choose_pin(*, account_id: int, pin: str, by: str, now: datetime) -> None:
    """A new PIN; every log-in ends, and waiting links die. Raises `WeakPin`."""
    check_pin(pin)
    session.execute(update(Account).where(Account.id == account_id).values(pin_hash=hash_password(pin)))
    end_log_ins_of(account_id=account_id, now=now)
    end_links_of(account_id=account_id, now=now)
    audit.record_sealed(by=by, now=now, action="choose_pin", subject=f"account:{account_code(account_id)}")


def change_email(*, account_id: int, email: str, language: str, now: datetime) -> None:
    """A new address that both addresses agreed to. Raises `ContactTaken`. The audit row is its caller's."""
    before = email_of(account_id)
    new = _free_email(email)
    session.execute(update(Account).where(Account.id == account_id).values(email=new))
    verify_contact(account_id=account_id, contact=Contact(Channel.EMAIL, new), now=now)
    end_log_ins_of(account_id=account_id, now=now)
    end_links_of(account_id=account_id, now=now)
    for address in filter(None, (before, new)):
        tell_of_change(account_id=account_id, change="email", language=language, now=now, address=address)


def verify_contact(*, account_id: int, contact: Contact, now: datetime) -> None:
    """Its owner has shown that they read what is sent there."""
    row = insert(VerifiedContact).values(account_id=account_id, channel=contact.channel, value=contact.value, verified_at=now)
    seen = {"account_id": account_id, "verified_at": now}
    session.execute(row.on_conflict_do_update(index_elements=["channel", "value"], set_=seen))


def end_links_of(*, account_id: int, now: datetime) -> None:
    """No link that waits for this account works any more."""
    waiting = (OneTimeLink.account_id == account_id, OneTimeLink.used_at.is_(None), OneTimeLink.withdrawn_at.is_(None))
    session.execute(update(OneTimeLink).where(*waiting).values(withdrawn_at=now))


def tell_of_change(*, account_id: int, change: str, language: str, now: datetime, address: str | None = None, **more: str) -> None:
    """Writes to the owner that a way in has changed: `change` is one of the cases of the template."""
    recipient = address or email_of(account_id)
    if recipient is None:
        return
    context = {"change": change, "at": now.isoformat(), **more}
    key, contact = f"account:{new_code()}", Contact(Channel.EMAIL, recipient)
    queue(key=key, contact=contact, language=language, template="accounts/changed", context=context, now=now)
