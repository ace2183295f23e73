"""Takes the pictures of the README: `make pictures`. The site runs with a demo festival that begins today; its people are fictional."""

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from config import PROJECT
from tests.browser.stage import LAUNCH_ARGS, PHONE, Site, film, find_chromium, running_site

PICTURES = PROJECT / "docs" / "pictures"
EVENT = "E24"  # the last one of the week, so that it can be booked on any day
PRACTICE = "LATIHAN"  # an event that is open round the clock
QUALITY = 78


def main() -> None:
    """Writes them all."""
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as site, sync_playwright() as playwright:
        visit(playwright, site)
        scan(playwright, site, Path(folder))


def visit(playwright: Playwright, site: Site) -> None:
    """A visitor reads and books."""
    page = open_phone(playwright, site)
    page.goto("/")
    take(page, "home")
    page.goto(f"/acara/{EVENT}")
    take(page, "event")
    page.goto(f"/pesan/{EVENT}")
    page.get_by_label("Nama", exact=True).fill("Siti Aminah")
    page.get_by_label("Nomor WhatsApp atau e-mail").fill("siti.aminah@contoh.id")
    page.get_by_label("Nomor WhatsApp atau e-mail").blur()
    page.locator(".booked").evaluate("part => part.scrollIntoView()")
    take(page, "booking")
    page.get_by_role("button", name="Pesan sekarang").tap()
    expect(page.get_by_text("Tiket Anda sudah siap")).to_be_visible()
    page.locator(".booked").evaluate("part => part.scrollIntoView()")
    take(page, "order")


def scan(playwright: Playwright, site: Site, folder: Path) -> None:
    """A gate's phone sees one ticket twice."""
    ticket = site.book((PRACTICE, 1))["tickets"][0]["qr"]
    page = open_phone(playwright, site, camera=film(ticket, folder))
    phone = json.dumps(json.dumps(site.enrol(f"{PRACTICE}-1")))
    page.add_init_script(f"localStorage.setItem('culture-week-device', {phone})")
    for verdict, name in (("welcome", "gate-welcome"), ("already-used", "gate-already-used")):
        page.goto("/gerbang")
        expect(page.locator(f"#verdict[data-verdict='{verdict}']")).to_be_visible(timeout=15_000)
        take(page, name)


def open_phone(playwright: Playwright, site: Site, camera: Path | None = None) -> Page:
    """A phone's browser, with a film for its camera where one is given."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("The pictures need Chromium: apt install chromium")
    args = [*LAUNCH_ARGS, *([f"--use-file-for-fake-video-capture={camera}"] if camera else [])]
    more: dict[str, Any] = {"permissions": ["camera"]} if camera else {}
    browser = playwright.chromium.launch(executable_path=chromium, args=args)
    return browser.new_context(
        **PHONE, base_url=site.url, color_scheme="light", reduced_motion="reduce", device_scale_factor=2, **more
    ).new_page()


def take(page: Page, name: str) -> None:
    """What the phone shows now, once its font is there."""
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
