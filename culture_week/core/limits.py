"""Rate limits: the one home of Flask-Limiter.

Limits are by contact and by address; thousands of people may share one carrier's address. With Redis away each
process counts for itself rather than answering 500 to everyone.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter
from werkzeug.wrappers import Response


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
