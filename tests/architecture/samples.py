"""Something for every view argument: whoever adds a page that names a new thing adds one of it here, once."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask

from culture_week.accounts.actions import grant_role, links
from culture_week.accounts.states import Purpose, Role
from culture_week.core.codes import derived_secret
from culture_week.core.database import in_transaction
from culture_week.messages.jobs import deliver_messages
from tests.accounts.people import account_id_of, code_of, link_of, make_guest, make_invitation, offer_reset
from tests.factories import book, make_device, make_festival, make_office, make_work, now


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


class Address(NamedTuple):
    """A page that is there, and what a program says to be let in."""

    endpoint: str
    path: str
    headers: dict[str, str]


def every_address(app: Flask, email: str) -> list[Address]:
    """Each route that is read, with the address of something that there is; `email` is an admin's."""
    festival, visitor = make_festival(), app.test_client()
    order = book(visitor, festival.event.offer, 2, by_mail=True).json
    book(visitor, festival.event.offer)  # its message waits for a hand
    deliver_messages()
    by = f"account:{code_of(account_id_of(email))}"
    found = {"new": 0, "unchanged": 0, "mistakes": [], "count_mistakes": 0, "warnings": [], "count_warnings": 0, "planned": []}
    works = {
        "pages.long_work": make_work(by, "check_events", festival.edition),
        "programme.checked_events": make_work(by, "check_events", festival.edition, found),
        "programme.cloned_edition": make_work(by, "clone_edition", festival.edition, {"counts": {"events": 1}}),
        "programme.imported_events": make_work(by, "import_events", festival.edition, found),
    }
    event_of = {"event_code": festival.event.code, "code": festival.event.code, "on": now().date().isoformat()}
    event_of["order_code"] = order["code"]
    event_of["secret"] = derived_secret("kabari", festival.event.code, 1)
    event_of |= make_office(festival)
    order_of = {"code": order["code"], "secret": order["secret"], "mail_id": f"order-confirmed.{order['code']}"}
    of_venue = ("programme.venue", "programme.poster", "programme.screen")
    of_accounts = values_of_accounts(email, festival.edition.id)
    tokens = {
        "checkout_api.order": order["secret"],
        "checkin_api.gate_now": make_device(festival.venue.gate_id),
        "pages.metrics": app.config["METRICS_TOKEN"],
    }
    addresses = []
    for rule in (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())):
        values = event_of | order_of if rule.endpoint.startswith(("checkout", "messages")) else event_of
        values = values | {"work_code": works.get(rule.endpoint, "")}
        if rule.endpoint.startswith(of_venue):
            values = values | {"code": festival.venue.code}
        values = values | of_accounts(rule.endpoint)
        path = re.sub(r"<(\w+)>", lambda argument, values=values: values[argument[1]], rule.rule)
        token = tokens.get(rule.endpoint)
        addresses.append(Address(rule.endpoint, path, {"Authorization": f"Bearer {token}"} if token else {}))
    return addresses


# For who may call a route it does not matter which thing it names; nobody has these.
NOTHING: dict[str, Any] = {"role": "gate"}
