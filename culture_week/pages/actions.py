"""Letting groups and vendors in touches their domain and accounts alike."""

from datetime import datetime

from culture_week.accounts.actions import create_guest, grant_role
from culture_week.accounts.actions.links import offer_pin
from culture_week.accounts.actions.people import revoke_role
from culture_week.accounts.queries import rights_of
from culture_week.accounts.rules import GrantFacts
from culture_week.accounts.states import GUESTS, Role
from culture_week.core.contact import Contact
from culture_week.core.errors import NotFound
from culture_week.performers import actions as performers
from culture_week.performers.queries import group_id_by_code
from culture_week.vendors import actions as vendors
from culture_week.vendors.queries import vendor_id_by_code


def invite_guest(
    *, role: Role, code: str, name: str, phone: Contact, email: str | None, edition_id: int | None, by: str, now: datetime
) -> int:
    """An account that speaks for the group or vendor called `code`, with a link to choose its PIN. Returns its id.

    Raises `NotFound`, `BadContact`, `ContactTaken`.
    """
    owner_id = group_id_by_code(code) if role is Role.GROUP else vendor_id_by_code(code)
    if owner_id is None:
        raise NotFound()
    account_id = create_guest(phone=phone, email=email, name=name, by=by, now=now)
    grant_role(account_id=account_id, role=role, edition_id=edition_id, by=by, now=now)
    if role is Role.GROUP:
        performers.add_member(group_id=owner_id, account_id=account_id, by=by, now=now)
    else:
        vendors.add_member(vendor_id=owner_id, account_id=account_id, by=by, now=now)
    offer_pin(account_id=account_id, by=by, now=now)
    return account_id


def end_guest(*, account_id: int, remover_id: int, by: str, now: datetime) -> None:
    """Somebody speaks for no group and no vendor any more."""
    for table in (performers, vendors):
        table.end_memberships(account_id=account_id, now=now)
    everywhere = (GrantFacts(Role.ADMIN),)  # whoever may let guests in may also let them out, whatever their own rank
    for role in {grant.role for grant in rights_of(account_id)} & GUESTS:
        revoke_role(account_id=account_id, role=role, revoker_id=remover_id, revoker_grants=everywhere, by=by, now=now)
