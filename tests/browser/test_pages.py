"""Every page in every state is usable by all: nothing that axe finds, no error, nothing to scroll sideways."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from culture_week.demo import nearest_tuesday
from tests.browser.stage import Site
from tests.browser.test_journey import troubles_of

LANGUAGES = {"id": "", "en": "/en"}
SMALLEST = {"width": 320, "height": 640}
# Verdicts close by themselves after a while; here they stay until they have been looked at.
VERDICTS_STAY = "const wait = setTimeout; globalThis.setTimeout = (then, ms, ...more) => (ms < 2500 ? wait(then, ms, ...more) : 0);"


def stay(_page: Page) -> None:
    """Looks at the page as it comes."""


def send_empty(page: Page) -> None:
    page.locator("main form [type=submit]").click()
    expect(page.locator("#errors")).to_be_visible()


def log_in_wrongly(page: Page) -> None:
    page.locator("#email").fill("siapa@contoh.id")
    page.locator("#password").fill("bukan kata sandinya")
    page.locator("main form:has(#password) [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


def add_a_phone(page: Page) -> None:
    page.locator("[aria-labelledby='gate-LATIHAN-1'] .add-phone summary").click()
    page.locator("[aria-labelledby='gate-LATIHAN-1'] .add-phone [type=submit]").click()
    expect(page.locator(".qr-box")).to_be_visible()


def ask_before_revoking(page: Page) -> None:
    page.locator(".ask summary").first.click()


def open_the_first_mail(page: Page) -> None:
    page.locator(".mail a").first.click()
    expect(page.locator(".mail-text")).to_be_visible()


def open_the_first_booking(page: Page) -> None:
    page.locator(".row-card a").first.click()
    for question in page.locator(".task summary").all():
        question.click()


def open_the_tables(page: Page) -> None:
    for table in page.locator(".chart__numbers summary").all():
        table.click()


def open_the_first_message(page: Page) -> None:
    for message in page.locator(".hand__message summary").all()[:1]:
        message.click()


def start_sending(page: Page) -> None:
    for button in page.locator("form[action$='/mulai'] [type=submit]").all():
        button.click()
    expect(page.locator(".hand--now")).to_be_visible()


def look_at_a_clone(page: Page) -> None:
    page.locator("a[href$='/salin']").first.click()
    page.locator("#code").fill("TIRUAN")
    page.locator("#name_id").fill("Gelaran tiruan")
    page.locator("#starts_on").fill("2030-01-01")
    page.locator("[value=look]").click()
    expect(page.locator("[value=clone]")).to_be_visible()


def send_a_file(page: Page) -> None:
    page.locator("#file").set_input_files({"name": "acara.csv", "mimeType": "text/csv", "buffer": b"Judul\nTari\n"})
    page.locator("main form [type=submit]").click()
    expect(page.locator("#work")).to_be_visible()


def open_the_first_person(page: Page) -> None:
    page.locator(".row-line a").first.click()
    expect(page.locator("#rights")).to_be_visible()


@dataclass(frozen=True)
class View:
    """A page and what is done there before it is looked at. A path in braces is an order's; `status` is an expected error."""

    path: str
    act: Callable[[Page], None] = stay
    staff: bool = False
    status: int = 200


VIEWS = {
    "home": View("/"),
    "day": View("/jadwal"),
    "day-by-venue": View("/jadwal/{day}/tempat"),
    "day-grid": View("/jadwal/{day}/kisi"),
    "search": View("/cari"),
    "search-found": View("/cari?kata=tari&biaya=gratis"),
    "search-nothing": View("/cari?kata=zappin&tempat=KARTINI"),
    "now": View("/sekarang"),
    "venues": View("/tempat"),
    "venue": View("/tempat/LM-UTAMA"),
    "venue-screen": View("/tempat/LM-UTAMA/layar"),
    "venue-poster": View("/tempat/LM-UTAMA/poster"),
    "embed": View("/sematkan"),
    "embedded": View("/sematkan/acara"),
    "event-with-tickets": View("/acara/LATIHAN"),
    "event": View("/acara/E02"),
    "booking": View("/pesan/LATIHAN"),
    "booking-with-errors": View("/pesan/LATIHAN", send_empty, status=422),
    "watch": View("/acara/LATIHAN/kabari"),
    "watch-with-errors": View("/acara/LATIHAN/kabari", send_empty, status=422),
    "watch-noted": View("/acara/LATIHAN/kabari?dicatat=1"),
    "lost-link": View("/tiket-hilang"),
    "lost-link-with-errors": View("/tiket-hilang", send_empty, status=422),
    "lost-link-asked": View("/tiket-hilang?diminta=1"),
    "order": View("{one}"),
    "order-for-two-events": View("{two}"),
    "order-cancelled": View("{cancelled}"),
    "gate": View("/gerbang"),
    "offline": View("/luring"),
    "favourites": View("/favorit"),
    "favourites-shared": View("/favorit?acara=E02,E03,E04,E05,E06,E07,LATIHAN,NOSUCH"),
    "changes": View("/perubahan"),
    "privacy": View("/privasi"),
    "kept": View("/privasi/penyimpanan"),
    "about": View("/tentang"),
    "accessibility": View("/aksesibilitas"),
    "not-found": View("/tidak-ada", status=404),
    "log-in": View("/staff/masuk"),
    "log-in-with-error": View("/staff/masuk", log_in_wrongly, status=422),
    "staff-home": View("/staff", staff=True),
    "staff-gates": View("/staff/gerbang", ask_before_revoking, staff=True),
    "staff-gate-link": View("/staff/gerbang", add_a_phone, staff=True),
    "staff-nights": View("/staff/retensi", staff=True),
    "staff-trail": View("/staff/jejak", staff=True),
    "staff-trail-of-nothing": View("/staff/jejak?tentang=TIDAK-ADA", staff=True),
    "staff-bookings": View("/staff/pemesanan", staff=True),
    "staff-booking": View("/staff/pemesanan", open_the_first_booking, staff=True),
    "staff-figures": View("/staff/angka", open_the_tables, staff=True),
    "staff-figures-of-an-event": View("/staff/angka/acara/LATIHAN", open_the_tables, staff=True),
    "staff-import": View("/staff/acara/impor", staff=True),
    "staff-import-with-errors": View("/staff/acara/impor", send_empty, staff=True, status=422),
    "staff-clone": View("/staff/gelaran", look_at_a_clone, staff=True),
    "staff-progress": View("/staff/acara/impor", send_a_file, staff=True),
    "staff-exports": View("/staff/angka/ekspor", staff=True),
    "office-events": View("/staff/acara", staff=True),
    "office-event": View("/staff/acara/E11", staff=True),
    "office-new-event": View("/staff/acara/baru", staff=True),
    "office-edit-event": View("/staff/acara/E11/ubah", staff=True),
    "office-move-event": View("/staff/acara/E11/pindah", staff=True),
    "office-several-events": View("/staff/acara/massal", staff=True),
    "office-check": View("/staff/jadwal/periksa", staff=True),
    "office-ticket-types": View("/staff/acara/E11/tiket", staff=True),
    "office-line-up": View("/staff/acara/E11/penampil", staff=True),
    "office-groups": View("/staff/kelompok", staff=True),
    "office-venues": View("/staff/tempat", staff=True),
    "office-venue": View("/staff/tempat/LM-UTAMA", staff=True),
    "office-editions": View("/staff/gelaran", staff=True),
    "office-announcements": View("/staff/pengumuman", staff=True),
    "office-new-announcement": View("/staff/pengumuman/baru", staff=True),
    "staff-hand-list": View("/staff/pesan", open_the_first_message, staff=True),
    "staff-hand-list-sending": View("/staff/pesan", start_sending, staff=True),
    "staff-inbox": View("/staff/inbox", staff=True),
    "staff-mail": View("/staff/inbox", open_the_first_mail, staff=True),
    "forgotten-password": View("/staff/lupa"),
    "guest-log-in": View("/masuk"),
    "guest-log-in-with-errors": View("/masuk", send_empty, status=422),
    "mail-log-in": View("/masuk/surel"),
    "type-digits": View("/masuk/surel/ABCD2345"),
    "own-account": View("/staff/saya", staff=True),
    "own-devices": View("/staff/saya/sesi", staff=True),
    "second-factor": View("/staff/saya/pengaman", staff=True),
    "set-up-app": View("/staff/saya/aplikasi", staff=True),
    "add-passkey": View("/staff/saya/kunci", staff=True),
    "staff-accounts": View("/staff/akun", staff=True),
    "staff-person": View("/staff/akun", open_the_first_person, staff=True),
    "staff-guests": View("/staff/tamu", staff=True),
    "staff-style-guide": View("/staff/style-guide", staff=True),
}


@pytest.fixture(scope="session")
def orders(stage, gate_phone):
    """The paths of orders in several states."""
    return fill(stage)


def fill(stage: Site) -> dict[str, str]:
    """Books; returns the paths of orders in several states, and leaves a message and a mail for staff to see."""
    cancelled = stage.book(("LATIHAN", 2))
    stage.call(f"/orders/{cancelled['code']}/cancel", {}, cancelled["secret"])
    paths = {
        "one": stage.book(("LATIHAN", 1), phone="0812 3456 7899"),
        "two": stage.book(("LATIHAN", 2), ("E24", 1)),
        "cancelled": cancelled,
    }
    stage.flask("messages", "deliver")
    today = nearest_tuesday(datetime.now(ZoneInfo("Asia/Jakarta")).date())
    return {name: order["path"] for name, order in paths.items()} | {"day": today.isoformat()}


@pytest.fixture(scope="session")
def gate_phone(stage):
    """A phone at the practice gate."""
    return stage.enrol("LATIHAN-1")


def expect_usable_by_all(page: Page) -> None:
    results = Axe().run(page)
    assert results.response["passes"]
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size(SMALLEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST["width"]


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_usable_by_all(new_context, live_site, orders, signed_in, name, language, scheme):
    view = VIEWS[name]
    cookies = {"storage_state": signed_in} if view.staff else {}
    page = new_context(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True, **cookies).new_page()
    troubles = troubles_of(page, live_site)
    page.goto(LANGUAGES[language] + view.path.format(**orders))
    view.act(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect_usable_by_all(page)
    # The browser itself reports an answer that is an error; that one is expected here.
    assert [trouble for trouble in troubles if view.status == 200 or str(view.status) not in trouble] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_scanner_is_usable_by_all(new_context, live_site, gate_phone, language):
    page = new_context(reduced_motion="reduce", bypass_csp=True).new_page()
    troubles = troubles_of(page, live_site)
    page.add_init_script(f"localStorage.setItem('culture-week-device', {json.dumps(json.dumps(gate_phone))}); {VERDICTS_STAY}")
    page.goto(f"{LANGUAGES[language]}/gerbang")
    expect(page.locator(".counter__people").first).to_be_visible()
    expect_usable_by_all(page)
    page.locator("#entry-code").fill("ABCD-EFGH")
    page.locator("#typed [type=submit]").click()
    verdict = page.locator("#verdict")
    expect(verdict).to_have_attribute("data-verdict", "unknown")
    expect_usable_by_all(page)
    verdicts = page.eval_on_selector_all("#verdict-icon [data-verdict]", "icons => icons.map(icon => icon.dataset.verdict)")
    assert len(verdicts) > 8
    for name in verdicts:  # each has its colours
        verdict.evaluate("(panel, name) => { panel.dataset.verdict = name; }", name)
        contrast = Axe().run(page, context="#verdict", options={"runOnly": ["color-contrast"]})
        assert contrast.violations_count == 0, contrast.generate_report()
    assert troubles == []
