"""A visitor from the search to the gate, and what is heard when the organizer moves the event; on a phone and on a desk's screen."""

import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from config import PROJECT
from tests.browser.stage import PHONE, STAFF_PASSWORD, running_site

DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}


@pytest.fixture(scope="module")
def moving_site(tmp_path_factory):
    """A site of its own with its worker: events move here, which other tests would see."""
    with running_site(tmp_path_factory.mktemp("moving-site")) as site:
        worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi.py", "worker", "run"], cwd=PROJECT, env=site.environ)
        yield site
        worker.terminate()
        worker.wait(10)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request, browser, moving_site):
    """Opens a page of a browser that knows nothing yet."""
    contexts = []

    def open_page() -> Page:
        contexts.append(browser.new_context(**request.param, base_url=moving_site.url))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def find_and_keep(page: Page) -> str:
    """Finds an event by words, makes it a favourite; answers with the list's link."""
    page.goto("/cari")
    page.locator("#find").fill("sarasehan miniatur")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.locator("main [data-favourite='E13'] a").first.click()
    expect(page).to_have_url(re.compile("/acara/E13"))
    page.locator("[data-favourite='E13'] .heart").first.click()
    page.goto("/favorit?acara=E13")
    return str(page.locator("[data-share]").get_attribute("data-share-url"))


def book_for_four(page: Page, code: str, contact: str) -> str:
    """Books; answers with the order's address."""
    page.goto(f"/pesan/{code}")
    page.get_by_label("Nama", exact=True).fill("Siti Contoh")
    page.get_by_label("Nomor WhatsApp atau e-mail", exact=True).fill(contact)
    page.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name="Pesan sekarang").click()
    expect(page).to_have_url(re.compile(r"/pesanan/[^/]+/[^/]+\?baru=1$"))
    return page.url.split("?")[0]


def log_in(page: Page) -> Page:
    page.goto("/staff/masuk")
    page.get_by_label("E-mail").fill("panitia@contoh.id")
    page.get_by_label("Kata sandi").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(re.compile(r"/staff$"))
    return page


def move(page: Page, words: str) -> int:
    """Lets the talk end at another minute; answers how many presses that took."""
    presses = ["Pindah tempat atau waktu", "Lihat dampaknya", "Ya, ubah dan beri tahu"]
    page.goto("/staff/acara/E13")
    page.get_by_role("link", name=presses[0]).click()
    hour, minute = page.locator("#ends_time").input_value().replace(".", ":").split(":")
    page.locator("#ends_time").fill(f"{hour}:{(int(minute) + 58) % 59:02}")
    page.locator("#note_id").fill(words)
    page.get_by_role("button", name=presses[1]).click()
    expect(page.get_by_text("lewat e-mail, langsung terkirim")).to_be_visible()
    page.get_by_role("button", name=presses[2]).click()
    expect(page).to_have_url(re.compile(r"/staff/acara/E13"))
    return len(presses)


def test_found_kept_shared_booked_lost_and_told(screen, moving_site):
    visitor, mail = screen(), f"{uuid.uuid4().hex}@contoh.id"
    shared = find_and_keep(visitor)
    friend = screen()
    friend.goto(shared)
    expect(friend.locator("main [data-favourite='E13']")).to_be_visible()
    order = book_for_four(visitor, "E13", mail)
    expect(visitor.get_by_text("untuk 4 orang").first).to_be_visible()

    visitor.goto("/tiket-hilang")
    visitor.locator("#contact").fill(mail)
    visitor.get_by_role("button", name="Kirim lagi tautan saya").click()
    expect(visitor.get_by_text("Permintaan diterima")).to_be_visible()
    words = f"Mulai disesuaikan {uuid.uuid4().hex[:8]}"
    office = log_in(screen())
    assert move(office, words) == 3
    mine = office.locator(".mail", has_text=mail)
    for _ in range(20):
        office.goto("/staff/inbox")
        if mine.count() == 3:
            break
        office.wait_for_timeout(500)
    expect(mine).to_have_count(3)  # booked, link sent again, moved
    letters = []
    for path in mine.locator("a").evaluate_all("links => links.map(link => link.href)"):
        office.goto(path)
        letters.append(office.locator("main").inner_text())
    assert sum(order in letter for letter in letters) == 3
    assert sum(words in letter for letter in letters) == 1
    visitor.goto("/favorit")
    expect(visitor.get_by_text("Berubah sejak terakhir Anda lihat.")).to_be_visible()


def test_four_enter_in_two_parts(screen, moving_site):
    page = screen()
    code, secret = book_for_four(page, "LATIHAN", f"{uuid.uuid4().hex}@contoh.id").split("/")[-2:]
    party = moving_site.call(f"/orders/{code}", token=secret)["party_code"]
    token = moving_site.enrol("LATIHAN-1")["token"]

    def scan(count: int) -> str:
        scan = {"qr": party, "scan_id": str(uuid.uuid4()), "scanned_at": datetime.now(UTC).isoformat(), "count": count}
        return str(moving_site.call("/scans", scan, token)["verdict"])

    assert [scan(3), scan(1), scan(1)] == ["welcome", "welcome", "already-used"]
    page.reload()
    expect(page.get_by_text("Sudah dipakai").first).to_be_visible()
