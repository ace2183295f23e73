"""Logging in and out, and the question that every guarded route asks."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user

from culture_week.accounts import actions, queries
from culture_week.accounts.forms import LogInForm
from culture_week.accounts.passwords import is_password
from culture_week.accounts.rules import LOG_IN_STEP, LONGEST_LOG_IN, Scope, log_in_ends_at, may, may_somewhere
from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.codes import digest
from culture_week.core.contact import BadContact, read_contact, read_email
from culture_week.core.database import in_transaction
from culture_week.core.limits import client_address, limited
from culture_week.core.text import gettext
from culture_week.festival.queries import current_edition, gate_by_code

accounts = Blueprint("accounts", __name__, url_prefix="/staff")
COOKIE_FIELD = "token"


class SessionRowLogin(LoginManager):
    """flask-login without its remember-me cookie: that would read the session on every page."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


login_manager = SessionRowLogin()


def init_app(app: Flask) -> None:
    """Connects flask-login to the log-in rows."""
    login_manager.init_app(app, add_context_processor=False)
    login_manager.request_loader(_load)


def _load(_request: Any) -> queries.SignedIn | None:
    token = session.get(COOKIE_FIELD)
    return queries.signed_in(digest(token), utc_now()) if isinstance(token, str) else None


def ask(permission: str, view_args: dict[str, Any]) -> Any:
    """Lets the signed-in account pass, or answers: log in first (or 401), 403, or 404 for what is out of its scope."""
    if not current_user.is_authenticated:
        return _send_to_log_in()
    _stay_signed_in()
    edition = current_edition()
    if not may_somewhere(current_user.grants, permission, edition.id if edition else None):
        abort(403)
    if "gate_code" in view_args:
        gate = gate_by_code(edition.id, view_args["gate_code"]) if edition else None
        if gate is None or not may(current_user.grants, permission, Scope(gate.edition_id, gate.venue_id, gate.id)):
            abort(404)
    return None


def _send_to_log_in() -> Any:
    """To the log-in page, and from there back to where the person was; a POST without any log-in is refused."""
    if request.method == "GET":
        return redirect(url_for("accounts.log_in", next=request.path))
    if COOKIE_FIELD not in session:
        abort(401)
    page_with_the_button = urlsplit(request.referrer or "").path.removeprefix(request.script_root)
    return redirect(url_for("accounts.log_in", next=page_with_the_button), 303)


def _stay_signed_in() -> None:
    """Moves the end of this log-in, once a minute at most. Only guarded routes come here, so no public page writes."""
    expires_at = log_in_ends_at(started_at=current_user.log_in_started_at, now=utc_now(), idle=_idle())
    if abs(expires_at - current_user.log_in_expires_at) >= LOG_IN_STEP:
        in_transaction(actions.keep_log_in, log_in_id=current_user.log_in_id, expires_at=expires_at)


def _idle() -> timedelta:
    return timedelta(minutes=current_app.config["STAFF_IDLE_MINUTES"])


def _posted_account() -> str:
    """The account in its one spelling, and from where: a stranger's guesses must not lock its owner out."""
    try:
        account = read_contact(request.form.get("email", "")).value
    except BadContact:
        account = "nobody"
    return f"{account} {client_address()}"


@accounts.route("/masuk", methods=["GET", "POST"])
@public
@limited("LIMIT_LOG_IN_ADDRESS", scope="log-in-address")
@limited("LIMIT_LOG_IN_ACCOUNT", by=_posted_account, scope="log-in-account")
def log_in() -> Any:
    """The log-in page."""
    form = LogInForm()
    if not form.is_submitted():
        return render_template("accounts/log_in.html", form=form, notice=None, ended=_log_in_has_ended())
    if not form.validate():
        return render_template("accounts/log_in.html", form=form, notice=None), 422
    account_id = _account_with(form.email.data or "", form.password.data or "")
    if account_id is None:
        notice = gettext("E-mail atau kata sandi tidak cocok.")
        return render_template("accounts/log_in.html", form=form, notice=notice), 422
    token = in_transaction(actions.start_log_in, account_id=account_id, idle=_idle(), now=utc_now())
    session.clear()
    session[COOKIE_FIELD] = token
    return redirect(_safe_next(), 303)


def _log_in_has_ended() -> str | None:
    """Why this browser, which was signed in, is not any more."""
    if COOKIE_FIELD not in session or current_user.is_authenticated:
        return None
    return gettext(
        "Demi keamanan, akun keluar sendiri setelah %(idle)d menit tidak dipakai, paling lama %(longest)d jam setelah masuk. "
        "Sesudah masuk lagi, Anda kembali ke halaman tadi.",
        idle=_idle() // timedelta(minutes=1),
        longest=LONGEST_LOG_IN // timedelta(hours=1),
    )


def _account_with(email: str, password: str) -> int | None:
    try:
        known = queries.account_by_email(read_email(email).value)
    except BadContact:
        known = None
    right = is_password(password, known[1] if known else None)
    return known[0] if known and right else None


def _safe_next() -> str:
    """A path of our own, spelled so that no browser can take it for another site."""
    path = request.args.get("next", "")
    own = path.startswith("/staff") and not any(character in path for character in "\\\r\n\t")
    return request.script_root + path if own else url_for("pages.staff_home")


@accounts.post("/keluar")
@public
def log_out() -> Any:
    """Ends this log-in, if it has not ended."""
    if current_user.is_authenticated:
        in_transaction(actions.end_log_in, log_in_id=current_user.log_in_id, by=current_user.actor, now=utc_now())
    session.clear()
    return redirect(url_for("accounts.log_in"), 303)
