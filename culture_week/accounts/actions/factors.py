"""Second factors: the app's codes, passkeys, and codes for the day when the phone is gone.

Where one is added or taken away, every log-in but `keep` ends; that one goes on under the token that is returned.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from culture_week.accounts.actions.log_ins import end_log_ins_of
from culture_week.accounts.actions.people import tell_of_change
from culture_week.accounts.models import Account, Passkey, RecoveryCode
from culture_week.accounts.queries import account_code
from culture_week.accounts.rules import RECOVERY_CODES
from culture_week.accounts.totp import step_of
from culture_week.core import audit
from culture_week.core.codes import CROCKFORD, digest, new_code, read_code
from culture_week.core.database import session
from culture_week.core.sealing import seal_as_text, unseal_text

TOTP = "totp"


def set_up_totp(*, account_id: int, secret: str, step: int, keep: int | None, language: str, by: str, now: datetime) -> str | None:
    """From now on the app with this secret is a second factor; `step` is the one whose code proved it."""
    code = account_code(account_id)
    values = {"totp_secret": seal_as_text(TOTP, code, secret), "totp_step": step}
    session.execute(update(Account).where(Account.id == account_id).values(values))
    tell_of_change(account_id=account_id, change="second_factor", language=language, now=now)
    token = end_log_ins_of(account_id=account_id, now=now, but=keep)
    audit.record_sealed(by=by, now=now, action="set_up_totp", subject=f"account:{code}")
    return token


def use_totp(*, account_id: int, typed: str, now: datetime) -> bool:
    """Whether this is the app's code, and it was not used before."""
    code = account_code(account_id)
    sealed = session.scalar(select(Account.totp_secret).where(Account.id == account_id))
    secret = unseal_text(TOTP, code, sealed) if sealed else None
    step = step_of(secret, typed, now) if secret else None
    if secret is None or step is None:
        return False
    unused = (Account.id == account_id, or_(Account.totp_step.is_(None), Account.totp_step < step))
    # Sealed anew, so that a key that the site had before can be let go one day.
    used = {"totp_step": step, "totp_secret": seal_as_text(TOTP, code, secret)}
    if session.execute(update(Account).where(*unused).values(used).returning(Account.id)).scalar() is None:
        return False
    audit.record_sealed(by=f"account:{code}", now=now, action="use_totp", subject=f"account:{code}")
    return True


def remove_totp(*, account_id: int, keep: int | None, language: str, by: str, now: datetime) -> str | None:
    """The app is no second factor any more."""
    session.execute(update(Account).where(Account.id == account_id).values(totp_secret=None, totp_step=None))
    tell_of_change(account_id=account_id, change="second_factor", language=language, now=now)
    token = end_log_ins_of(account_id=account_id, now=now, but=keep)
    audit.record_sealed(by=by, now=now, action="remove_totp", subject=f"account:{account_code(account_id)}")
    return token


def new_recovery_codes(*, account_id: int, by: str, now: datetime) -> list[str]:
    """Ten new codes of 80 bits, shown once; older ones are worth nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["".join(secrets.choice(CROCKFORD) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=account_id, code_digest=digest(code)) for code in codes)
    audit.record_sealed(by=by, now=now, action="new_recovery_codes", subject=f"account:{account_code(account_id)}")
    return codes


def use_recovery_code(*, account_id: int, typed: str, language: str, now: datetime) -> bool:
    """Whether this is one of the account's recovery codes; it is spent."""
    fits = (RecoveryCode.account_id == account_id, RecoveryCode.code_digest == digest(read_code(typed)), RecoveryCode.used_at.is_(None))
    if session.execute(update(RecoveryCode).where(*fits).values(used_at=now).returning(RecoveryCode.id)).scalar() is None:
        return False
    tell_of_change(account_id=account_id, change="recovery_code", language=language, now=now)
    code = account_code(account_id)
    audit.record_sealed(by=f"account:{code}", now=now, action="use_recovery_code", subject=f"account:{code}")
    return True


def add_passkey(
    *,
    account_id: int,
    credential_id: str,
    public_key: str,
    sign_count: int,
    name: str,
    keep: int | None,
    language: str,
    by: str,
    now: datetime,
) -> str | None:
    """A new passkey."""
    values = {"credential_id": credential_id, "public_key": public_key, "sign_count": sign_count, "name": name}
    session.add(Passkey(code=new_code(), account_id=account_id, **values, created_at=now))
    tell_of_change(account_id=account_id, change="passkey", language=language, now=now)
    token = end_log_ins_of(account_id=account_id, now=now, but=keep)
    audit.record_sealed(by=by, now=now, action="add_passkey", subject=f"account:{account_code(account_id)}")
    return token


def use_passkey(*, passkey_id: int, sign_count: int, challenged_at: datetime, now: datetime) -> bool:
    """Whether the passkey may be used for a challenge of that moment: one older than its last use is spent."""
    unspent = (Passkey.id == passkey_id, or_(Passkey.used_at.is_(None), Passkey.used_at < challenged_at))
    query = update(Passkey).where(*unspent).values(used_at=now, sign_count=sign_count).returning(Passkey.account_id)
    account_id = session.execute(query).scalar()
    if account_id is None:
        return False
    code = account_code(account_id)
    audit.record_sealed(by=f"account:{code}", now=now, action="use_passkey", subject=f"account:{code}")
    return True


def remove_passkey(*, account_id: int, code: str, keep: int | None, language: str, by: str, now: datetime) -> str | None:
    """One of the account's own passkeys opens nothing any more."""
    session.execute(delete(Passkey).where(Passkey.account_id == account_id, Passkey.code == code))
    tell_of_change(account_id=account_id, change="passkey", language=language, now=now)
    token = end_log_ins_of(account_id=account_id, now=now, but=keep)
    audit.record_sealed(by=by, now=now, action="remove_passkey", subject=f"account:{account_code(account_id)}", passkey=code)
    return token


def reset_second_factor(*, account_id: int, by: str, now: datetime) -> None:
    """Takes away every second factor of somebody who has lost them all; the next log-in asks for a new one."""
    for table in (Passkey, RecoveryCode):
        session.execute(delete(table).where(table.account_id == account_id))
    session.execute(update(Account).where(Account.id == account_id).values(totp_secret=None, totp_step=None))
    tell_of_change(account_id=account_id, change="second_factor", language="id", now=now)
    audit.record_sealed(by=by, now=now, action="reset_second_factor", subject=f"account:{account_code(account_id)}")
