"""Rate limits: the one home of Flask-Limiter.

Limits are by contact and by address; thousands of people may share one carrier's address. With Redis away each
process counts for itself rather than answering 500 to everyone.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Flask, Response, abort, current_app, request
from flask_limiter import Limiter
from limits import parse
from limits.storage import MemoryStorage

from culture_week.core.log import logger


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
    # Only routes that say `@limited` are limited, and these ask by themselves; the library would look at each request,
    # for a fifth of the time that a kept page takes.
    app.before_request_funcs[None].remove(limiter._check_request_limit)


def limited(setting: str, *, by: Callable[[], str] = client_address, scope: str, instead: Callable[[], Response] | None = None) -> Any:
    """Limits POSTs of a route to the rate in config `setting`, counted per `by()` over all routes of `scope`.

    Beyond it `instead()` answers, such as the form with what was typed; without it the page for 429 does. `by` must
    not raise: the library would take the counters' storage for dead.
    """
    refuse = (lambda _limit: instead()) if instead else None
    return limiter.shared_limit(lambda: str(current_app.config[setting]), scope=scope, key_func=by, methods=["POST"], on_breach=refuse)


def count_miss(setting: str, *, by: str, scope: str) -> None:
    """Counts a wrong guess at a secret; from the rate in config `setting` on it is answered 429.

    Whoever guesses right is never counted and never refused: a whole mobile network may share the address of one who
    guesses. With the counters' storage away guesses go uncounted; the secrets are long enough for that.
    """
    rate = parse(current_app.config[setting])
    try:
        within = limiter.limiter.hit(rate, scope, by)
    except Exception:
        logger.warning("misses are not counted", scope=scope)
        return
    if not within:
        abort(429)
