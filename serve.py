"""Serves the site and its worker on this machine, restarts whichever dies, and ends both on Ctrl-C or SIGTERM."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from config import PROJECT, Config

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi.py"]
# Seconds before a process that ended is started again; doubled each time it ends by itself soon after its start.
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SOON = 10.0
LONGEST_HEAD = 32 * 1024  # bytes of a request's line and headers
LONGEST_STOP = 15.0
KILLED = (-signal.SIGKILL, -signal.SIGTERM)


def commands(port: int, workers: int, host: str = "127.0.0.1") -> list[list[str]]:
    """The web server and the message worker."""
    web = [sys.executable, "-m", "granian", "--interface", "rsgi", "--http", "1", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--respawn-failed-workers", "--no-access-log", "--log-level", "warning"]
    # A SIGTERM that comes while its workers start is lost on granian; it ends them after this time.
    web += ["--http1-buffer-size", str(LONGEST_HEAD), "--workers-kill-timeout", "5"]
    return [[*web, "wsgi:server"], [*FLASK, "worker", "run"]]


class Child:
    """A process that is to run for as long as this one."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.command, self.environment = command, environment
        self.pause = SHORTEST_PAUSE
        self.start()

    def start(self) -> None:
        """Starts it, for the first time or again."""
        self.process = subprocess.Popen(self.command, cwd=PROJECT, env=self.environment, process_group=0)
        self.started_at = time.monotonic()
        self.due_at = 0.0

    def keep_alive(self) -> None:
        """Starts it again some time after it ended."""
        ended, now = self.process.poll(), time.monotonic()
        if ended is None:
            return
        if not self.due_at:
            self.kill()  # granian's workers would go on without it, and share its port with the next one's
            in_vain = now - self.started_at < SOON and ended not in KILLED
            self.pause = min(2 * self.pause, LONGEST_PAUSE) if in_vain else SHORTEST_PAUSE
            self.due_at = now + self.pause
            print(f"{' '.join(self.command[1:4])} ended ({ended}); starts again in {self.pause:.0f} s", file=sys.stderr, flush=True)
        elif now >= self.due_at:
            self.start()

    def wait(self, until: float) -> None:
        """Waits for its end, and makes one where it does not come."""
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()

    def kill(self) -> None:
        """Ends whatever there is of it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def announce(config: Config) -> None:
    """Where to look, and with which log-ins."""
    base = config.PUBLIC_BASE_URL
    lines = [
        "",
        f"  Visitors   {base}/          English: {base}/en/",
        f"  Gate       {base}/gerbang",
        f"  Staff      {base}/staff",
        f"  API        {base}/api/openapi.json",
    ]
    if config.ENVIRONMENT != "production":
        lines[4:4] = [
            "             admin@contoh.id · panitia@contoh.id · gerbang@contoh.id",
            "             password of the demo accounts: pekan-budaya-contoh",
        ]
        lines += [f"  Mails      {base}/staff/inbox (while SMTP_URL is not set)"]
    print("\n".join([*lines, ""]), flush=True)


def main() -> None:
    """Runs until told to stop."""
    try:
        config = Config()
    except ValueError as error:
        sys.exit(f"Error: {error}")
    os.umask(0o077)
    figures = Path(config.DATA_FOLDER) / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(figures)}
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # Asked beside the start, in a process of its own: children that refuse to start would try for ever.
    check = subprocess.Popen([*FLASK, "settings", "check"], cwd=PROJECT) if config.ENVIRONMENT == "production" else None
    children = [Child(command, environment) for command in commands(config.PORT, config.WORKERS, config.HOST)]
    announced = False
    while not stopping and not (check and check.poll()):
        if not announced and (check is None or check.poll() == 0):
            announce(config)
            announced = True
        time.sleep(0.2)
        for child in children:
            child.keep_alive()
    for child in children:
        child.process.terminate()
    until = time.monotonic() + LONGEST_STOP
    for child in children:
        child.wait(until)
    if check and check.poll():
        sys.exit(1)


if __name__ == "__main__":
    main()
