"""How groups and vendors get in: phone and PIN, a mailed link or its digits, and the link that staff hand over."""

from typing import Any

from flask import redirect, render_template, url_for

from culture_week.accounts import queries
from culture_week.accounts.actions import links
from culture_week.accounts.forms import CodeForm, EmailForm, GuestLogInForm, PinForm
from culture_week.accounts.passwords import is_password
from culture_week.accounts.routes.door import (
    open_log_in,
    posted_account,
    posted_contact,
    posted_from_anywhere,
    posted_place,
    same_time_always,
)
from culture_week.accounts.routes.staff import accounts, may_send, opened_link
from culture_week.accounts.rules import WeakPin, is_guest
from culture_week.accounts.states import Purpose
from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.codes import new_code
from culture_week.core.contact import BadContact, read_email, read_phone
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.core.limits import limited
from culture_week.core.text import current_language, gettext
from culture_week.festival.queries import current_edition

PIN_PAGE = "masuk-tamu"


def _place() -> str:
    return posted_place("phone")


def _posted_phone() -> str:
    return posted_contact("phone")


def _phone_anywhere() -> str:
    return posted_from_anywhere("phone")


@accounts.route("/masuk", methods=["GET", "POST"])
@public
@limited("LIMIT_LOG_IN_ADDRESS", by=_place, scope="log-in-address")
@limited("LIMIT_LOG_IN_ACCOUNT", by=_posted_phone, scope="log-in-account")
@limited("LIMIT_PIN_ACCOUNT", by=_phone_anywhere, scope="pin-account")
def guest_log_in() -> Any:
    """Phone and PIN."""
    form, edition = GuestLogInForm(), current_edition()
    if not form.is_submitted():
        return render_template("accounts/guest_log_in.html", form=form, notice=None, edition=edition)
    account_id = _account_with_pin(form.phone.data or "", form.pin.data or "") if form.validate() else None
    if account_id is None:
        notice = None if form.errors else gettext("Nomor atau PIN tidak cocok. Lupa PIN? Minta QR baru di meja panitia.")
        return render_template("accounts/guest_log_in.html", form=form, notice=notice, edition=edition), 422
    return open_log_in(account_id, is_guest=_is_only_guest(account_id))


def _account_with_pin(phone: str, pin: str) -> int | None:
    try:
        known = queries.account_by_phone(read_phone(phone).value)
    except BadContact:
        known = None
    right = is_password(pin, known[1] if known else None)
    return known[0] if known and right else None


def _is_only_guest(account_id: int) -> bool:
    return is_guest(queries.rights_of(account_id))


@accounts.route("/masuk-tamu/<code>/<secret>", methods=["GET", "POST"])
@public
def choose_pin(code: str, secret: str) -> Any:
    """The page behind the QR that staff hand over: choose a PIN, and be inside."""
    link = opened_link(PIN_PAGE, code, secret, Purpose.CHOOSE_PIN)
    form, shown = PinForm(), {"name": link.name, "edition": current_edition()}
    if not form.is_submitted():
        return render_template("accounts/choose_pin.html", form=form, **shown)
    if form.validate():
        try:
            account_id = in_transaction(links.choose_pin_by_link, code=code, pin=form.pin.data or "", now=utc_now())
            return open_log_in(account_id, is_guest=_is_only_guest(account_id))
        except WeakPin as refusal:
            form.pin.errors = [refusal.text()]
    return render_template("accounts/choose_pin.html", form=form, **shown), 422


@accounts.route("/masuk/surel", methods=["GET", "POST"])
@public
@limited("LIMIT_RESET_ADDRESS", scope="reset-address")
def mail_log_in() -> Any:
    """Asks for a mail that logs in; what follows is the same whether there is such an account or not."""
    form, edition = EmailForm(), current_edition()
    if not form.validate_on_submit():
        page = render_template("accounts/mail_log_in.html", form=form, edition=edition)
        return (page, 422) if form.is_submitted() else page
    code = None
    with same_time_always():
        if may_send("LIMIT_MAILED_LOG_IN", "mailed-log-in", posted_account("email")):
            code = in_transaction(_offer_log_in, email=form.email.data or "", language=current_language())
    return redirect(url_for("accounts.type_digits", code=code or new_code()), 303)


def _offer_log_in(*, email: str, language: str) -> str | None:
    """The code of the link that was mailed; staff, who have a password, are mailed none."""
    try:
        known = queries.account_by_email(read_email(email).value)
    except BadContact:
        return None
    if known is None or not _is_only_guest(known[0]):
        return None
    return links.offer_mailed_log_in(account_id=known[0], language=language, now=utc_now())


@accounts.route("/masuk/surel/<code>", methods=["GET", "POST"])
@public
@limited("LIMIT_LOG_IN_ADDRESS", scope="log-in-address")
def type_digits(code: str) -> Any:
    """For who reads the mail on another device: six digits."""
    form, edition = CodeForm(), current_edition()
    if not form.validate_on_submit():
        page = render_template("accounts/type_digits.html", form=form, edition=edition, notice=None)
        return (page, 422) if form.is_submitted() else page
    if queries.open_link(code, utc_now()) is None or not in_transaction(
        links.count_digit_miss, code=code, typed=(form.code.data or "").strip()
    ):
        notice = gettext("Kode tidak cocok atau sudah lewat waktunya. Sesudah beberapa kali salah, minta e-mail baru.")
        return render_template("accounts/type_digits.html", form=form, edition=edition, notice=notice), 422
    return open_log_in(in_transaction(links.log_in_by_link, code=code, now=utc_now()), is_guest=True)


@accounts.route("/masuk/surel/<code>/<secret>", methods=["GET", "POST"])
@public
def open_mailed_link(code: str, secret: str) -> Any:
    """The page behind the mailed link has a button: programs that look through mails follow links, but press none."""
    link = opened_link(links.DIGITS, code, secret, Purpose.SIGN_IN)
    form = TextForm()
    if not form.validate_on_submit():
        return render_template("accounts/open_mailed_link.html", form=form, name=link.name, edition=current_edition())
    return open_log_in(in_transaction(links.log_in_by_link, code=code, now=utc_now()), is_guest=True)
