"""What browser tests and the pictures of the README stand on: a real server, the Chromium of this host, and a camera."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import qrcode
from PIL import Image

from config import PROJECT, Config
from culture_week.app import create_app
from culture_week.core.database import in_transaction, session
from culture_week.demo import load_festival

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LAUNCH_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "locale": "id-ID",
    "timezone_id": "Asia/Jakarta",
}
DESK = {
    "viewport": {"width": 1440, "height": 900},
    "is_mobile": False,
    "has_touch": False,
    "locale": "id-ID",
    "timezone_id": "Asia/Jakarta",
}
SIZES = {"phone": PHONE, "desk": DESK}
STAFF_PASSWORD = "pekan-budaya-contoh"
READY_WITHIN_S = 90
# The same forms are sent a dozen times within minutes.
UNLIMITED = {name: "10000 per minute" for name in vars(Config({"CULTURE_WEEK_ENV": "test"})) if name.startswith("LIMIT_")}


def find_chromium() -> str | None:
    """Where this host has it."""
    return next((path for name in BROWSERS if (path := shutil.which(name) or shutil.which(name, path="/usr/bin"))), None)


def free_port() -> int:
    """Where nobody listens on this host."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """A running site with its demo festival, which begins on `first_day`."""

    url: str
    environ: dict[str, str]
    first_day: date

    def flask(self, *command: str) -> str:
        """Runs a command of the site; returns what it prints."""
        arguments = [sys.executable, "-m", "flask", "--app", "wsgi.py", *command]
        done = subprocess.run(arguments, cwd=PROJECT, env=self.environ, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"flask {' '.join(command)}:\n{done.stderr[-4000:]}")
        return done.stdout.strip()

    def call(self, path: str, body: dict[str, Any] | None = None, token: str | None = None) -> Any:
        """What the API answers."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        request = Request(f"{self.url}/api/v1{path}", data=None if body is None else json.dumps(body).encode(), headers=headers)
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def book(self, *events: tuple[str, int], name: str = "Siti Aminah", **contact: str) -> dict[str, Any]:
        """An order of so many tickets for each event, by somebody new unless a `phone` or an `email` is given."""
        offers = [(self.call(f"/events/{code}")["offers"][0]["code"], quantity) for code, quantity in events]
        buyer = {"name": name, **(contact or {"email": f"{uuid.uuid4().hex}@contoh.id"})}
        order: dict[str, Any] = self.call("/orders", {"lines": [{"offer": o, "quantity": n} for o, n in offers], "buyer": buyer})
        return {**order, "path": f"/pesanan/{order['code']}/{order['secret']}"}

    def enrol(self, gate: str) -> dict[str, Any]:
        """A new device of a gate, as its phone remembers itself."""
        token = self.flask("checkin", "enrol-device", "--gate", gate).splitlines()[-1]
        return {"token": token, "gate": self.call("/gate", token=token)["gate"]}


@contextmanager
def running_site(folder: Path, **settings: str) -> Iterator[Site]:
    """The site served by a process of its own, with a demo festival that begins today: its later events are to come at any hour."""
    port = free_port()
    url = f"http://localhost:{port}"
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "CULTURE_WEEK_ENV": "development",
        "DATA_FOLDER": str(folder),
        "PORT": str(port),
        "PUBLIC_BASE_URL": url,
        **settings,
    }
    site = Site(url, environ, datetime.now(ZoneInfo("Asia/Jakarta")).date())
    site.flask("db", "upgrade")
    with create_app(Config(environ)).app_context():
        in_transaction(load_festival, starts_on=site.first_day, now=datetime.now(UTC))
        session.remove()
    serve = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "1", "wsgi:app"]
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen([sys.executable, "-m", "granian", *serve], cwd=PROJECT, env=environ, stdout=out, stderr=out)
    try:
        _wait_until_ready(url, server, log)
        yield site
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def working(site: Site) -> Iterator[None]:
    """Its worker, which sends mails and does long work."""
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi.py", "worker", "run"], cwd=PROJECT, env=site.environ)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(10)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{url}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not become ready:\n{log.read_text()[-4000:]}")


def film(payload: str, folder: Path, across: int = 300) -> Path:
    """What a camera sees, three seconds that repeat: an empty table, then a QR code of `payload`, `across` pixels with its margin."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, box_size=8)
    code.add_data(payload)
    code.make(fit=True)
    picture = code.make_image().get_image().convert("L").resize((across, across), Image.Resampling.LANCZOS)
    frames = io.BytesIO()
    for number in range(30):
        frame = Image.new("L", (640, 480), 150)
        if number >= 10:
            frame.paste(picture, ((640 - across) // 2 + number % 4, (480 - across) // 2 + number % 3))
        frame.convert("RGB").save(frames, "JPEG", quality=90, subsampling="4:2:0")
    path = folder / "camera.mjpeg"  # MJPEG is one JPEG after the other
    path.write_bytes(frames.getvalue())
    return path
