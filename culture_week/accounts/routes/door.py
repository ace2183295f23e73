"""The question that every guarded route asks, and what a log-in is to a browser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, after_this_request, current_app, redirect, request, session, url_for
from flask_login import LoginManager, current_user

from culture_week.accounts import queries
from culture_week.accounts.actions import log_ins
from culture_week.accounts.desk import may_here
from culture_week.accounts.rules import (
    LOG_IN_STEP,
    OWN,
    PERMISSIONS,
    Scope,
    home_of,
    is_guest,
    is_proof_fresh,
    log_in_ends_at,
    may,
    needs_second_factor,
    reach_of,
)
from culture_week.accounts.rules.devices import device_name
from culture_week.accounts.states import GUESTS
from culture_week.core.clock import utc_now
from culture_week.core.codes import digest, new_token
from culture_week.core.contact import BadContact, read_contact
from culture_week.core.database import in_transaction
from culture_week.core.limits import client_address
from culture_week.core.text import current_language
from culture_week.festival.desk import desk_edition, stay_within, work_on
from culture_week.festival.queries import CurrentEdition, gate_by_code, latest_prepared

COOKIE_FIELD = "token"
SAME_TIME_S = 0.2
DEVICE_COOKIE_LASTS = timedelta(days=365)


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
        return _send_to_log_in(permission)
    _stay_signed_in()
    if permission != OWN and lacks_second_factor():
        return redirect(url_for("own_account.second_factor_first"), 302 if request.method == "GET" else 303)
    edition = _edition_at_desk()
    if not may_here(permission):
        abort(403)
    if "gate_code" in view_args:
        gate = gate_by_code(edition.id, view_args["gate_code"]) if edition else None
        if gate is None or not may(current_user.grants, permission, Scope(gate.edition_id, gate.venue_id, gate.id)):
            abort(404)
    return None


def _edition_at_desk() -> CurrentEdition | None:
    """The edition that was chosen, as long as it is theirs; whoever has no role in the current one works on the one they prepare."""
    stay_within(lambda edition_id: may(current_user.grants, "programme.edit", Scope(edition_id)))
    reach = reach_of(current_user.grants, "programme.edit")
    if reach and not may_here("staff.home") and (prepared := latest_prepared(reach)):
        work_on(prepared)
    return desk_edition()


def lacks_second_factor() -> bool:
    """Whether this account must set up a second factor before anything else."""
    required = current_app.config["SECOND_FACTOR_REQUIRED"] and needs_second_factor(current_user.grants)
    return bool(required and not current_user.has_second_factor)


def _send_to_log_in(permission: str) -> Any:
    """To the log-in page, and from there back to where the person was; a POST without any log-in is refused."""
    door = "accounts.guest_log_in" if PERMISSIONS.get(permission, frozenset()) <= GUESTS else "accounts.log_in"
    if request.method == "GET":
        return redirect(url_for(door, next=request.path))
    if COOKIE_FIELD not in session:
        abort(401)
    page_with_the_button = urlsplit(request.referrer or "").path.removeprefix(request.script_root)
    return redirect(url_for(door, next=page_with_the_button), 303)


def _stay_signed_in() -> None:
    """Moves the end of this log-in, once a minute at most. Only guarded routes come here, so no public page writes."""
    started_at, guest = current_user.log_in_started_at, is_guest(current_user.grants)
    expires_at = log_in_ends_at(started_at=started_at, now=utc_now(), idle=idle(), guest=guest)
    if abs(expires_at - current_user.log_in_expires_at) >= LOG_IN_STEP:
        in_transaction(log_ins.keep_log_in, log_in_id=current_user.log_in_id, expires_at=expires_at)
        session.modified = session.modified or guest  # a guest's cookie lasts as long as the row


def idle() -> timedelta:
    """How long staff may be away."""
    return timedelta(minutes=current_app.config["STAFF_IDLE_MINUTES"])


def open_log_in(account_id: int, *, factor_shown: bool = False, is_guest: bool = False) -> Any:
    """Logs the account in, as far as what was shown reaches; answers with the page that is next."""
    factor_due = not factor_shown and queries.has_factor(account_id)
    token = in_transaction(
        log_ins.start_log_in,
        account_id=account_id,
        idle=idle(),
        guest=is_guest,
        factor_due=factor_due,
        device=device_name(request.user_agent.string),
        device_digest=digest(_device_mark()),
        language=current_language(),
        now=utc_now(),
    )
    carry(token, keep=is_guest)
    next_page = request.args.get("next", "")
    if factor_due:
        return redirect(url_for("accounts.second_factor", next=next_page or None), 303)
    return redirect(safe_path(next_page) or first_page(account_id), 303)


def carry(token: str, *, keep: bool = False) -> None:
    """The browser's cookie names this log-in from now on; nothing else of the session stays. `keep`: also when it is closed."""
    session.clear()
    session.permanent = keep
    session[COOKIE_FIELD] = token


def carry_on(token: str | None) -> None:
    """The log-in of this browser goes on under a new token; the rest of the session stays, so that open forms still work."""
    session[COOKIE_FIELD] = token


def _device_mark() -> str:
    """What this browser is recognised by at its next log-in: a cookie that opens nothing."""
    mark = request.cookies.get(_device_cookie()) or new_token()

    @after_this_request
    def keep(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(_device_cookie(), mark, max_age=DEVICE_COOKIE_LASTS, secure=secure, httponly=True, samesite="Lax")
        return response

    return mark


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def first_page(account_id: int) -> str:
    """Where somebody begins."""
    return url_for(home_of(queries.rights_of(account_id)))


def safe_path(path: str) -> str | None:
    """A path of our own guarded pages, spelled so that no browser can take it for another site; None for any other."""
    own = path.startswith(("/staff", "/sanggar", "/lapak")) and not any(character in path for character in "\\\r\n\t")
    return request.script_root + path if own else None


def posted_contact(field: str) -> str:
    """The account in its one spelling, and from where: a stranger's guesses must not lock its owner out."""
    return f"{posted_account(field)} {posted_place(field)}"


def posted_place(field: str) -> str:
    """Where a form comes from: a device that its account was logged in on before, whoever shares its address, else the address."""
    return _own_device(posted_account(field)) or client_address()


def posted_from_anywhere(field: str) -> str:
    """The account alone, from wherever; but what a device tries that it was logged in on before is counted by itself."""
    account = posted_account(field)
    return f"{account} {_own_device(account)}".rstrip()


def _own_device(account: str) -> str:
    """The digest of this browser's mark where the account was logged in with it before: no stranger has that cookie."""
    mark = request.cookies.get(_device_cookie())
    with suppress(Exception):  # a limit must not raise; what is wrong, the page will say
        return digest(mark) if mark and queries.was_logged_in_on(account, digest(mark)) else ""
    return ""


def posted_account(field: str) -> str:
    """The account that a form names, in its one spelling."""
    try:
        return read_contact(request.form.get(field, "")).value
    except BadContact:
        return "nobody"


@contextmanager
def same_time_always() -> Iterator[None]:
    """Takes so long that nobody hears in the answer whether there was anything to do."""
    began = time.monotonic()
    yield
    time.sleep(max(0.0, SAME_TIME_S - (time.monotonic() - began)))


def proof_first(back: str | None = None) -> Any:
    """To the page that asks for the password again, and from there `back` or here; None where it was shown a moment ago."""
    if is_proof_fresh(current_user.proved_at, utc_now()):
        return None
    return redirect(url_for("own_account.prove", next=back or request.path), 303)
