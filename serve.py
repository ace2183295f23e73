"""Serves the site and its worker on this machine, restarts whichever dies, and ends both on Ctrl-C or SIGTERM."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from config import PROJECT, Config

PAUSE_BEFORE_RESTART = 1.0


def commands(port: str, workers: str) -> list[list[str]]:
    """The web server and the message worker."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port]
    # One thread a worker: several share one interpreter lock and a booking took half as long again (docs/decisions/0004).
    web += ["--workers", workers, "--blocking-threads", "1", "--respawn-failed-workers", "--no-access-log", "--log-level", "warning"]
    return [[*web, "wsgi:app"], [sys.executable, "-m", "flask", "--app", "wsgi.py", "worker", "run"]]


def announce(config: Config) -> None:
    """Where to look, and with which log-ins."""
    base = config.PUBLIC_BASE_URL
    lines = [
        "",
        f"  Visitors   {base}/          English: {base}/en/",
        f"  Gate       {base}/gerbang",
        f"  Staff      {base}/staff     admin@contoh.id · panitia@contoh.id · gerbang@contoh.id",
        "             password of the demo accounts: pekan-budaya-contoh",
        f"  API        {base}/api/openapi.json",
        f"  Mails      {base}/staff/inbox (while SMTP_URL is not set)",
        "",
    ]
    print("\n".join(lines), flush=True)


def main() -> None:
    """Runs until told to stop."""
    config = Config()
    figures = Path(config.DATA_FOLDER) / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(figures)}
    wanted = commands(os.environ.get("PORT", "8000"), os.environ.get("WORKERS", "2"))
    children = [subprocess.Popen(command, cwd=PROJECT, env=environment) for command in wanted]
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    announce(config)
    while not stopping:
        time.sleep(0.2)
        for place, child in enumerate(children):
            if child.poll() is not None and not stopping:
                time.sleep(PAUSE_BEFORE_RESTART)
                children[place] = subprocess.Popen(wanted[place], cwd=PROJECT, env=environment)
    for child in children:
        child.terminate()
    for child in children:
        child.wait(timeout=20)


if __name__ == "__main__":
    main()
