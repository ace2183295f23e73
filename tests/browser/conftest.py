"""A real server, a real browser, and a camera that sees a ticket."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, BrowserType

from config import PROJECT

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
READY_WITHIN_S = 30


# --- the server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{url}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not become ready:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site with its demo festival, served by a process of its own."""
    folder = tmp_path_factory.mktemp("live-site")
    port = _free_port()
    url = f"http://localhost:{port}"
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "CULTURE_WEEK_ENV": "development",
        "DATA_FOLDER": str(folder),
        "PORT": str(port),
        "PUBLIC_BASE_URL": url,
    }
    for command in (["db", "upgrade"], ["demo", "load"]):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi.py", *command], cwd=PROJECT, env=environ, capture_output=True, text=True
        )
        if done.returncode:
            pytest.fail(f"flask {' '.join(command)}:\n{done.stderr[-4000:]}")
    serve = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "1", "wsgi:app"]
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen([sys.executable, "-m", "granian", *serve], cwd=PROJECT, env=environ, stdout=out, stderr=out)
    try:
        _wait_until_ready(url, server, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _call(url: str, body: dict[str, Any] | None = None) -> Any:
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex} if body else {}
    with urlopen(Request(url, data=json.dumps(body).encode() if body else None, headers=headers), timeout=10) as answer:
        return json.load(answer)


@pytest.fixture(scope="session")
def new_order(live_site: str) -> Callable[[], dict[str, Any]]:
    """Books one practice ticket for a new person and answers with the order."""

    def book() -> dict[str, Any]:
        offer = _call(f"{live_site}/api/v1/events/LATIHAN")["offers"][0]["code"]
        buyer = {"name": "Siti Aminah", "email": f"{uuid.uuid4().hex}@contoh.id"}
        return _call(f"{live_site}/api/v1/orders", {"lines": [{"offer": offer, "quantity": 1}], "buyer": buyer})

    return book


@pytest.fixture(scope="session")
def order_path(new_order: Callable[[], dict[str, Any]]) -> str:
    """The path of an order's page."""
    order = new_order()
    return f"/pesanan/{order['code']}/{order['secret']}"


# --- the browser


def _without(what: str) -> None:
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this host."""
    found = next((path for name in BROWSERS if (path := shutil.which(name) or shutil.which(name, path="/usr/bin"))), None)
    if found is None:
        _without("Chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": LAUNCH_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_site: str) -> dict[str, Any]:
    """A small phone in the city."""
    return {
        **browser_context_args,
        "base_url": live_site,
        "viewport": {"width": 360, "height": 740},
        "is_mobile": True,
        "has_touch": True,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
    }


# --- the camera


def _film(payload: str, folder: Path) -> Path:
    """Three seconds that repeat: an empty table, then the code held before it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, box_size=8)
    code.add_data(payload)
    code.make(fit=True)
    picture = code.make_image().get_image().convert("L").resize((300, 300), Image.Resampling.LANCZOS)
    frames = io.BytesIO()
    for number in range(30):
        frame = Image.new("L", (640, 480), 150)
        if number >= 10:
            frame.paste(picture, (170 + number % 4, 90 + number % 3))
        frame.convert("RGB").save(frames, "JPEG", quality=90, subsampling="4:2:0")
    film = folder / "camera.mjpeg"  # MJPEG is one JPEG after the other
    film.write_bytes(frames.getvalue())
    return film


@pytest.fixture
def browser_seeing(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Callable[[str], Browser]]:
    """Starts a browser whose camera sees a QR code that says the given text."""
    started: list[Browser] = []

    def start(payload: str) -> Browser:
        film = _film(payload, tmp_path)
        args = [*browser_type_launch_args["args"], f"--use-file-for-fake-video-capture={film}"]
        started.append(browser_type.launch(**{**browser_type_launch_args, "args": args}))
        return started[-1]

    yield start
    for browser in started:
        browser.close()
