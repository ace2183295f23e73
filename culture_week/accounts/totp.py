"""Six digits from an authenticator app: the one home of pyotp."""

import hmac
import re
from datetime import datetime

import pyotp

STEP_SECONDS = 30
# A phone's clock may be half a minute off, and people type slowly.
STEPS_AROUND = (0, -1, 1)


def new_secret() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32()


def address_for_app(secret: str, account: str, site: str) -> str:
    """What the QR for an authenticator app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The time step whose code was typed, with or without blanks; None for a wrong one. The caller refuses a step that was used."""
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(secret)
    fits = [present + around for around in STEPS_AROUND if hmac.compare_digest(codes.generate_otp(present + around), digits)]
    return fits[0] if fits else None
