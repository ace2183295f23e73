"""Whether the site lives, is ready, and what it counts; for the operator's programs."""

import hmac
from importlib import metadata
from typing import Any

from flask import Response, abort, current_app, request

from culture_week.core.access import public
from culture_week.core.api import bearer_token
from culture_week.core.clock import utc_now
from culture_week.core.metrics import metrics_text
from culture_week.core.migrations import schema_revision
from culture_week.messages.queries import oldest_queued
from culture_week.pages.routes.visitor import pages

# Mail that waits longer than this many seconds means that the worker or the mail server stands still.
MAIL_LATE_AFTER = 900


@pages.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@public
def readyz() -> Any:
    """The database answers, its schema is this program's, and mail goes out."""
    try:
        present, wanted = schema_revision()
        waiting_since = oldest_queued()
    except Exception:  # whatever it is: not ready
        return {"status": "no database"}, 503
    if present != wanted:
        return {"status": "schema is not at head"}, 503
    late = waiting_since is not None and (utc_now() - waiting_since).total_seconds() > MAIL_LATE_AFTER
    return {"status": "ok", "mail": "late" if late else "ok"}


@pages.get("/version")
@public
def version() -> dict[str, str]:
    """Which program this is."""
    return {"name": "culture-week", "version": current_app.config["VERSION"], "flask": metadata.version("flask")}


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus' figures, for whoever has the token."""
    wanted, given = current_app.config["METRICS_TOKEN"], bearer_token(request.headers.get("Authorization")) or ""
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(404)
    return Response(metrics_text(), content_type="text/plain; version=0.0.4")
