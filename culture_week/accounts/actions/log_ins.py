"""Log-ins begin, are proved, and end."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from culture_week.accounts.models import LogIn
from culture_week.accounts.queries import account_code, email_of
from culture_week.accounts.rules import log_in_ends_at
from culture_week.core import audit
from culture_week.core.codes import digest, new_code, new_token
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import session
from culture_week.messages.actions import queue


def start_log_in(
    *,
    account_id: int,
    idle: timedelta,
    guest: bool = False,
    factor_due: bool = False,
    device: str = "–",
    device_digest: str = "",
    language: str = "id",
    now: datetime,
) -> str:
    """A new log-in; returns the token for its cookie. While `factor_due` it opens nothing."""
    token = new_token()
    log_in = LogIn(
        code=new_code(),
        account_id=account_id,
        token_digest=digest(token),
        device=device,
        device_digest=device_digest,
        factor_due=factor_due,
        proved_at=now,
        started_at=now,
        expires_at=log_in_ends_at(started_at=now, now=now, idle=idle, guest=guest),
    )
    if not factor_due:
        _tell_of_new_device(account_id, device, device_digest, log_in.code, language, now)
    session.add(log_in)
    account = f"account:{account_code(account_id)}"
    audit.record_sealed(by=account, now=now, action="log_in", subject=account, factor_due=factor_due)
    return token


def _tell_of_new_device(account_id: int, device: str, device_digest: str, code: str, language: str, now: datetime) -> None:
    """The owner hears of a log-in from where there was none before; at the first one of all there is nothing to compare."""
    seen = set(session.scalars(select(LogIn.device_digest).where(LogIn.account_id == account_id, LogIn.factor_due.is_(False)).distinct()))
    email = email_of(account_id)
    if seen and device_digest not in seen and email is not None:
        context = {"change": "new_device", "at": now.isoformat(), "device": device}
        contact = Contact(Channel.EMAIL, email)
        queue(key=f"log-in:{code}", contact=contact, language=language, template="accounts/changed", context=context, now=now)


def complete_log_in(*, log_in_id: int, language: str, now: datetime) -> str | None:
    """The second factor was shown: the log-in opens from now on. Returns its new token, None where it had ended.

    The audit row is the factor's.
    """
    token = new_token()
    columns = (LogIn.account_id, LogIn.device, LogIn.device_digest, LogIn.code)
    due = select(*columns).where(LogIn.id == log_in_id, LogIn.factor_due.is_(True), LogIn.ended_at.is_(None))
    row = session.execute(due).one_or_none()
    if row is None:
        return None
    _tell_of_new_device(*row, language, now)
    session.execute(update(LogIn).where(LogIn.id == log_in_id).values(factor_due=False, token_digest=digest(token), proved_at=now))
    return token


def prove_again(*, log_in_id: int, by: str, now: datetime) -> str:
    """Whoever is logged in has shown the password once more. Returns the new token: a copy of the cookie proves nothing."""
    session.execute(update(LogIn).where(LogIn.id == log_in_id).values(proved_at=now))
    token = _renew_token(log_in_id)
    audit.record_sealed(by=by, now=now, action="prove", subject=by)
    return token


def _renew_token(log_in_id: int) -> str:
    token = new_token()
    session.execute(update(LogIn).where(LogIn.id == log_in_id).values(token_digest=digest(token)))
    return token


def keep_log_in(*, log_in_id: int, expires_at: datetime) -> None:
    """Moves the end of a log-in that is in use. Leaves no audit entry: it would say only that somebody was there."""
    session.execute(update(LogIn).where(LogIn.id == log_in_id, LogIn.ended_at.is_(None)).values(expires_at=expires_at))


def end_log_in(*, log_in_id: int, by: str, now: datetime) -> None:
    """Ends a log-in; its cookie is worth nothing from then on."""
    session.execute(update(LogIn).where(LogIn.id == log_in_id, LogIn.ended_at.is_(None)).values(ended_at=now))
    audit.record_sealed(by=by, now=now, action="log_out", subject=by)


def end_one_log_in(*, account_id: int, code: str, by: str, now: datetime) -> None:
    """Ends one of the account's own log-ins; harmless where it is ended already."""
    own = (LogIn.account_id == account_id, LogIn.code == code, LogIn.ended_at.is_(None))
    session.execute(update(LogIn).where(*own).values(ended_at=now))
    audit.record_sealed(by=by, now=now, action="log_out", subject=f"account:{account_code(account_id)}", log_in=code)


def end_all_log_ins(*, account_id: int, but: int | None = None, by: str, now: datetime) -> str | None:
    """Ends every log-in of an account, `but` one. Returns that one's new token, so that copies of its cookie end as well."""
    token = end_log_ins_of(account_id=account_id, now=now, but=but)
    audit.record_sealed(by=by, now=now, action="end_log_ins", subject=f"account:{account_code(account_id)}")
    return token


def end_log_ins_of(*, account_id: int, now: datetime, but: int | None = None) -> str | None:
    """The same as a part of something that leaves its own audit row."""
    working = (LogIn.account_id == account_id, LogIn.ended_at.is_(None), LogIn.id != (but or 0))
    session.execute(update(LogIn).where(*working).values(ended_at=now))
    return _renew_token(but) if but else None
