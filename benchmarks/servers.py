"""Starts and stops what is measured: the site as in production, the site under gunicorn, and the bare application."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import PROJECT
from serve import commands

WORKERS = 2
LONGEST_START = 30.0  # seconds
# The first worker answers before the second is ready, and a granian that is stopped in between hangs.
SETTLE = 1.0  # seconds
SITE = [sys.executable, "serve.py"]
SECRET_KEY = "only-for-benchmarks-0123456789abcdefghijk"


# Starts a server on a database's URL, with a data folder, and stops it afterwards.
Start = Callable[[str, Path], AbstractContextManager["Server"]]


@dataclass
class Server:
    """A running server; `start_seconds` is from the command to the first answer."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    start_seconds: float = 0.0

    def memory(self) -> float:
        """PSS of the process and everything it started, in MB (10⁶ bytes)."""
        return sum(_pss(pid) for pid in _family(self.process.pid)) / 1000

    def tail(self) -> str:
        """The last lines it wrote that are not request lines."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if '"event": "request"' not in line]
        return "\n".join(lines[-15:])


def site_environment(database_url: str, folder: Path) -> dict[str, str]:
    """The site's settings as in production; rate limits stay as they are."""
    return {
        "CULTURE_WEEK_ENV": "production",
        "DATABASE_URL": database_url,
        "DATA_FOLDER": str(folder),
        "SECRET_KEY": SECRET_KEY,
        "PUBLIC_BASE_URL": "https://pekan.example.go.id",
        "SMTP_URL": "smtp://127.0.0.1:9?tls=none",
        "CONTACT_EMAIL": "panitia@pekan.example.go.id",
    }


@contextmanager
def site(database_url: str, folder: Path) -> Iterator[Server]:
    """`serve.py`: two web workers and the message worker."""
    with _running(SITE, site_environment(database_url, folder), folder, "/") as server:
        yield server


@contextmanager
def rendering_site(database_url: str, folder: Path) -> Iterator[Server]:
    """The web workers of `serve.py`, which keep no page ready."""
    web = commands(0, WORKERS)[0]
    command = [*web[: web.index("--port")], "--port", "{port}", *web[web.index("--port") + 2 : -1], "benchmarks.rendered:server"]
    with _running(command, site_environment(database_url, folder), folder, "/") as server:
        yield server


@contextmanager
def site_on_gunicorn(database_url: str, folder: Path, application: str = "wsgi:app") -> Iterator[Server]:
    """The same site under gunicorn with as many synchronous workers."""
    figures = folder / "gunicorn-metrics"
    figures.mkdir(exist_ok=True)
    environment = {**site_environment(database_url, folder), "PROMETHEUS_MULTIPROC_DIR": str(figures)}
    command = [sys.executable, "-m", "gunicorn", "-k", "sync", "-w", str(WORKERS), "-b", "127.0.0.1:{port}", "--log-level", "warning"]
    with _running([*command, application], environment, folder, "/") as server:
        yield server


@contextmanager
def bare(database_url: str, folder: Path) -> Iterator[Server]:
    """The bare application under granian with the site's settings."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}"]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--no-access-log", "--log-level", "warning"]
    with _running([*command, "benchmarks.bare:app"], {"DATABASE_URL": database_url}, folder, "/hello") as server:
        yield server


@contextmanager
def _running(command: list[str], environment: dict[str, str], folder: Path, path: str) -> Iterator[Server]:
    port = _free_port()
    log = folder / f"server-{port}.log"
    everything = {**os.environ, **environment, "PORT": str(port), "WORKERS": str(WORKERS)}
    began = time.perf_counter()
    with log.open("wb") as output:
        words = [word.format(port=port) for word in command]
        process = subprocess.Popen(words, cwd=PROJECT, env=everything, stdout=output, stderr=output, start_new_session=True)
    server = Server(process, port, log)
    try:
        _await_answer(server, path, began + LONGEST_START)
        server.start_seconds = time.perf_counter() - began
        time.sleep(SETTLE)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_answer(server: Server, path: str, until: float) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    while time.perf_counter() < until and server.process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
                connection.sendall(request)
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"the server did not start:\n{server.tail()}")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(relative for child in children for relative in _family(int(child)))]


def _pss(pid: int) -> int:
    """Kibibytes as the kernel counts them, in units of 1000 bytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 // 1000
    return 0
