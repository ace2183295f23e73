"""The real site in processes of its own, and people who keep booking there while these are killed."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any

from flask import Flask

from config import PROJECT
from serve import commands

READY_WITHIN_S = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(app: Flask, **more: str) -> dict[str, str]:
    """The settings with which another process is the same site."""
    same = {name: str(app.config[name]) for name in ("DATA_FOLDER", "DATABASE_URL", "SECRET_KEY", "PUBLIC_BASE_URL")}
    return {**os.environ, **same, "CULTURE_WEEK_ENV": "test", "LIMIT_BOOKING_ADDRESS": "1000000 per minute", **more}


def start_web(app: Flask, port: int, **settings: str) -> subprocess.Popen[bytes]:
    """The web server alone."""
    web, _worker = commands(port, workers=2)
    return _start(web, port, environment(app, **settings))


def start_all(app: Flask, port: int, output: IO[bytes] | None = None, **settings: str) -> subprocess.Popen[bytes]:
    """What `make run` starts: the web server and the message worker, kept alive by serve.py. All they say goes to `output`."""
    return _start([sys.executable, "serve.py"], port, environment(app, PORT=str(port), **settings), output)


def _start(command: list[str], port: int, environ: dict[str, str], output: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environ,
        start_new_session=True,
        stdout=output or subprocess.DEVNULL,
        stderr=output,
    )
    try:
        wait_for(lambda: is_ready(port), READY_WITHIN_S, "the site did not start")
    except AssertionError:
        kill(process)
        raise
    return process


def is_ready(port: int) -> bool:
    """Whether a site answers that it can do its work."""
    try:
        return call(port, "GET", "/readyz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and all that it started."""
    below = _all_below(process.pid)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for pid in below:  # serve.py's children have groups of their own
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def _all_below(pid: int) -> list[int]:
    children = [child for child, parent, _arguments in processes() if parent == pid]
    return children + [further for child in children for further in _all_below(child)]


def stop(supervisor: subprocess.Popen[bytes]) -> None:
    """Ends serve.py as Ctrl-C does; it ends what it started."""
    supervisor.terminate()
    try:
        supervisor.wait(30)
    finally:
        kill(supervisor)


def processes() -> list[tuple[int, int, str]]:
    """All that run on this machine: process id, its parent's, command line."""
    listing = subprocess.run(["ps", "-ww", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    return [(int(pid), int(parent), arguments) for pid, parent, arguments in (line.split(None, 2) for line in listing.splitlines())]


def child_of(supervisor: subprocess.Popen[bytes], name: str) -> int | None:
    """What serve.py keeps alive under this name, while there is one."""
    return next((pid for pid, parent, arguments in processes() if parent == supervisor.pid and name in arguments), None)


def wait_for(holds: Callable[[], Any], seconds: float, otherwise: str) -> None:
    """Waits until something holds; fails with `otherwise` if it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, otherwise
        time.sleep(0.02)


def call(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    """Status and body of an answer. Raises `OSError` or `HTTPException` where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json", **named})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@dataclass
class Buyers:
    """People who send one order after the other.

    `acknowledged` are the secrets of the orders they were told of, by code; `in_doubt` what got no answer, by key.
    """

    make_order: Callable[[], dict[str, Any]]
    at_once: int
    pause: float = 0.0
    acknowledged: dict[str, str] = field(default_factory=dict)
    in_doubt: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def booking(self, port: int) -> Iterator[None]:
        """They book while the block runs."""
        stopping = threading.Event()
        threads = [threading.Thread(target=self._book, args=(port, stopping)) for _ in range(self.at_once)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stopping.set()
            for thread in threads:
                thread.join()

    def _book(self, port: int, stopping: threading.Event) -> None:
        while not stopping.wait(self.pause):
            key, order = uuid.uuid4().hex, self.make_order()
            if not self.send(port, key, order):
                self.in_doubt[key] = order
                stopping.wait(0.02)

    def send(self, port: int, key: str, order: dict[str, Any]) -> bool:
        """Whether the order was acknowledged."""
        try:
            status, answer = call(port, "POST", "/api/v1/orders", order, Idempotency_Key=key)
            if status == 201:
                told = json.loads(answer)
                self.acknowledged[told["code"]] = told["secret"]
            return status == 201
        except (OSError, http.client.HTTPException, ValueError):
            return False
