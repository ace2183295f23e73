"""Where staff let groups and vendors in: by a link that they hand over, as QR or by WhatsApp."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from culture_week.accounts.actions.links import offer_pin
from culture_week.accounts.queries import account_code, open_pin_link
from culture_week.accounts.queries.people import Person
from culture_week.accounts.queries.people import guests as guest_accounts
from culture_week.accounts.rules import reach_of
from culture_week.accounts.states import Role
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.codes import derived_secret
from culture_week.core.contact import read_phone, show_phone
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.forms import TextForm
from culture_week.core.qr import draw_qr
from culture_week.core.security import hide_address
from culture_week.core.text import gettext
from culture_week.festival.desk import desk_edition
from culture_week.messages.letters import whatsapp_url
from culture_week.pages import actions
from culture_week.pages.forms import GuestForm
from culture_week.performers import queries as performers
from culture_week.vendors import queries as vendors

guests = Blueprint("guests", __name__, url_prefix="/staff/tamu")
PIN_PAGE = "masuk-tamu"


def _form() -> GuestForm:
    form = GuestForm()
    form.belongs.choices = [
        SelectChoice("", gettext("Pilih …")),
        *(SelectChoice(f"{Role.GROUP}:{group.code}", group.name) for group in performers.groups()),
        *(SelectChoice(f"{Role.VENDOR}:{code}", name) for code, name in vendors.vendors_by_name()),
    ]
    return form


@guests.get("")
@requires("guests.invite")
def everybody() -> str:
    """The people of groups and vendors, and the form for another one."""
    return _list(_form())


def _list(form: GuestForm) -> str:
    return render_template("pages/guests.html", form=form, people=[_as_row(person) for person in _known()])


def _known() -> list[dict[str, Any]]:
    belong = vendors.members() | performers.members()
    found = guest_accounts(reach_of(current_user.grants, "guests.invite"))
    return [{"person": person, "belongs": belong.get(person.id, "")} for person in found]


def _as_row(known: dict[str, Any]) -> dict[str, Any]:
    person: Person = known["person"]
    phone = show_phone(person.phone) if person.phone else None
    url = url_for("guests.person", account_code=person.code)
    return {**vars(person), "phone": phone, "belongs": known["belongs"], "url": url}


@guests.post("/baru")
@requires("guests.invite")
def invite() -> Any:
    """Another one."""
    form, edition = _form(), desk_edition()
    if not form.validate():
        return _list(form), 422
    role, _, code = (form.belongs.data or "").partition(":")
    name = (form.name.data or "").strip() or next(choice.label for choice in form.belongs.choices if choice.value == form.belongs.data)
    values = {"role": Role(role), "code": code, "name": name[:100], "email": form.email.data or None}
    try:
        phone = read_phone(form.phone.data or "")
        edition_id = edition.id if edition else None
        account_id = in_transaction(
            actions.invite_guest, phone=phone, edition_id=edition_id, **values, by=current_user.actor, now=utc_now()
        )
    except Refusal as refusal:
        form.phone.errors = [refusal.text()]
        return _list(form), 422
    return redirect(url_for("guests.person", account_code=account_code(account_id)), 303)


def _guest(code: str) -> dict[str, Any]:
    """The guest with this code; staff are none."""
    found = next((known for known in _known() if known["person"].code == code), None)
    if found is None:
        abort(404)
    return found


@guests.get("/<account_code>")
@requires("guests.invite")
def person(account_code: str) -> str:
    """One of them, with the link to hand over while there is one."""
    hide_address()
    known = _guest(account_code)
    open_link = open_pin_link(known["person"].id, utc_now())
    row = _as_row(known)
    shown: dict[str, Any] = {"link": None, "qr": None, "expires_at": None, "whatsapp": None}
    if open_link:
        code, expires_at = open_link
        path = url_for("accounts.choose_pin", code=code, secret=derived_secret(PIN_PAGE, code, 1))
        link = current_app.config["PUBLIC_BASE_URL"] + path
        text = gettext(
            "Halo %(name)s, buka tautan ini untuk memilih PIN dan masuk ke halaman %(place)s:", name=row["name"], place=row["belongs"]
        )
        shown = {
            "link": link,
            "qr": draw_qr(link),
            "expires_at": expires_at,
            "whatsapp": whatsapp_url(known["person"].phone, f"{text}\n{link}"),
        }
    return render_template("pages/guest.html", person=row, form=TextForm(), **shown)


@guests.post("/<account_code>/tautan")
@requires("guests.invite")
def new_link(account_code: str) -> Any:
    """A new link to choose a PIN: for the first one lost, or a PIN forgotten."""
    account_id = _guest(account_code)["person"].id
    in_transaction(offer_pin, account_id=account_id, by=current_user.actor, now=utc_now())
    return redirect(url_for("guests.person", account_code=account_code), 303)


@guests.post("/<account_code>/cabut")
@requires("guests.invite")
def end(account_code: str) -> Any:
    """Somebody speaks for the group or vendor no more."""
    account_id = _guest(account_code)["person"].id
    in_transaction(actions.end_guest, account_id=account_id, remover_id=current_user.id, by=current_user.actor, now=utc_now())
    return redirect(url_for("guests.everybody"), 303)
