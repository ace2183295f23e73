"""What people bring to a page: eyes that read a QR code, hands whose taps are counted, a letter box."""

import base64
import email
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from playwright.sync_api import Locator, Page

from tests.browser.stage import free_port

LETTER_WITHIN_S = 15
READ_QR = """async (picture) => {
  const sheet = document.querySelector("link[rel=stylesheet]").href; // its address says which release of the assets this is
  const { default: decode } = await import(new URL("../vendor/qr/qr-decode.js", sheet).href);
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  return decode(pen.getImageData(0, 0, bitmap.width, bitmap.height));
}"""
# In every document of a page: each press of a finger or button, and each field that something was typed into.
COUNT_STEPS = """(() => {
  const read = () => JSON.parse(sessionStorage.getItem("steps") ?? '{"taps": 0, "fields": []}');
  const add = (change) => { const steps = read(); change(steps); sessionStorage.setItem("steps", JSON.stringify(steps)); };
  addEventListener("pointerdown", (event) => event.isTrusted && add((steps) => { steps.taps += 1; }), true);
  addEventListener("keydown", (event) => event.isTrusted && event.key === "Enter" && add((steps) => { steps.taps += 1; }), true);
  addEventListener("input", ({ isTrusted, target }) => {
    if (!isTrusted || ["radio", "checkbox"].includes(target.type)) return; // these were pressed
    add((steps) => { steps.fields = [...new Set([...steps.fields, target.name])]; });
  }, true);
})();"""


def read_qr(picture: Locator) -> str:
    """What a camera that is held before this part of the page reads."""
    return str(picture.page.evaluate(READ_QR, base64.b64encode(picture.screenshot()).decode()))


def steps_of(page: Page) -> dict[str, Any]:
    """How often the page was pressed and how many fields were filled in since the last time; needs `COUNT_STEPS` from its start."""
    steps = page.evaluate("JSON.parse(sessionStorage.getItem('steps') ?? '{\"taps\": 0, \"fields\": []}')")
    page.evaluate("sessionStorage.removeItem('steps')")
    return {"taps": steps["taps"], "fields": len(steps["fields"])}


@dataclass
class LetterBox:
    """A mail server on this host, and what it was handed."""

    url: str
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the name is the library's
        self.letters.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def wait_for(self, recipient: str, count: int) -> list[str]:
        """The texts of the letters to somebody, subject first, once there are so many."""
        until = time.monotonic() + LETTER_WITHIN_S
        while len(found := [letter for letter in self.letters if letter["To"] == recipient]) < count and time.monotonic() < until:
            time.sleep(0.1)
        assert len(found) == count, f"{recipient} has {[letter['Subject'] for letter in found]}"
        return [f"{letter['Subject']}\n{letter.get_content()}" for letter in found]


@contextmanager
def letter_box() -> Iterator[LetterBox]:
    """One that is open."""
    port = free_port()
    box = LetterBox(f"smtp://127.0.0.1:{port}?tls=none")
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
