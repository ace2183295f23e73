"""People are asked to take a role, accept, or are not asked any more."""

from datetime import datetime

from sqlalchemy import select, update

from culture_week.accounts.actions.people import create_account, grant_role, verify_contact
from culture_week.accounts.models import Account, Invitation
from culture_week.accounts.queries import rights_of
from culture_week.accounts.rules import INVITATION_LASTS, AboveYourRole, GrantFacts, LinkOver, may_hand_out
from culture_week.core import audit
from culture_week.core.codes import new_code
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import session
from culture_week.messages.actions import queue


def invite(*, name: str, contact: Contact, offered: GrantFacts, inviter_id: int | None, language: str, by: str, now: datetime) -> str:
    """Asks somebody to take a role; by e-mail the link is sent, else staff hand it over. Returns its code. Raises `AboveYourRole`.

    `inviter_id` is None on the command line, which may everything.
    """
    if inviter_id is not None and not may_hand_out(rights_of(inviter_id), offered):
        raise AboveYourRole()
    code = new_code()
    values = {"name": name, "channel": contact.channel, "recipient": contact.value, **vars(offered), "invited_by_id": inviter_id}
    session.add(Invitation(code=code, **values, created_at=now, expires_at=now + INVITATION_LASTS))
    if contact.channel is Channel.EMAIL:
        context = {"code": code, "name": name, "role": offered.role}
        queue(key=f"invitation:{code}", contact=contact, language=language, template="accounts/invitation", context=context, now=now)
    audit.record_sealed(by=by, now=now, action="invite", subject=f"invitation:{code}", role=offered.role)
    return code


def accept_invitation(*, code: str, email: str, name: str, password: str, now: datetime) -> int:
    """The invited person makes an account with the role that is offered. Returns its id.

    Raises `LinkOver`, `BadContact`, `WeakPassword`, `ContactTaken`; where the inviter's right has gone, `LinkOver` too.
    """
    waiting = (Invitation.code == code, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)
    row = session.execute(update(Invitation).where(*waiting).values(accepted_at=now).returning(Invitation)).scalar()
    if row is None:
        raise LinkOver()
    offered = GrantFacts(row.role, row.edition_id, row.venue_id, row.gate_id)
    if row.invited_by_id and not may_hand_out(rights_of(row.invited_by_id), offered):
        raise LinkOver()
    by = f"invitation:{code}"
    account_id = create_account(email=email, name=name, password=password, by=by, now=now)
    if row.channel is Channel.EMAIL and row.recipient == session.scalar(select(Account.email).where(Account.id == account_id)):
        verify_contact(account_id=account_id, contact=Contact(Channel.EMAIL, row.recipient), now=now)
    grant_role(account_id=account_id, **vars(offered), by=by, now=now)
    return account_id


def withdraw_invitation(*, code: str, withdrawer_id: int, by: str, now: datetime) -> None:
    """An invitation is not open any more; harmless where it was over. Raises `AboveYourRole`."""
    row = session.scalars(select(Invitation).where(Invitation.code == code)).one_or_none()
    if row is None:
        raise LinkOver()
    offered = GrantFacts(row.role, row.edition_id, row.venue_id, row.gate_id)
    if not may_hand_out(rights_of(withdrawer_id), offered):
        raise AboveYourRole()
    session.execute(update(Invitation).where(Invitation.id == row.id, Invitation.accepted_at.is_(None)).values(withdrawn_at=now))
    audit.record_sealed(by=by, now=now, action="withdraw", subject=f"invitation:{code}")
