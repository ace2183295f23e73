"""How staff get in: password, second factor, passkey, a forgotten password, an invitation, and the way out."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from culture_week.accounts import queries
from culture_week.accounts.actions import factors, invitations, links, log_ins
from culture_week.accounts.forms import AcceptForm, CodeForm, EmailForm, LogInForm, NewPasswordForm, PasskeyForm
from culture_week.accounts.passkeys import NewPasskey, WrongPasskey, check_answer, credential_of, options_for_log_in
from culture_week.accounts.passwords import is_password
from culture_week.accounts.queries.people import open_invitation
from culture_week.accounts.routes.door import (
    COOKIE_FIELD,
    carry,
    first_page,
    idle,
    open_log_in,
    posted_account,
    posted_contact,
    posted_place,
    safe_path,
    same_time_always,
)
from culture_week.accounts.rules import LONGEST_LOG_IN, SHORTEST_PASSWORD, LinkOver, is_guest
from culture_week.accounts.states import Purpose
from culture_week.accounts.words import ROLES
from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.codes import digest, is_derived_secret
from culture_week.core.contact import BadContact, Channel, read_email
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.limits import client_address, count_miss, limited
from culture_week.core.security import hide_address
from culture_week.core.text import current_language, gettext
from culture_week.messages.letters import public_host

accounts = Blueprint("accounts", __name__)
RESET_PAGE = "staff/sandi"
INVITATION_PAGE = "staff/undangan"


def _posted_email() -> str:
    return posted_contact("email")


def _place() -> str:
    return posted_place("email")


def _asked_account() -> str:
    return posted_account("email")


def _half() -> queries.HalfLogIn | None:
    token = session.get(COOKIE_FIELD)
    return queries.half_log_in(digest(token), utc_now()) if isinstance(token, str) else None


def _half_account() -> str:
    half = _half()
    return str(half.account_id) if half else client_address()


@accounts.route("/staff/masuk", methods=["GET", "POST"])
@public
@limited("LIMIT_LOG_IN_ADDRESS", by=_place, scope="log-in-address")
@limited("LIMIT_LOG_IN_ACCOUNT", by=_posted_email, scope="log-in-account")
def log_in() -> Any:
    """The log-in page."""
    form = LogInForm()
    if not form.is_submitted():
        return _log_in_page(form, ended=_log_in_has_ended())
    if not form.validate():
        return _log_in_page(form), 422
    account_id = _account_with(form.email.data or "", form.password.data or "")
    if account_id is None:
        return _log_in_page(form, notice=gettext("E-mail atau kata sandi tidak cocok.")), 422
    return open_log_in(account_id)


def _log_in_page(form: LogInForm, notice: str | None = None, ended: str | None = None) -> str:
    options = options_for_log_in(host=public_host(), now=utc_now())
    values = {"notice": notice, "ended": ended, "options": options, "next_page": request.args.get("next")}
    return render_template("accounts/log_in.html", form=form, **values)


def _log_in_has_ended() -> str | None:
    """Why this browser, which was signed in, is not any more."""
    if COOKIE_FIELD not in session or current_user.is_authenticated or _half():
        return None
    return gettext(
        "Demi keamanan, akun keluar sendiri setelah %(idle)d menit tidak dipakai, paling lama %(longest)d jam setelah masuk. "
        "Sesudah masuk lagi, Anda kembali ke halaman tadi.",
        idle=idle() // timedelta(minutes=1),
        longest=LONGEST_LOG_IN // timedelta(hours=1),
    )


def _account_with(email: str, password: str) -> int | None:
    try:
        known = queries.account_by_email(read_email(email).value)
    except BadContact:
        known = None
    right = is_password(password, known[1] if known else None)
    return known[0] if known and right else None


@accounts.route("/staff/masuk/kode", methods=["GET", "POST"])
@public
@limited("LIMIT_SECOND_FACTOR", by=_half_account, scope="second-factor")
def second_factor() -> Any:
    """After the password: the app's six digits, or a recovery code."""
    half, form = _half(), CodeForm()
    if half is None:
        return redirect(url_for("accounts.log_in"), 303 if request.method == "POST" else 302)
    options = options_for_log_in(host=public_host(), now=utc_now()) if half.has_passkey else None
    values = {"options": options, "has_app": half.has_app, "next_page": request.args.get("next")}
    if not form.is_submitted():
        return render_template("accounts/second_factor.html", form=form, notice=None, **values)
    if not form.validate():
        return render_template("accounts/second_factor.html", form=form, notice=None, **values), 422
    token = in_transaction(_show_factor, half=half, typed=form.code.data or "")
    if token is None:
        notice = gettext("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya.")
        return render_template("accounts/second_factor.html", form=form, notice=notice, **values), 422
    carry(token)
    return redirect(safe_path(request.args.get("next", "")) or first_page(half.account_id), 303)


def _show_factor(*, half: queries.HalfLogIn, typed: str) -> str | None:
    """The new token of a log-in whose second factor is right."""
    now, language = utc_now(), current_language()
    right = factors.use_totp(account_id=half.account_id, typed=typed, now=now) or factors.use_recovery_code(
        account_id=half.account_id, typed=typed, language=language, now=now
    )
    return log_ins.complete_log_in(log_in_id=half.id, language=language, now=now) if right else None


@accounts.post("/staff/masuk/kunci")
@public
@limited("LIMIT_LOG_IN_ADDRESS", scope="log-in-address")
def passkey_log_in() -> Any:
    """A passkey alone: it is something one has, unlocked by something one is or knows."""
    form = PasskeyForm()
    account_id = _account_with_passkey(form.answer.data or "") if form.validate_on_submit() else None
    if account_id is None:
        notice = gettext("Kunci sandi ini tidak dikenal. Masuk dengan kata sandi.")
        return _log_in_page(LogInForm(formdata=None), notice=notice), 422
    return open_log_in(account_id, factor_shown=True)


def _account_with_passkey(answer: str) -> int | None:
    try:
        passkey = queries.passkey_by_credential(credential_of(answer))
        if passkey is None:
            return None
        known = NewPasskey(passkey.credential_id, passkey.public_key, passkey.sign_count)
        origin = current_app.config["PUBLIC_BASE_URL"]
        sign_count, challenged_at = check_answer(answer, known, host=public_host(), origin=origin, now=utc_now())
    except WrongPasskey:
        return None
    passkey_id, account_id = passkey.id, passkey.account_id
    values = {"passkey_id": passkey_id, "sign_count": sign_count, "challenged_at": challenged_at}
    return account_id if in_transaction(factors.use_passkey, **values, now=utc_now()) else None


@accounts.route("/staff/lupa", methods=["GET", "POST"])
@public
@limited("LIMIT_RESET_ADDRESS", scope="reset-address")
def forgot() -> Any:
    """Asks for a link that sets a new password; the answer is the same whether there is such an account or not."""
    form = EmailForm()
    if not form.is_submitted():
        return render_template("accounts/forgot.html", form=form, sent=False)
    if not form.validate():
        return render_template("accounts/forgot.html", form=form, sent=False), 422
    with same_time_always():
        if may_send("LIMIT_RESET_ACCOUNT", "reset-account", _asked_account()):
            in_transaction(_offer_reset, email=form.email.data or "", language=current_language())
    return render_template("accounts/forgot.html", form=form, sent=True)


def may_send(setting: str, scope: str, account: str) -> bool:
    """Whether one more mail may go to this account; where not, the page says the same as ever."""
    try:
        count_miss(setting, by=account, scope=scope)
    except TooManyRequests:
        return False
    return True


def _offer_reset(*, email: str, language: str) -> None:
    try:
        known = queries.account_by_email(read_email(email).value)
    except BadContact:
        return
    if known and known[1]:
        links.offer_reset(account_id=known[0], language=language, now=utc_now())


def opened_link(page: str, code: str, secret: str, *purposes: Purpose) -> queries.OpenLink:
    """The link that was opened; its page's address is told to nobody. Raises `LinkOver`; wrong secrets are counted."""
    hide_address()
    if not is_derived_secret(secret, page, code, 1):
        count_miss("LIMIT_SECRET_MISSES", by=client_address(), scope="link-secret")
        abort(404)
    link = queries.open_link(code, utc_now())
    if link is None or link.purpose not in purposes:
        raise LinkOver()
    return link


@accounts.route("/staff/sandi/<code>/<secret>", methods=["GET", "POST"])
@public
def reset_password(code: str, secret: str) -> Any:
    """The page behind the mailed link."""
    link = opened_link(RESET_PAGE, code, secret, Purpose.RESET_PASSWORD)
    form = NewPasswordForm()
    values = {"name": link.name, "shortest": SHORTEST_PASSWORD}
    if not form.is_submitted():
        return render_template("accounts/reset_password.html", form=form, **values)
    if form.validate() and _done_or_said(form.new_password, links.reset_password, code=code, password=form.new_password.data):
        session.clear()
        return redirect(url_for("accounts.log_in"), 303)
    return render_template("accounts/reset_password.html", form=form, **values), 422


def _done_or_said(field: Any, action: Any, **values: Any) -> bool:
    """Runs the action; what it refuses stands at the field."""
    try:
        in_transaction(action, **values, language=current_language(), now=utc_now())
    except LinkOver:
        raise
    except Refusal as refusal:
        field.errors = [refusal.text()]
        return False
    return True


@accounts.route("/staff/undangan/<code>/<secret>", methods=["GET", "POST"])
@public
def accept_invitation(code: str, secret: str) -> Any:
    """An invited person makes an account."""
    hide_address()
    if not is_derived_secret(secret, INVITATION_PAGE, code, 1):
        count_miss("LIMIT_SECRET_MISSES", by=client_address(), scope="link-secret")
        abort(404)
    invitation = open_invitation(code, utc_now())
    if invitation is None:
        raise LinkOver()
    offered = {"name": invitation.name, "role": ROLES[invitation.role], "shortest": SHORTEST_PASSWORD}
    mailed = invitation.recipient if invitation.channel is Channel.EMAIL else None
    form = AcceptForm(data={"name": invitation.name, "email": mailed})
    if not form.is_submitted():
        return render_template("accounts/accept_invitation.html", form=form, **offered)
    account_id = _accept(form, code) if form.validate() else None
    if account_id is None:
        return render_template("accounts/accept_invitation.html", form=form, **offered), 422
    return open_log_in(account_id)


def _accept(form: AcceptForm, code: str) -> int | None:
    values = {"email": form.email.data or "", "name": form.name.data or "", "password": form.new_password.data or ""}
    try:
        account_id: int = in_transaction(invitations.accept_invitation, code=code, **values, now=utc_now())
    except LinkOver:
        raise
    except Refusal as refusal:
        field: Any = form.new_password if refusal.reason == "weak-password" else form.email
        field.errors = [refusal.text()]
        return None
    return account_id


@accounts.post("/staff/keluar")
@public
def log_out() -> Any:
    """Ends this log-in, if it has not ended."""
    door = "accounts.log_in"
    if current_user.is_authenticated:
        door = "accounts.guest_log_in" if is_guest(current_user.grants) else door
        in_transaction(log_ins.end_log_in, log_in_id=current_user.log_in_id, by=current_user.actor, now=utc_now())
    session.clear()
    return redirect(url_for(door), 303)
