"""Links that work once: for a forgotten password, a PIN, a log-in by mail, a new address."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import select, update

from culture_week.accounts.actions.log_ins import end_log_ins_of
from culture_week.accounts.actions.people import change_email, change_password, choose_pin, end_links_of, verify_contact
from culture_week.accounts.models import Account, OneTimeLink
from culture_week.accounts.queries import account_code, email_of
from culture_week.accounts.rules import EMAIL_CHANGE_LASTS, MAILED_LINK_LASTS, MOST_DIGIT_MISSES, PIN_LINK_LASTS, RESET_LASTS, LinkOver
from culture_week.accounts.states import Purpose
from culture_week.core import audit
from culture_week.core.codes import derived_digits, new_code
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import session
from culture_week.messages.actions import queue

DIGITS = "masuk/surel"


def _offer(account_id: int, purpose: Purpose, lasts: timedelta, now: datetime, value: str | None = None) -> str:
    """A new link; older ones of the same purpose end. Returns its code."""
    older = (OneTimeLink.account_id == account_id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
    session.execute(update(OneTimeLink).where(*older, OneTimeLink.withdrawn_at.is_(None)).values(withdrawn_at=now))
    code = new_code()
    row = {"code": code, "account_id": account_id, "purpose": purpose, "value": value, "misses": 0}
    session.add(OneTimeLink(**row, created_at=now, expires_at=now + lasts))
    session.flush()
    return code


def _write(code: str, template: str, address: str, language: str, now: datetime, **context: str) -> None:
    contact = Contact(Channel.EMAIL, address)
    queue(key=f"link:{code}", contact=contact, language=language, template=template, context={"code": code, **context}, now=now)


def offer_reset(*, account_id: int, language: str, now: datetime) -> None:
    """Mails a link that sets a new password."""
    code, email = _offer(account_id, Purpose.RESET_PASSWORD, RESET_LASTS, now), email_of(account_id)
    assert email is not None  # it was found by it
    _write(code, "accounts/reset", email, language, now)
    audit.record_sealed(by="visitor", now=now, action="offer_reset", subject=f"account:{account_code(account_id)}")


def offer_mailed_log_in(*, account_id: int, language: str, now: datetime) -> str:
    """Mails a link, and six digits for another device, that log in. Returns the link's code."""
    code, email = _offer(account_id, Purpose.SIGN_IN, MAILED_LINK_LASTS, now), email_of(account_id)
    assert email is not None
    _write(code, "accounts/sign_in", email, language, now)
    audit.record_sealed(by="visitor", now=now, action="offer_log_in", subject=f"account:{account_code(account_id)}")
    return code


def offer_pin(*, account_id: int, by: str, now: datetime) -> str:
    """A link by which a group or vendor chooses its PIN. The one before, other links and log-ins are over. Returns its code."""
    session.execute(update(Account).where(Account.id == account_id).values(pin_hash=None))
    end_log_ins_of(account_id=account_id, now=now)
    end_links_of(account_id=account_id, now=now)
    code = _offer(account_id, Purpose.CHOOSE_PIN, PIN_LINK_LASTS, now)
    audit.record_sealed(by=by, now=now, action="offer_pin", subject=f"account:{account_code(account_id)}")
    return code


def offer_email_change(*, account_id: int, email: str, language: str, by: str, now: datetime) -> None:
    """Mails both addresses; the new one counts when both have agreed."""
    before = email_of(account_id)
    for purpose, address in ((Purpose.CONFIRM_OLD_EMAIL, before), (Purpose.CONFIRM_NEW_EMAIL, email)):
        if address is not None:
            code = _offer(account_id, purpose, EMAIL_CHANGE_LASTS, now, value=email)
            _write(code, "accounts/confirm_email", address, language, now, email=email)
    audit.record_sealed(by=by, now=now, action="offer_email_change", subject=f"account:{account_code(account_id)}")


def _use(code: str, purpose: Purpose, now: datetime) -> tuple[int, str | None]:
    """Spends a link; of two who press at once one succeeds. Returns account id and value. Raises `LinkOver`."""
    waiting = (OneTimeLink.code == code, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
    still = (OneTimeLink.withdrawn_at.is_(None), OneTimeLink.expires_at > now)
    spend = update(OneTimeLink).where(*waiting, *still).values(used_at=now).returning(OneTimeLink.account_id, OneTimeLink.value)
    row = session.execute(spend).one_or_none()
    if row is None:
        raise LinkOver()
    return row[0], row[1]


def reset_password(*, code: str, password: str, language: str, now: datetime) -> None:
    """The link's holder sets a new password. Raises `LinkOver`, `WeakPassword`."""
    account_id, _value = _use(code, Purpose.RESET_PASSWORD, now)
    by = f"account:{account_code(account_id)}"
    change_password(account_id=account_id, password=password, keep=None, language=language, by=by, now=now)


def choose_pin_by_link(*, code: str, pin: str, now: datetime) -> int:
    """The link's holder chooses a PIN. Returns the account's id. Raises `LinkOver`, `WeakPin`."""
    account_id, _value = _use(code, Purpose.CHOOSE_PIN, now)
    choose_pin(account_id=account_id, pin=pin, by=f"account:{account_code(account_id)}", now=now)
    return account_id


def log_in_by_link(*, code: str, now: datetime) -> int:
    """The mail's reader logs in. Returns the account's id. Raises `LinkOver`. The audit row is the log-in's."""
    account_id, _value = _use(code, Purpose.SIGN_IN, now)
    email = email_of(account_id)
    if email is not None:
        verify_contact(account_id=account_id, contact=Contact(Channel.EMAIL, email), now=now)
    return account_id


def count_digit_miss(*, code: str, typed: str) -> bool:
    """Whether these are the digits of the mail; a wrong guess is counted, and after a few the mail is worth nothing."""
    left = (OneTimeLink.code == code, OneTimeLink.purpose == Purpose.SIGN_IN, OneTimeLink.misses < MOST_DIGIT_MISSES)
    if session.execute(update(OneTimeLink).where(*left).values(misses=OneTimeLink.misses + 1).returning(OneTimeLink.id)).scalar() is None:
        return False
    return hmac.compare_digest(derived_digits(DIGITS, code), typed)


def confirm_email(*, code: str, purpose: Purpose, language: str, now: datetime) -> bool:
    """One of both addresses agrees; whether both have, so that the new one counts. Raises `LinkOver`, `ContactTaken`."""
    account_id, email = _use(code, purpose, now)
    assert email is not None
    # Of two who agree at once the second waits here, and then sees that the first has.
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    other = {Purpose.CONFIRM_OLD_EMAIL: Purpose.CONFIRM_NEW_EMAIL, Purpose.CONFIRM_NEW_EMAIL: Purpose.CONFIRM_OLD_EMAIL}[purpose]
    agreed = select(OneTimeLink.id).where(
        OneTimeLink.account_id == account_id,
        OneTimeLink.purpose == other,
        OneTimeLink.value == email,
        OneTimeLink.used_at > now - EMAIL_CHANGE_LASTS,
        OneTimeLink.withdrawn_at.is_(None),
    )
    both = session.scalar(agreed) is not None
    if both:
        change_email(account_id=account_id, email=email, language=language, now=now)
    by = f"account:{account_code(account_id)}"
    audit.record_sealed(by=by, now=now, action="confirm_email", subject=by, both=both)
    return both
