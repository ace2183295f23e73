"""Passkeys: what a browser is asked for, and whether its answer is right. The one home of webauthn.

A challenge is its own moment, sealed: it needs no row. That none is answered twice, the passkey's last use says.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from culture_week.core.codes import new_token
from culture_week.core.sealing import seal, unseal

CHALLENGE_LASTS = timedelta(minutes=30)
SITE = "Culture Week"


class WrongPasskey(Exception):
    """The browser's answer does not fit."""


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey."""

    credential_id: str
    public_key: str
    sign_count: int


def _challenge(purpose: str, owner: str, now: datetime) -> bytes:
    return seal(purpose, owner, f"{now.isoformat()} {new_token()[:8]}")


def _moment(purpose: str, owner: str, challenge: bytes, now: datetime) -> datetime:
    text = unseal(purpose, owner, challenge)
    moment = datetime.fromisoformat(text.split(" ")[0]) if text else None
    if moment is None or not now - CHALLENGE_LASTS < moment <= now:
        raise WrongPasskey()
    return moment


def options_for_new(*, host: str, owner: str, name: str, known: list[str], now: datetime) -> str:
    """JSON of what `navigator.credentials.create` is given; `owner` is the account's code, `known` its passkeys."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name=SITE,
        user_id=owner.encode(),
        user_name=name,
        user_display_name=name,
        challenge=_challenge("new-passkey", owner, now),
        # Without a resident key nobody could sign in without saying first who they are.
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED, user_verification=structs.UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(webauthn.base64url_to_bytes(one)) for one in known],
    )
    return webauthn.options_to_json(options)


def options_for_log_in(*, host: str, now: datetime) -> str:
    """JSON of what `navigator.credentials.get` is given."""
    import webauthn
    from webauthn.helpers import structs

    challenge = _challenge("passkey", "", now)
    required = structs.UserVerificationRequirement.REQUIRED
    return webauthn.options_to_json(webauthn.generate_authentication_options(rp_id=host, challenge=challenge, user_verification=required))


def _read(answer: str) -> tuple[dict[str, Any], bytes]:
    """The answer, and the challenge that it says it answers."""
    import webauthn

    try:
        credential = json.loads(answer)
        said = json.loads(webauthn.base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return credential, webauthn.base64url_to_bytes(said["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WrongPasskey() from error


def credential_of(answer: str) -> str:
    """Which passkey a browser says it has used. Raises `WrongPasskey`."""
    name = _read(answer)[0].get("id")
    if not isinstance(name, str):
        raise WrongPasskey()
    return name


def read_new(answer: str, *, host: str, origin: str, owner: str, now: datetime) -> NewPasskey:
    """The new passkey in a browser's answer. Raises `WrongPasskey`."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url

    credential, challenge = _read(answer)
    _moment("new-passkey", owner, challenge, now)
    expected: dict[str, Any] = {"expected_challenge": challenge, "expected_rp_id": host, "expected_origin": origin}
    try:
        made = webauthn.verify_registration_response(credential=credential, require_user_verification=True, **expected)
    except Exception as error:  # the library's own, and whatever odd CBOR makes of it
        raise WrongPasskey() from error
    return NewPasskey(bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key), made.sign_count)


def check_answer(answer: str, known: NewPasskey, *, host: str, origin: str, now: datetime) -> tuple[int, datetime]:
    """The new sign count, and when the challenge was made. Raises `WrongPasskey`."""
    import webauthn

    credential, challenge = _read(answer)
    moment = _moment("passkey", "", challenge, now)
    expected: dict[str, Any] = {"expected_challenge": challenge, "expected_rp_id": host, "expected_origin": origin}
    stored: dict[str, Any] = {
        "credential_public_key": webauthn.base64url_to_bytes(known.public_key),
        "credential_current_sign_count": known.sign_count,
    }
    try:
        made = webauthn.verify_authentication_response(credential=credential, require_user_verification=True, **expected, **stored)
    except Exception as error:
        raise WrongPasskey() from error
    return made.new_sign_count, moment
