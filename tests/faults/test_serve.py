"""serve.py when its web server is killed with -9, and when it is told to stop just then: no process of it goes on alone."""

import os
import signal
import time

import pytest

from tests.faults.processes import READY_WITHIN_S, child_of, free_port, is_ready, processes, start_all, stop, wait_for

STOPS_WITHIN_S = 25


@pytest.fixture
def port(app):
    if not app.config["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("serve.py knows no database")
    port = free_port()
    yield port
    for pid in serving(port):
        os.kill(pid, signal.SIGKILL)


def serving(port):
    """The web server's processes, by id, with their parents'."""
    return {pid: parent for pid, parent, arguments in processes() if "granian" in arguments and f"--port {port} " in arguments}


def kill_web(site):
    """Kills the web server's main process and waits until serve.py has started another; returns that one's id."""
    old = child_of(site, "granian")
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: child_of(site, "granian") not in (None, old), READY_WITHIN_S, "no other web server is started")
    return child_of(site, "granian")


def test_another_web_server_takes_over(app, port):
    site = start_all(app, port)
    try:
        web = kill_web(site)
        wait_for(lambda: is_ready(port), READY_WITHIN_S, "the other web server does not answer")
        assert set(serving(port).values()) == {site.pid, web}
    finally:
        stop(site)


def test_told_to_stop_while_the_web_server_starts(app, port):
    site = start_all(app, port)
    try:
        kill_web(site)
        told_at = time.monotonic()
    finally:
        stop(site)
    assert site.returncode == 0 and time.monotonic() - told_at < STOPS_WITHIN_S
    assert serving(port) == {}
