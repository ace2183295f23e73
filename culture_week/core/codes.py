"""Codes that people see, type and scan, and the secrets derived from them."""

import hashlib
import hmac
import re
import secrets

from flask import current_app

# No 0/O and 1/I: read over the phone and typed at a counter.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Crockford's base32: no I, L, O, U.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAYLOAD = re.compile(r"^CW1[0-9A-HJKMNP-TV-Z]{26}$")
CODE_LENGTH = 8


def _draw(alphabet: str, length: int) -> str:
    number = secrets.randbits(5 * length)
    return "".join(alphabet[(number >> shift) & 31] for shift in range(0, 5 * length, 5))


def new_code() -> str:
    """A public name of 8 characters; a name, not a secret."""
    return _draw(ALPHABET, CODE_LENGTH)


def new_payload() -> str:
    """What a QR code says: `CW1` and 26 Crockford characters (130 random bits), fit for QR's alphanumeric mode."""
    return "CW1" + _draw(CROCKFORD, 26)


def read_payload(text: str) -> str | None:
    """A scanned text as a payload, or None if it cannot be one of ours."""
    cleaned = text.strip().upper()
    return cleaned if PAYLOAD.match(cleaned) else None


def read_code(text: str) -> str:
    """A code as a person typed it: lower case, spaces and dashes are forgiven."""
    return re.sub(r"[\s\-]", "", text).upper()


def new_token() -> str:
    """A bearer token of 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token or one-time code: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def derived_secret(purpose: str, code: str, generation: int) -> str:
    """The secret of a link: 128 bits derived from the site's key, so that nothing secret is stored.

    A higher `generation` gives a new secret and ends the old link.
    """
    return _derive(current_app.config["SECRET_KEY"], purpose, code, generation)


def is_derived_secret(given: str, purpose: str, code: str, generation: int) -> bool:
    """Whether `given` was derived from the site's key or one that it had before; in constant time."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    fits = [hmac.compare_digest(given.encode(), _derive(key, purpose, code, generation).encode()) for key in keys]
    return any(fits)


def _derive(key: str, purpose: str, code: str, generation: int) -> str:
    message = f"{purpose}\0{code}\0{generation}".encode()
    number = int.from_bytes(hmac.digest(key.encode(), message, "sha256")[:17])
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(0, 130, 5))


def keyed_digest(purpose: str, value: str) -> str:
    """Stands for a value that can be guessed, such as a phone number; without the site's key nobody can try them all."""
    return _keyed_digest(current_app.config["SECRET_KEY"], purpose, value)


def keyed_digests(purpose: str, value: str) -> list[str]:
    """The same under the site's key and each that it had before: as it may stand in older rows."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return [_keyed_digest(key, purpose, value) for key in keys]


def _keyed_digest(key: str, purpose: str, value: str) -> str:
    return hmac.new(key.encode(), f"{purpose}\0{value}".encode(), "sha256").hexdigest()


def derived_digits(purpose: str, code: str) -> str:
    """Six digits to type instead of a link, derived as its secret is; good only where misses are counted."""
    return f"{int.from_bytes(hashlib.sha256(derived_secret(purpose, code, 1).encode()).digest()) % 1_000_000:06d}"
