"""The office's list of people: who may do what, invitations, and taking rights away."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.accounts import queries
from culture_week.accounts.actions import invitations, log_ins, people
from culture_week.accounts.forms import InviteForm, RoleForm
from culture_week.accounts.queries import people as people_queries
from culture_week.accounts.routes.door import proof_first
from culture_week.accounts.routes.staff import INVITATION_PAGE
from culture_week.accounts.rules import AboveYourRole, GrantFacts, NoPassword, OwnRole, may_hand_out, reach_of
from culture_week.accounts.states import GUESTS, Role
from culture_week.accounts.words import ROLES
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.codes import derived_secret
from culture_week.core.contact import BadContact, Channel, Contact, read_contact, show_phone
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.core.qr import draw_qr
from culture_week.core.security import hide_address
from culture_week.core.text import current_language, gettext
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import gate_by_code, gates_of
from culture_week.messages.letters import whatsapp_url

office_of_accounts = Blueprint("office_of_accounts", __name__, url_prefix="/staff/akun")


@office_of_accounts.get("")
@requires("accounts.manage")
def everybody() -> str:
    """Everybody who signs in, and who is asked to."""
    return _list(InviteForm(*_roles_and_gates()))


def _roles_and_gates() -> tuple[list[tuple[str, Any]], list[tuple[str, str]]]:
    """What this account may hand out in the edition at the desk."""
    edition = desk_edition()
    edition_id = edition.id if edition else None
    roles = [role for role in Role if role not in GUESTS and may_hand_out(current_user.grants, GrantFacts(role, edition_id))]
    gates = [(gate.code, f"{gate.venue_name}, {gate.name}") for gate in (gates_of(edition.id) if edition else [])]
    return [(role.value, ROLES[role]) for role in roles], gates


def _wanted(form: RoleForm) -> GrantFacts:
    """What a valid form asks for; a gate counts for those at gates alone."""
    role, edition = Role(form.role.data), desk_edition()
    gate = gate_by_code(edition.id, form.gate.data) if edition and form.gate.data and role is Role.GATE else None
    return GrantFacts(role, edition.id if edition else None, None, gate.id if gate else None)


def _list(form: InviteForm) -> str:
    grants, reach = people_queries.grants_by_account(), reach_of(current_user.grants, "accounts.manage")
    persons = [_as_row(person, grants.get(person.id, [])) for person in people_queries.people(_known_ids())]
    waiting = [
        {"code": i.code, "name": i.name, "role": ROLES[i.role], "expires_at": i.expires_at}
        for i in people_queries.open_invitations(utc_now())
        if reach is None or i.edition_id in reach or i.invited_by_id == current_user.id
    ]
    return render_template("accounts/everybody.html", form=form, people=persons, invitations=waiting)


def _known_ids() -> set[int] | None:
    """Whom this account may look after; None is everybody."""
    return people_queries.account_ids_within(reach_of(current_user.grants, "accounts.manage"), current_user.id)


def _as_row(person: people_queries.Person, grants: list[people_queries.GrantOnList]) -> dict[str, Any]:
    holding = [grant for grant in grants if grant.revoked_at is None]
    return {
        **vars(person),
        "phone": show_phone(person.phone) if person.phone else None,
        "roles": [str(ROLES[role]) for role in Role if any(grant.grant.role is role for grant in holding)],
        "url": url_for("office_of_accounts.person", account_code=person.code),
    }


@office_of_accounts.post("/undang")
@requires("accounts.manage")
def invite() -> Any:
    """Asks somebody to join, in this edition; a gate's staff perhaps at one gate alone."""
    form = InviteForm(*_roles_and_gates())
    if not form.validate():
        return _list(form), 422
    try:
        contact = read_contact(form.contact.data or "")
    except BadContact as refusal:
        form.contact.errors = [refusal.text()]
        return _list(form), 422
    if there := _known_with_address(contact):
        form.contact.errors = [gettext("%(name)s sudah punya akun. Beri perannya di halaman orang itu.", name=there)]
        return _list(form), 422
    values = {"name": form.name.data, "contact": contact, "offered": _wanted(form), "inviter_id": current_user.id}
    code = in_transaction(invitations.invite, **values, language=current_language(), by=current_user.actor, now=utc_now())
    return redirect(url_for("office_of_accounts.invitation", invitation_code=code), 303)


def _known_with_address(contact: Contact) -> str | None:
    """Who has this address, among those whom this account may know of: an invitation would come to nothing."""
    found, known = queries.account_by_email(contact.value), _known_ids()
    return people_queries.people({found[0]})[0].name if found and (known is None or found[0] in known) else None


@office_of_accounts.get("/undangan/<invitation_code>")
@requires("accounts.manage")
def invitation(invitation_code: str) -> Any:
    """The link of an open invitation, to hand over; to those who may give that role."""
    hide_address()
    found = people_queries.open_invitation(invitation_code, utc_now())
    if found is None or not may_hand_out(current_user.grants, GrantFacts(found.role, found.edition_id, found.venue_id, found.gate_id)):
        abort(404)
    secret = derived_secret(INVITATION_PAGE, found.code, 1)
    link = current_app.config["PUBLIC_BASE_URL"] + url_for("accounts.accept_invitation", code=found.code, secret=secret)
    text = gettext(
        "Halo %(name)s, Anda diundang bekerja di Pekan Kebudayaan. Buat akun lewat tautan ini, berlaku sekali, 3 hari:", name=found.name
    )
    phone = found.recipient if found.channel is Channel.WHATSAPP else None
    return render_template(
        "accounts/invitation.html",
        name=found.name,
        role=ROLES[found.role],
        email=None if phone else found.recipient,
        whatsapp=whatsapp_url(phone, f"{text}\n{link}") if phone else None,
        qr=draw_qr(link),
        link=link,
        expires_at=found.expires_at,
        code=found.code,
        form=TextForm(),
    )


@office_of_accounts.post("/undangan/<invitation_code>/tarik")
@requires("accounts.manage")
def withdraw(invitation_code: str) -> Any:
    """An invitation is not open any more."""
    values = {"code": invitation_code, "withdrawer_id": current_user.id, "by": current_user.actor, "now": utc_now()}
    if people_queries.open_invitation(invitation_code, utc_now()) is None:
        abort(404)
    in_transaction(invitations.withdraw_invitation, **values)
    return redirect(url_for("office_of_accounts.everybody"), 303)


@office_of_accounts.get("/<account_code>")
@requires("accounts.manage")
def person(account_code: str) -> str:
    """One person: rights now and before, what hangs on them, and the form to give another."""
    return _person(_known(account_code))


def _known(account_code: str) -> people_queries.Person:
    account_id, known = queries.account_id_by_code(account_code), _known_ids()
    if account_id is None or (known is not None and account_id not in known):
        abort(404)
    return people_queries.people({account_id})[0]


def _person(person: people_queries.Person, notice: str | None = None, form: RoleForm | None = None) -> str:
    here = desk_edition()
    history = people_queries.grants_by_account().get(person.id, [])
    revocable = {
        grant.grant.role
        for grant in history
        if grant.revoked_at is None and person.id != current_user.id and may_hand_out(current_user.grants, grant.grant)
    }
    return render_template(
        "accounts/person.html",
        person=_as_row(person, history),
        notice=notice,
        grants=[{**vars(grant), "role": ROLES[grant.grant.role]} for grant in history],
        revocable=[(role.value, ROLES[role]) for role in Role if role in revocable],
        log_ins=len(queries.log_ins_of(person.id, utc_now())),
        devices=queries.devices_offered_by(person.code),
        itself=person.id == current_user.id,
        is_chosen="role" in request.args,
        # After the password was asked for, the choice comes back in the address.
        form=form or RoleForm(*_roles_and_gates(), formdata=None, data=request.args.to_dict()),
        edition_name=here.name if here else None,
    )


@office_of_accounts.post("/<account_code>/beri")
@requires("accounts.manage")
def give(account_code: str) -> Any:
    """Gives somebody who has an account a role in the edition at the desk, once the password was shown."""
    person, form = _known(account_code), RoleForm(*_roles_and_gates())
    if not form.validate():
        return _person(person, form=form), 422
    chosen = urlencode({"role": form.role.data, "gate": form.gate.data})
    if asked := proof_first(f"/staff/akun/{account_code}?{chosen}"):
        return asked
    values = {"account_id": person.id, "wanted": _wanted(form), "giver_id": current_user.id}
    try:
        in_transaction(people.give_role, **values, by=current_user.actor, now=utc_now())
    except (OwnRole, AboveYourRole, NoPassword) as refusal:
        return _person(person, refusal.text(), form), refusal.status
    flash(gettext("Peran diberikan. Ia perlu masuk lagi."))
    return redirect(url_for("office_of_accounts.person", account_code=account_code), 303)


@office_of_accounts.post("/<account_code>/cabut/<role>")
@requires("accounts.manage")
def revoke(account_code: str, role: str) -> Any:
    """Takes a role away, and with it all that hung on it."""
    person = _known(account_code)
    if role not in set(Role):
        abort(404)
    values = {"account_id": person.id, "role": Role(role), "revoker_id": current_user.id, "revoker_grants": current_user.grants}
    try:
        in_transaction(people.revoke_role, **values, by=current_user.actor, now=utc_now())
    except (OwnRole, AboveYourRole) as refusal:
        return _person(person, refusal.text()), refusal.status
    return redirect(url_for("office_of_accounts.person", account_code=account_code), 303)


@office_of_accounts.post("/<account_code>/keluarkan")
@requires("accounts.manage")
def end_log_ins(account_code: str) -> Any:
    """Logs somebody out everywhere, unless they hold a role that the caller could not take."""
    person = _known(account_code)
    if not all(may_hand_out(current_user.grants, grant) for grant in queries.rights_of(person.id)):
        refusal = AboveYourRole()
        return _person(person, refusal.text()), refusal.status
    in_transaction(log_ins.end_all_log_ins, account_id=person.id, by=current_user.actor, now=utc_now())
    return redirect(url_for("office_of_accounts.person", account_code=account_code), 303)
