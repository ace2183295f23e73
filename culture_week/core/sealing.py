"""Small secrets that must be read again, sealed with AES-GCM under a key derived from the site's: the one home of cryptography."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE = 12


def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=f"culture-week-seal-1\0{purpose}".encode()).derive(key.encode()))


def seal(purpose: str, owner: str, text: str) -> bytes:
    """`text`, readable only with the site's key, for this purpose and by this owner."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(current_app.config["SECRET_KEY"], purpose).encrypt(nonce, text.encode(), owner.encode())


def unseal(purpose: str, owner: str, sealed: bytes) -> str | None:
    """What was sealed, also under a key that the site had before; None for anything else."""
    for key in (current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]):
        try:
            return _cipher(key, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], owner.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    return None


def seal_as_text(purpose: str, owner: str, text: str) -> str:
    """The same in letters, for a column or a form."""
    return base64.urlsafe_b64encode(seal(purpose, owner, text)).decode()


def unseal_text(purpose: str, owner: str, sealed: str) -> str | None:
    """What `seal_as_text` sealed."""
    try:
        return unseal(purpose, owner, base64.urlsafe_b64decode(sealed))
    except ValueError:
        return None
