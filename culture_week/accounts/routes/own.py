"""One's own account: name, password, address, second factors, and where one is logged in."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.accounts import queries
from culture_week.accounts.actions import factors, links, log_ins, people
from culture_week.accounts.forms import ChangePasswordForm, EmailForm, NameForm, PasskeyForm, PasswordForm, TotpForm
from culture_week.accounts.passkeys import NewPasskey, WrongPasskey, options_for_new, read_new
from culture_week.accounts.passwords import is_password
from culture_week.accounts.routes.door import carry_on, lacks_second_factor, proof_first, safe_path
from culture_week.accounts.routes.staff import may_send, opened_link
from culture_week.accounts.rules import OWN, SHORTEST_PASSWORD, ContactTaken
from culture_week.accounts.states import Purpose
from culture_week.accounts.totp import address_for_app, new_secret, step_of
from culture_week.accounts.words import ROLES
from culture_week.core.access import public, requires
from culture_week.core.clock import utc_now
from culture_week.core.contact import BadContact, read_email
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.forms import TextForm
from culture_week.core.limits import limited
from culture_week.core.qr import draw_qr
from culture_week.core.sealing import seal_as_text, unseal_text
from culture_week.core.text import current_language, gettext
from culture_week.messages.letters import public_host

own_account = Blueprint("own_account", __name__, url_prefix="/staff")
EMAIL_PAGE = "staff/surel"
NEW_TOTP = "new-totp"


def _signed_in_account() -> str:
    return str(current_user.id) if current_user.is_authenticated else "nobody"


def _by() -> dict[str, Any]:
    return {"account_id": current_user.id, "by": current_user.actor, "now": utc_now()}


def _factor() -> dict[str, Any]:
    return {"keep": current_user.log_in_id, "language": current_language(), **_by()}


@own_account.get("/saya")
@requires(OWN)
def home() -> str:
    """What stands of the account, and what to change."""
    return _home(NameForm(data={"name": current_user.name}), EmailForm(formdata=None), ChangePasswordForm(formdata=None))


def _home(name: NameForm, email: EmailForm, password: ChangePasswordForm) -> str:
    held = {grant.role for grant in current_user.grants}
    return render_template(
        "accounts/own.html",
        form=name,
        email_form=email,
        password_form=password,
        email=queries.email_of(current_user.id),
        roles=[str(ROLES[role]) for role in ROLES if role in held],
        has_app=queries.has_app(current_user.id),
        passkeys=queries.passkeys_of(current_user.id),
        recovery_codes=queries.count_recovery_codes(current_user.id),
        log_ins=len(queries.log_ins_of(current_user.id, utc_now())),
        shortest=SHORTEST_PASSWORD,
        done=request.args.get("baru"),
    )


@own_account.post("/saya/nama")
@requires(OWN)
def rename() -> Any:
    """Another name on pages."""
    form = NameForm()
    if not form.validate():
        return _home(form, EmailForm(formdata=None), ChangePasswordForm(formdata=None)), 422
    in_transaction(people.change_name, name=form.name.data, **_by())
    return redirect(url_for("own_account.home", baru="nama"), 303)


@own_account.post("/saya/sandi")
@requires(OWN)
@limited("LIMIT_SECOND_FACTOR", by=_signed_in_account, scope="own-password")
def change_password() -> Any:
    """Another password; other devices are logged out."""
    form = ChangePasswordForm()
    if form.validate() and not is_password(form.password.data or "", queries.password_hash_of(current_user.id)):
        form.password.errors = [gettext("Kata sandi tidak cocok.")]
    if not form.errors:
        try:
            values = {"password": form.new_password.data, "keep": current_user.log_in_id, "language": current_language()}
            carry_on(in_transaction(people.change_password, **values, **_by()))
            return redirect(url_for("own_account.home", baru="sandi"), 303)
        except Refusal as refusal:
            form.new_password.errors = [refusal.text()]
    return _home(NameForm(formdata=None, data={"name": current_user.name}), EmailForm(formdata=None), form), 422


@own_account.post("/saya/surel")
@requires(OWN)
def change_email() -> Any:
    """Another address, once the old and the new one have both agreed."""
    form = EmailForm()
    if asked := proof_first("/staff/saya"):
        return asked
    try:
        email = read_email(form.email.data or "").value if form.validate() else None
    except BadContact as refusal:
        email, form.email.errors = None, [refusal.text()]
    if email is None:
        return _home(NameForm(formdata=None, data={"name": current_user.name}), form, ChangePasswordForm(formdata=None)), 422
    if may_send("LIMIT_RESET_ACCOUNT", "email-change", str(current_user.id)):
        in_transaction(links.offer_email_change, email=email, language=current_language(), **_by())
    return redirect(url_for("own_account.home", baru="surel"), 303)


@own_account.route("/surel/<code>/<secret>", methods=["GET", "POST"])
@public
def confirm_email(code: str, secret: str) -> Any:
    """One of two addresses agrees to the change."""
    link = opened_link(EMAIL_PAGE, code, secret, Purpose.CONFIRM_OLD_EMAIL, Purpose.CONFIRM_NEW_EMAIL)
    form = TextForm()
    if not form.validate_on_submit():
        return render_template("accounts/confirm_email.html", form=form, email=link.value, done=None)
    values = {"code": code, "purpose": link.purpose, "language": current_language(), "now": utc_now()}
    try:
        both = in_transaction(links.confirm_email, **values)
    except ContactTaken as refusal:
        return render_template("accounts/confirm_email.html", form=form, email=link.value, done=refusal.text()), 422
    done = (
        gettext("Alamat baru sudah berlaku. Silakan masuk lagi.")
        if both
        else gettext("Tersimpan. Sekarang buka juga tautan di alamat yang satu lagi.")
    )
    return render_template("accounts/confirm_email.html", form=form, email=link.value, done=done)


@own_account.route("/saya/ulangi", methods=["GET", "POST"])
@requires(OWN)
@limited("LIMIT_SECOND_FACTOR", by=_signed_in_account, scope="own-password")
def prove() -> Any:
    """Asks for the password once more, before a way in is changed."""
    form = PasswordForm()
    if not form.is_submitted():
        return render_template("accounts/prove.html", form=form)
    if form.validate() and not is_password(form.password.data or "", queries.password_hash_of(current_user.id)):
        form.password.errors = [gettext("Kata sandi tidak cocok.")]
    if form.errors:
        return render_template("accounts/prove.html", form=form), 422
    carry_on(in_transaction(log_ins.prove_again, log_in_id=current_user.log_in_id, by=current_user.actor, now=utc_now()))
    return redirect(safe_path(request.args.get("next", "")) or url_for("own_account.home"), 303)


@own_account.get("/saya/pengaman")
@requires(OWN)
def second_factor_first() -> str:
    """Where a role that needs a second factor begins: which one will it be?"""
    return render_template("accounts/second_factor_first.html", required=lacks_second_factor(), form=TextForm())


@own_account.route("/saya/aplikasi", methods=["GET", "POST"])
@requires(OWN)
@limited("LIMIT_SECOND_FACTOR", by=_signed_in_account, scope="new-totp")
def set_up_totp() -> Any:
    """A QR for the authenticator app, and its first code."""
    if asked := proof_first():
        return asked
    form = TotpForm()
    sealed = form.sealed.data if form.is_submitted() else seal_as_text(NEW_TOTP, current_user.code, new_secret())
    secret = unseal_text(NEW_TOTP, current_user.code, sealed or "")
    if secret is None:
        return redirect(url_for("own_account.set_up_totp"), 303)
    step = step_of(secret, form.code.data or "", utc_now()) if form.is_submitted() and form.validate() else None
    if step is None:
        form.sealed.data = sealed
        if form.is_submitted() and not form.errors:
            form.code.errors = [gettext("Kode tidak cocok. Periksa jam ponsel, lalu coba kode berikutnya.")]
        address = address_for_app(secret, queries.email_of(current_user.id) or current_user.name, str(current_app.config["SITE_NAME"]))
        page = render_template("accounts/set_up_totp.html", form=form, qr=draw_qr(address), secret=secret)
        return (page, 422) if form.is_submitted() else page
    token, codes = in_transaction(_set_up, secret=secret, step=step)
    carry_on(token)
    return render_template("accounts/recovery_codes.html", codes=codes, form=TextForm())


def _set_up(*, secret: str, step: int) -> tuple[str | None, list[str]]:
    return factors.set_up_totp(secret=secret, step=step, **_factor()), factors.new_recovery_codes(**_by())


@own_account.post("/saya/aplikasi/lepas")
@requires(OWN)
def remove_totp() -> Any:
    """The app is taken away."""
    if asked := proof_first("/staff/saya"):
        return asked
    carry_on(in_transaction(factors.remove_totp, **_factor()))
    return redirect(url_for("own_account.home", baru="pengaman"), 303)


@own_account.post("/saya/kode-pemulihan")
@requires(OWN)
def recovery_codes() -> Any:
    """Ten new codes, shown once."""
    if asked := proof_first("/staff/saya"):
        return asked
    codes = in_transaction(factors.new_recovery_codes, **_by())
    return render_template("accounts/recovery_codes.html", codes=codes, form=TextForm())


@own_account.route("/saya/kunci", methods=["GET", "POST"])
@requires(OWN)
def add_passkey() -> Any:
    """A passkey of this device or of a security key."""
    if asked := proof_first():
        return asked
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            host, origin = public_host(), current_app.config["PUBLIC_BASE_URL"]
            made = read_new(form.answer.data or "", host=host, origin=origin, owner=current_user.code, now=utc_now())
            return _added(made, form.label.data or gettext("Kunci sandi"))
        except WrongPasskey:
            form.label.errors = [gettext("Kunci tidak jadi dibuat. Coba sekali lagi.")]
    known = [passkey.credential_id for passkey in queries.passkeys_of(current_user.id)]
    name = queries.email_of(current_user.id) or current_user.name
    options = options_for_new(host=public_host(), owner=current_user.code, name=name, known=known, now=utc_now())
    page = render_template("accounts/add_passkey.html", form=form, options=options)
    return (page, 422) if form.is_submitted() else page


def _added(made: NewPasskey, name: str) -> Any:
    token, codes = in_transaction(_add_passkey, made=made, name=name)
    carry_on(token)
    if codes is None:
        return redirect(url_for("own_account.home", baru="pengaman"), 303)
    return render_template("accounts/recovery_codes.html", codes=codes, form=TextForm())


def _add_passkey(*, made: NewPasskey, name: str) -> tuple[str | None, list[str] | None]:
    """This log-in's new token, and the recovery codes that come with an account's first second factor."""
    token = factors.add_passkey(**vars(made), name=name, **_factor())
    return token, factors.new_recovery_codes(**_by()) if queries.count_recovery_codes(current_user.id) == 0 else None


@own_account.post("/saya/kunci/<passkey_code>/hapus")
@requires(OWN)
def remove_passkey(passkey_code: str) -> Any:
    """A passkey opens nothing any more."""
    if asked := proof_first("/staff/saya"):
        return asked
    carry_on(in_transaction(factors.remove_passkey, code=passkey_code, **_factor()))
    return redirect(url_for("own_account.home", baru="pengaman"), 303)


@own_account.get("/saya/sesi")
@requires(OWN)
def own_log_ins() -> str:
    """Where the account is logged in."""
    rows = queries.log_ins_of(current_user.id, utc_now())
    return render_template("accounts/log_ins.html", log_ins=rows, current=current_user.log_in_id, form=TextForm())


@own_account.post("/saya/sesi/<log_in_code>/akhiri")
@requires(OWN)
def end_one_log_in(log_in_code: str) -> Any:
    """Logs one device out."""
    in_transaction(log_ins.end_one_log_in, code=log_in_code, **_by())
    return redirect(url_for("own_account.own_log_ins"), 303)


@own_account.post("/saya/sesi/akhiri")
@requires(OWN)
def end_other_log_ins() -> Any:
    """Logs all other devices out."""
    carry_on(in_transaction(log_ins.end_all_log_ins, but=current_user.log_in_id, **_by()))
    return redirect(url_for("own_account.own_log_ins"), 303)
