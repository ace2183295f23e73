"""Requests whose bodies never come, against the real server: more of them than it has threads, and others are served."""

import socket
import time

import pytest

from tests.faults.processes import call, free_port, start_all, stop

pytestmark = pytest.mark.any_database

WORKERS = 2
HALVES = 2 * WORKERS + 6
HALF = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
PATHS = (b"/api/v1/orders", b"/pesan/NOSUCH", b"/api/v1/scans", b"/nowhere")
PATIENCE_S, SLACK_S = 10, 5


def test_a36_half_bodies_hold_nobody_up(app):
    """A36: phones in a tunnel, or somebody who plays them: they are told 408 in the end, and meanwhile nobody waits."""
    port = free_port()
    site = start_all(app, port, WORKERS=str(WORKERS))
    try:
        halves = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S + SLACK_S) for _ in range(HALVES)]
        began = time.monotonic()
        for number, half in enumerate(halves):
            half.sendall(HALF % PATHS[number % len(PATHS)])
        for path in ["/healthz"] * 12 + ["/"] * 4:
            asked = time.monotonic()
            assert call(port, "GET", path)[0] == 200
            assert time.monotonic() - asked < PATIENCE_S / 2  # far from waiting for a half, on a slow machine too
        answers = [half.recv(4096) for half in halves]
        assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 408 Request Timeout"}
        assert PATIENCE_S - 1 < time.monotonic() - began < PATIENCE_S + SLACK_S
        for half in halves:
            half.close()
        assert call(port, "GET", "/healthz")[0] == 200
    finally:
        stop(site)
