"""An organizer's first log-in and a new edition: cloned, filled from a sheet, mended, published, found by a visitor."""

import json
import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from playwright.sync_api import Page, expect

from config import Config
from culture_week.accounts.actions import create_account, grant_role
from culture_week.accounts.states import Role
from culture_week.app import create_app
from culture_week.core.database import in_transaction, session
from culture_week.demo import DATA, FIRST_DAY_OF_DATA
from culture_week.festival.queries import current_edition
from tests.browser.people import read_qr
from tests.browser.stage import STAFF_PASSWORD, running_site, working
from tests.factories import now
from tests.programme.test_imports import demo_rows, sheet

PATIENCE_MS = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A site of its own, which asks for second factors as production does: here editions are published."""
    with running_site(tmp_path_factory.mktemp("office-site"), SECOND_FACTOR_REQUIRED="yes") as site, working(site):
        yield site


@pytest.fixture
def organizer(office):
    """The e-mail of an organizer of the edition that visitors see, and its first day."""
    with create_app(Config(office.environ)).app_context():
        edition, email = current_edition(), f"rina-{now():%H%M%S%f}@contoh.id"

        def make():
            account_id = create_account(email=email, name="Rina Contoh", password=STAFF_PASSWORD, by="test", now=now())
            grant_role(account_id=account_id, role=Role.ORGANIZER, edition_id=edition.id, by="test", now=now())

        in_transaction(make)
        session.remove()
        return email, edition.starts_on


@pytest.fixture
def open_page(browser, office, size):
    """Opens a page of a browser that knows nothing yet."""
    contexts = []

    def opened() -> Page:
        contexts.append(browser.new_context(**size, base_url=office.url))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    yield opened
    for context in contexts:
        context.close()


def type_password(page: Page, email: str) -> None:
    page.goto("/staff/masuk")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Kata sandi").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def set_up_app(page: Page) -> list[str]:
    """Chooses the app with codes, scans the page with it, and types its first code; answers with the recovery codes."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilih langkah kedua")
    page.get_by_role("link", name="Aplikasi kode").click()
    address = urlsplit(read_qr(page.locator(".qr-box")))
    (key,) = parse_qs(address.query)["secret"]
    page.get_by_text("Tidak bisa memindai?").click()
    expect(page.locator("details .mono")).to_have_text(key)
    assert address.scheme == "otpauth" and "@contoh.id" in unquote(address.path)
    page.get_by_label("Kode", exact=True).fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Pasang").click()
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="Sudah saya simpan").click()
    return codes


def clone(page: Page, code: str, starts_on: date) -> None:
    """Takes over the gates alone, having seen what the whole programme would run into."""
    page.get_by_role("link", name="Gelaran", exact=True).click()
    page.get_by_role("link", name="Salin ke gelaran baru").first.click()
    page.get_by_label("Kode gelaran baru").fill(code)
    page.get_by_label("Nama (Indonesia)").fill(f"Pekan Kebudayaan {code}")
    page.get_by_label("Hari pertama").fill(starts_on.isoformat())
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_role("heading", name="Sebelum disalin")).to_be_visible()
    expect(page.locator(".findings tbody tr").first).to_contain_text("Hari dalam minggu bergeser 1")
    assert page.locator(".findings tbody tr").count() > 1  # an event of a weekday has met a prayer
    for part in ("Acara, pada jam yang sama", "Penampil setiap acara", "Jenis tiket dan kuota semula, belum terjual"):
        page.get_by_label(part).uncheck()
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.locator(".findings tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Salin sekarang").click()
    wait_for_work(page, "Menyalin gelaran", "Gelaran sudah disalin")


def wait_for_work(page: Page, title: str, done: str) -> None:
    """The page says how far it is, and goes on to its result by itself."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("progressbar", name=title)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(done, timeout=20_000)


def demo_events(starts_on: date) -> list[dict[str, object]]:
    """The demo events as rows of a sheet, from another first day on."""
    events = json.loads((DATA / "events.json").read_text())["events"]
    for event in events:
        for end in ("starts_at", "ends_at"):
            event[end] = (datetime.fromisoformat(event[end]) + (starts_on - FIRST_DAY_OF_DATA)).isoformat()
    return list(demo_rows(events))


def send_sheet(page: Page, rows: list[dict[str, object]]) -> None:
    page.get_by_label("Berkas acara").set_input_files({"name": "acara.xlsx", "mimeType": XLSX, "buffer": sheet(rows)})
    page.get_by_role("button", name="Periksa berkas").click()
    wait_for_work(page, "Memeriksa berkas acara", "Hasil pemeriksaan")


def import_sheet(page: Page, code: str, starts_on: date) -> None:
    """First with a venue that there is not in row 6; then the sheet as it should be."""
    rows = demo_events(starts_on)
    page.get_by_role("link", name="Impor acara").click()
    expect(page.get_by_label("Masuk ke gelaran")).to_have_value(code)
    send_sheet(page, [*rows[:4], rows[4] | {"venue": "ALUN-ALUN"}, *rows[5:]])
    expect(page.locator("#mistakes")).to_have_text("Perbaiki dahulu")
    expect(page.locator("[aria-labelledby=mistakes] tbody tr")).to_have_count(1)
    expect(page.locator("[aria-labelledby=mistakes] tbody tr")).to_contain_text(re.compile(r"6\s*Tempat.*ALUN-ALUN", re.S))
    expect(page.get_by_role("button", name="Masukkan sekarang")).to_have_count(0)
    page.get_by_role("link", name="Kirim berkas lain").click()
    expect(page.get_by_label("Masuk ke gelaran")).to_have_value(code)
    send_sheet(page, rows)
    expect(page.locator(".figure", has_text="Akan ditambahkan").locator("dd")).to_have_text("24")
    page.get_by_role("button", name="Masukkan sekarang").click()
    wait_for_work(page, "Memasukkan acara", "Acara sudah masuk")
    expect(page.get_by_text("24 acara ditambahkan")).to_be_visible()


def mend_an_event(page: Page, code: str, title: str) -> None:
    """Gives an event of the edition in preparation another title."""
    page.get_by_role("button", name="Kerjakan gelaran ini").click()
    expect(page.get_by_text(f"({code}), bukan gelaran yang tampil di beranda")).to_be_visible()
    expect(page.locator(".table tbody tr")).to_have_count(24)
    page.locator("a[href$='/staff/acara/E13']").click()
    page.get_by_role("link", name="Ubah keterangan").click()
    page.get_by_label("Judul (Indonesia)").fill(title)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def publish(page: Page, code: str) -> None:
    page.get_by_role("link", name="Ganti gelaran").click()
    row = page.locator(".rows > li", has_text=code)
    expect(row.get_by_text("Disiapkan")).to_be_visible()
    row.locator("summary", has_text="Terbitkan").click()
    row.get_by_role("button", name="Ya, terbitkan").click()
    expect(row.get_by_text("Tampil untuk umum")).to_be_visible()


def test_a_new_edition_from_a_clone_and_a_sheet(organizer, open_page, size):
    email, before = organizer
    page, visitor = open_page(), open_page()
    starts_on = before + timedelta(days=365)
    code, title = f"PEKAN-{starts_on.year}", f"Sarasehan tahun {starts_on.year}"
    type_password(page, email)
    recovery = set_up_app(page)
    clone(page, code, starts_on)
    import_sheet(page, code, starts_on)
    mend_an_event(page, code, title)
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=1)).not_to_have_text(f"Pekan Kebudayaan {code}")
    publish(page, code)

    visitor.wait_for_timeout(2100)  # pages are kept ready for two seconds
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(f"Pekan Kebudayaan {code}")
    visitor.get_by_role("searchbox").fill(f"sarasehan {starts_on.year}")
    visitor.get_by_role("button", name="Cari", exact=True).click()
    visitor.get_by_role("link", name=title).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)

    page.get_by_role("button", name="Keluar").click()
    type_password(page, email)
    page.get_by_role("link", name="Ponsel hilang? Pakai kode pemulihan").click()
    expect(page.get_by_label("Kode", exact=True)).to_have_attribute("inputmode", "text")
    page.get_by_label("Kode", exact=True).fill(recovery[0])
    page.get_by_role("button", name="Lanjut").click()
    expect(page).to_have_url(re.compile(r"/staff$"))
