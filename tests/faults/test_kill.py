"""kill -9 in the middle of bookings: what was acknowledged is there afterwards, and every promise holds."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from config import PROJECT
from culture_week.core.database import db, session
from culture_week.insights.queries import broken_invariants
from culture_week.sales.queries import order_by_code
from tests.factories import make_festival, order_body

ROUNDS = int(os.environ.get("KILL_ROUNDS", "5"))
BUYERS = 6


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(app, port):
    environment = {
        **os.environ,
        "CULTURE_WEEK_ENV": "test",
        "DATA_FOLDER": str(app.config["DATA_FOLDER"]),
        "DATABASE_URL": app.config["DATABASE_URL"],
        "SECRET_KEY": app.config["SECRET_KEY"],
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "2", "--no-access-log", "--log-level", "error", "wsgi:app"]
    server = subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    for _ in range(150):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.1)
    pytest.fail("the site did not start")


def keep_booking(port, offer, acknowledged, stopping, source):
    number = 0
    while not stopping.is_set():
        number += 1
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5, source_address=(source, 0))
            headers = {"Content-Type": "application/json", "Idempotency-Key": f"kill-{source}-{port}-{number}-{time.time_ns()}"}
            connection.request("POST", "/api/v1/orders", json.dumps(order_body(offer)), headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 201:
                acknowledged.append(json.loads(body)["code"])
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.02)


def test_no_acknowledged_order_is_lost(app):
    festival = make_festival(size=100_000)
    session.remove()
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        port, stopping = free_port(), threading.Event()
        server = start(app, port)
        buyers = [
            threading.Thread(target=keep_booking, args=(port, festival.event.offer, acknowledged, stopping, f"127.0.8.{n + 1}"))
            for n in range(BUYERS)
        ]
        for buyer in buyers:
            buyer.start()
        time.sleep(0.8)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        stopping.set()
        for buyer in buyers:
            buyer.join()
        db.engine.dispose()
        assert not any(broken_invariants().values())
        session.remove()
    assert len(acknowledged) > ROUNDS * 10
    assert all(order_by_code(code) is not None for code in acknowledged)
