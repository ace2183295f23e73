"""Passwords: argon2id with 19 MiB, two rounds, one lane (OWASP ASVS 5.0, appendix C): the one home of pwdlib."""

import threading
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_hash = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
# A flood of log-ins must not take 19 MiB each without bound.
_turns = threading.BoundedSemaphore(4)
_DUMMY = _hash.hash("nobody has this password")


def hash_password(password: str) -> str:
    """What is stored."""
    return _hash.hash(unicodedata.normalize("NFKC", password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether `password` made `stored`; takes as long where there is nothing stored."""
    with _turns:
        right = _hash.verify(unicodedata.normalize("NFKC", password), stored or _DUMMY)
    return right and stored is not None
