"""Rate limits: the one home of Flask-Limiter.

Limits are by contact and by address; thousands of people may share one carrier's address. With Redis away each
process counts for itself rather than answering 500 to everyone.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits.storage import MemoryStorage
from werkzeug.wrappers import Response


class SweptMemory(MemoryStorage):
    """Counters of one process, rid of old ones every few seconds.

    The library's own starts a thread at almost every hit and goes through all counters in it: a third of a
    millisecond a booking, and more with every caller.
    """

    STORAGE_SCHEME = ["swept-memory"]
    SECONDS_BETWEEN_SWEEPS = 5.0

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self.counting = Lock()
        self.swept_at = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Counts `amount` hits; the first starts the counter's `expiry` in seconds. Returns how many there are."""
        with self.counting:
            now = time.time()
            if now > self.swept_at + self.SECONDS_BETWEEN_SWEEPS:
                self.swept_at = now
                for old in [known for known, until in self.expirations.items() if until <= now]:
                    self.clear(old)
            if self.get(key) == 0:
                self.expirations[key] = now + expiry
            self.storage[key] += amount
            return self.storage[key]


def client_address() -> str:
    """The caller's address; behind TRUSTED_PROXIES the one they report."""
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=client_address)


def init_app(app: Flask) -> None:
    """Connects the counters."""
    limiter.init_app(app)


def limited(setting: str, *, by: Callable[[], str] = client_address, only_misses: bool = False, scope: str) -> Any:
    """Limits POSTs of a route to the rate in config `setting`, counted per `by()` over all routes of `scope`.

    With `only_misses` every method counts, but only answers of 404.
    """
    return limiter.shared_limit(
        lambda: str(current_app.config[setting]),
        scope=scope,
        key_func=by,
        methods=None if only_misses else ["POST"],
        deduct_when=_is_miss if only_misses else None,
    )


def _is_miss(response: Response) -> bool:
    return response.status_code == 404
