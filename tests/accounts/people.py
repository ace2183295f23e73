"""People to test with: staff with a second factor, groups and vendors with a way in."""

import re
from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pyotp
from sqlalchemy import select

from culture_week.accounts.actions import factors, invitations, links
from culture_week.accounts.models import Account, OneTimeLink
from culture_week.accounts.queries import account_by_email
from culture_week.accounts.rules import GrantFacts
from culture_week.accounts.states import Purpose, Role
from culture_week.core.codes import derived_digits, derived_secret
from culture_week.core.contact import read_contact, read_phone
from culture_week.core.database import in_transaction, session
from culture_week.pages.actions import invite_guest
from culture_week.performers.actions import add_group
from culture_week.vendors.actions import add_vendor
from tests.factories import now

PIN = "294617"
_numbers = count(70_001)


def account_id_of(email: str) -> int:
    return account_by_email(email)[0]


def code_of(account_id: int) -> str:
    return session.scalars(select(Account.code).where(Account.id == account_id)).one()


def set_up_app(email: str) -> str:
    """Gives the account an authenticator app whose codes so far count as used; returns its secret."""
    secret = pyotp.random_base32()
    values = {"account_id": account_id_of(email), "secret": secret, "step": 0, "keep": None, "language": "id", "by": "test"}
    in_transaction(factors.set_up_totp, **values, now=now())
    return secret


def code_now(secret: str, **ahead: Any) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(**ahead))


def make_guest(role: Role, *, edition_id: int | None = None, email: str | None = None) -> SimpleNamespace:
    """A group or vendor and the person who speaks for it, who holds a link to choose a PIN."""
    n = next(_numbers)
    code, name, phone = f"{role.upper()}-{n}", f"Kelompok Contoh {n}", f"0861{n:08d}"
    add = add_group if role is Role.GROUP else add_vendor
    in_transaction(add, code=code, name=name, by="test", now=now())
    asked = {"role": role, "code": code, "name": name, "phone": read_phone(phone), "email": email, "edition_id": edition_id}
    account_id = in_transaction(invite_guest, **asked, by="test", now=now())
    return SimpleNamespace(
        id=account_id, code=code_of(account_id), group=code, name=name, phone=phone, link=link_of(account_id, "masuk-tamu")
    )


def link_of(account_id: int, page: str, purpose: Purpose | None = None) -> str:
    """The path of the latest one-time link of an account."""
    query = select(OneTimeLink.code).where(OneTimeLink.account_id == account_id).order_by(OneTimeLink.id.desc()).limit(1)
    code = session.scalars(query.where(OneTimeLink.purpose == purpose) if purpose else query).one()
    return f"/{page}/{code}/{derived_secret(page, code, 1)}"


def digits_of(link: str) -> str:
    return derived_digits("masuk/surel", link.split("/")[3])


def make_invitation(role: Role = Role.GATE, contact: str = "0861-1000-0055", inviter_id: int | None = None, **scope: Any) -> str:
    """The path of an invitation."""
    values = {"name": "Budi Contoh", "contact": read_contact(contact), "offered": GrantFacts(role, **scope), "inviter_id": inviter_id}
    code = in_transaction(invitations.invite, **values, language="id", by="test", now=now())
    return f"/staff/undangan/{code}/{derived_secret('staff/undangan', code, 1)}"


def offer_reset(email: str) -> str:
    """The path of a link for a forgotten password."""
    account_id = account_id_of(email)
    in_transaction(links.offer_reset, account_id=account_id, language="id", now=now())
    return link_of(account_id, "staff/sandi")


def post(client: Any, path: str, form_at: str | None = None, **data: str) -> Any:
    """Fills in the form at `form_at` (else at the path itself) and sends it."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(form_at or path).text)[1]
    return client.post(path, data={"csrf_token": token, **data})
