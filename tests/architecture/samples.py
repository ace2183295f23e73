"""Something for every view argument: whoever adds a page that names a new thing adds one of it here, once."""

from collections.abc import Callable
from typing import Any

from culture_week.accounts.actions import grant_role, links
from culture_week.accounts.states import Purpose, Role
from culture_week.core.database import in_transaction
from tests.accounts.people import account_id_of, link_of, make_guest, make_invitation, offer_reset
from tests.factories import now


def values_of_accounts(email: str, edition_id: int) -> Callable[[str], dict[str, str]]:
    """By endpoint, values for the arguments of the pages of accounts; `email`, an admin, also speaks for a group and a vendor."""
    account_id = account_id_of(email)
    for role in (Role.GROUP, Role.VENDOR):
        in_transaction(grant_role, account_id=account_id, role=role, by="test", now=now())
    guest = make_guest(Role.GROUP, edition_id=edition_id, email="sanggar@contoh.id")
    in_transaction(links.offer_mailed_log_in, account_id=guest.id, language="id", now=now())
    in_transaction(links.offer_email_change, account_id=account_id, email="baru@contoh.id", language="id", by="test", now=now())
    paths = {
        "accounts.reset_password": offer_reset(email),
        "accounts.accept_invitation": make_invitation(),
        "accounts.choose_pin": guest.link,
        "accounts.open_mailed_link": link_of(guest.id, "masuk/surel"),
        "own_account.confirm_email": link_of(account_id, "staff/surel", Purpose.CONFIRM_NEW_EMAIL),
    }
    secrets = {endpoint: dict(zip(("code", "secret"), path.split("/")[-2:], strict=True)) for endpoint, path in paths.items()}
    invited = paths["accounts.accept_invitation"].split("/")[-2]
    return lambda endpoint: {"account_code": guest.code, "invitation_code": invited} | secrets.get(endpoint, {})


# For who may call a route it does not matter which thing it names; nobody has these.
NOTHING: dict[str, Any] = {"role": "gate"}
