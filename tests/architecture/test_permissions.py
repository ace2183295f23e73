"""Every guarded route × every role × objects of its own and of another scope, from the map of addresses and the table of permissions."""

import re
from datetime import date

import pytest
from sqlalchemy import delete

from culture_week.accounts.actions import grant_role
from culture_week.accounts.actions.people import change_name
from culture_week.accounts.models import Grant
from culture_week.accounts.rules import EDITION_WIDE, OWN, PERMISSIONS
from culture_week.accounts.states import Role
from culture_week.core.access import required_permission
from culture_week.core.database import in_transaction, session
from tests.accounts.people import account_id_of, code_of, make_guest, make_invitation
from tests.architecture.samples import NOTHING
from tests.factories import PASSWORD, make_account, make_edition, make_venue, now


def log_in(app, email):
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/staff/masuk", data={"email": email, "password": PASSWORD})
    return client


@pytest.fixture(autouse=True)
def without_tokens(app):
    """Tokens have their own test; here the question is who may."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def guarded(app):
    """Every route that asks for a permission, by method, with an address that names nothing there is."""
    for rule in app.url_map.iter_rules():
        permission = required_permission(app, rule.endpoint)
        if permission:
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda argument: NOTHING.get(argument[1], "NOSUCH"), rule.rule)
            for method in sorted(rule.methods & {"GET", "POST", "PUT", "DELETE"}):
                yield method, path, permission


def test_every_permission_is_known(app):
    assert {permission for _method, _path, permission in guarded(app)} <= set(PERMISSIONS)


def test_nobody_gets_in_without_a_log_in(app):
    for method, path, _permission in guarded(app):
        answer = app.test_client().open(path, method=method)
        assert answer.status_code == (302 if method == "GET" else 401), path


@pytest.mark.parametrize("role", Role)
def test_a17_a_role_opens_its_own_routes_and_no_other(app, role):
    """A17: every route of the map, each way it is called; what one's role does not open, one cannot even see to be missing."""
    client = log_in(app, make_account(role, edition_id=make_edition().id))
    for method, path, permission in guarded(app):
        status = client.open(path, method=method).status_code
        if role in PERMISSIONS[permission]:
            assert status in (200, 302, 303, 400, 404, 409, 413, 415, 422), (method, path, status)
        else:
            assert status == 403, (method, path, status)


@pytest.mark.parametrize("role", Role)
def test_a15_a_role_in_another_edition_opens_nothing_here(app, role):
    """A15: but one's own account, which belongs to no edition."""
    client = log_in(app, make_account(role, edition_id=make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2)).id))
    make_edition()
    for method, path, permission in guarded(app):
        if permission != OWN or role not in PERMISSIONS[OWN]:
            assert client.open(path, method=method).status_code == 403, (method, path)


@pytest.mark.parametrize("role", Role)
def test_a_role_at_one_gate_opens_that_gate_alone(app, role):
    edition = make_edition()
    venue, other = make_venue(edition), make_venue(edition)
    client = log_in(app, make_account(role, gate_id=venue.gate_id))
    for method, path, permission in guarded(app):
        status = client.open(path, method=method).status_code
        if role not in PERMISSIONS[permission] or permission in EDITION_WIDE:
            assert status == 403, (method, path, status)
    for rule in app.url_map.iter_rules():
        permission = required_permission(app, rule.endpoint)
        if "gate_code" in rule.arguments and role in PERMISSIONS[permission] and permission not in EDITION_WIDE:
            path = rule.rule.replace("<device_code>", "NOSUCH")
            here, there = (client.post(path.replace("<gate_code>", place.gate_code)).status_code for place in (venue, other))
            assert (here in (200, 303), there) == (True, 404), path


def test_another_editions_organizer_and_unknown_gates(app):
    old = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    edition = make_edition()
    stranger = log_in(app, make_account(Role.ORGANIZER, edition_id=old.id))
    assert stranger.get("/staff/gerbang").status_code == 403
    venue = make_venue(edition)
    organizer = log_in(app, make_account(Role.ORGANIZER, venue_id=venue.id, edition_id=edition.id))
    assert organizer.get("/staff/pesan").status_code == 403  # for one venue only
    assert organizer.post("/staff/gerbang/NOSUCH/tautan").status_code == 404


def named_by_account(app, role):
    """Every way to call a route that names an account and that a role opens."""
    for rule in app.url_map.iter_rules():
        permission = required_permission(app, rule.endpoint)
        if permission and "account_code" in rule.arguments and role in PERMISSIONS[permission]:
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, rule.rule.replace("<role>", "gate"), permission


LOOKS_AFTER_PEOPLE = sorted({role for name in ("accounts.manage", "guests.invite", "audit.see") for role in PERMISSIONS[name]})
LISTS = {"/staff/akun": "accounts.manage", "/staff/tamu": "guests.invite", "/staff/jejak": "audit.see"}


@pytest.mark.parametrize("role", LOOKS_AFTER_PEOPLE)
@pytest.mark.parametrize("everywhere", [False, True])
def test_a15_people_of_another_edition_are_known_to_those_alone_whose_rights_reach_there(app, role, everywhere):
    """A15: neither name nor contact on any page, and nothing can be done to them."""
    old, edition = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2)), make_edition()
    staff, guest = make_account(Role.GATE, edition_id=old.id), make_guest(Role.GROUP, edition_id=old.id)
    call_them(staff, "Bunga Jauh")
    client = log_in(app, make_account(role, **{} if everywhere else {"edition_id": edition.id}))
    for path, permission in LISTS.items():
        if role in PERMISSIONS[permission]:
            page = client.get(path, query_string={"siapa": "bunga jauh"} if path.endswith("jejak") else {}).text
            known = {"/staff/akun": staff, "/staff/tamu": f"/staff/tamu/{guest.code}", "/staff/jejak": "Bunga Jauh</strong>"}[path]
            assert (known in page) is everywhere, path
    for method, path, permission in named_by_account(app, role):
        code = guest.code if permission == "guests.invite" else code_of(account_id_of(staff))
        status = client.open(path.replace("<account_code>", code), method=method).status_code
        assert (status == 404) is not everywhere, (method, path, status)


def test_whom_one_invited_one_goes_on_knowing(app):
    old, edition = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2)), make_edition()
    organizer = make_account(Role.ORGANIZER, edition_id=edition.id)
    in_transaction(grant_role, account_id=account_id_of(organizer), role=Role.ORGANIZER, edition_id=old.id, by="test", now=now())
    invitation = make_invitation(Role.GATE, inviter_id=account_id_of(organizer), edition_id=old.id)
    app.test_client().post(invitation, data={"name": "Bunga Jauh", "email": "bunga@contoh.id", "new_password": PASSWORD})
    in_transaction(lambda: session.execute(delete(Grant).where(Grant.edition_id == old.id, Grant.role == Role.ORGANIZER)))
    assert "Bunga Jauh" in log_in(app, organizer).get("/staff/akun").text
    assert "Bunga Jauh" not in log_in(app, make_account(Role.ORGANIZER, edition_id=edition.id)).get("/staff/akun").text


def call_them(email, name):
    """Gives an account a name, and leaves a deed of theirs in the trail."""
    account_id = account_id_of(email)
    in_transaction(change_name, account_id=account_id, name=name, by=f"account:{code_of(account_id)}", now=now())


def test_log_out_ends_the_row(app):
    edition = make_edition()
    client = log_in(app, make_account(Role.ADMIN, edition_id=edition.id))
    assert client.get("/staff").status_code == 200
    stolen = client.get_cookie("log-in").value
    client.post("/staff/keluar")
    thief = app.test_client()
    thief.set_cookie("log-in", stolen)
    assert thief.get("/staff").status_code == 302


def test_tokens_are_asked_for(app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/staff/masuk", data={"email": "a@b.id", "password": "x"}).status_code == 400
