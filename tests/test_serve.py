"""How serve.py keeps its processes: again after a while, later each time, and none left behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from config import Config
from serve import LONGEST_PAUSE, SHORTEST_PAUSE, Child, announce

FAILS = [sys.executable, "-c", "raise SystemExit(3)"]
SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(60)
"""


def restart(child):
    """Lets a child end, and start again without waiting for its turn; returns the pause that it would have waited."""
    child.process.wait(10)
    child.keep_alive()
    pause, before = child.pause, child.process.pid
    child.keep_alive()
    assert child.process.pid == before  # not yet
    child.due_at = time.monotonic()
    child.keep_alive()
    assert child.process.pid != before
    return pause


def test_what_ends_by_itself_waits_longer_each_time():
    child = Child(FAILS, os.environ)
    assert [restart(child) for _ in range(7)] == [2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    child.process.wait(10)


def test_what_was_killed_or_ran_for_a_while_starts_soon():
    child = Child(SLEEPS, os.environ)
    for _ in range(3):
        child.process.kill()
        assert restart(child) == SHORTEST_PAUSE
    child.command, child.started_at = FAILS, child.started_at - 60
    child.process.kill()
    restart(child)
    child.started_at -= 60
    assert restart(child) == SHORTEST_PAUSE
    child.process.wait(10)


def runs(pid):
    """Whether it does; one that ended may still wait for its parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_does_not_end_is_ended_with_all_it_started(tmp_path):
    told = tmp_path / "pids"
    told.touch()
    child = Child([sys.executable, "-c", STUBBORN, str(told)], os.environ)
    while len(told.read_text().splitlines()) < 2:
        time.sleep(0.01)
    pids = told.read_text().split()
    child.process.terminate()
    child.wait(time.monotonic() + 0.3)
    time.sleep(0.1)
    assert [pid for pid in pids if runs(pid)] == []


@pytest.mark.parametrize(("environment", "shown"), [("development", True), ("production", False)])
def test_published_log_ins_are_not_announced_in_production(capsys, tmp_path, environment, shown):
    announce(Config({"CULTURE_WEEK_ENV": environment, "DATA_FOLDER": str(tmp_path)}))
    told = capsys.readouterr().out
    assert ("pekan-budaya-contoh" in told) == ("admin@contoh.id" in told) == ("/staff/inbox" in told) == shown
    assert "/staff" in told
