"""Figures for the operator's monitoring: the one home of prometheus-client."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("culture_week_requests", "Requests by route, method and status", ["route", "method", "status"])
SECONDS = Histogram("culture_week_request_seconds", "Time to answer, by route", ["route"], buckets=(0.005, 0.02, 0.1, 0.5, 2))
BOOKINGS = Counter("culture_week_bookings", "Tickets booked")
SCANS = Counter("culture_week_scans", "Scans by verdict", ["verdict"])

# Each label becomes a counter on disk, so nobody may make up new ones.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Counts every request under its route's template."""

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response


def metrics_text() -> bytes:
    """The figures of all web processes, in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
