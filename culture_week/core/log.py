"""JSON lines on standard output, one a request, free of secrets: the one home of structlog."""

import logging
import re
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from culture_week.core.codes import new_code

REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
SECRET_KEYS = frozenset({"secret", "token", "password", "authorization", "cookie", "key", "contact", "phone", "email", "payload"})
QUIET_ENDPOINTS = frozenset({"pages.healthz", "pages.readyz", "pages.metrics"})

logger = structlog.get_logger()


def _drop_secrets(_logger: Any, _method: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: "[removed]" if name.lower() in SECRET_KEYS else value for name, value in fields.items()}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _drop_secrets,
]


def init_app(app: Flask) -> None:
    """Writes every log line as JSON and one line for each request; the route's template stands for its path."""
    structlog.configure(
        processors=[*SHARED, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    _route_standard_logging()

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if REQUEST_ID.match(given) else new_code().lower()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "-")
        if request.endpoint not in QUIET_ENDPOINTS:
            # The path is left out: order links carry a secret.
            logger.info(
                "request",
                request_id=g.get("request_id"),
                method=request.method,
                route=request.url_rule.rule if request.url_rule else None,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            )
        return response


def _route_standard_logging() -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
