"""What is done on a page before it is looked at."""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.browser.stage import STAFF_PASSWORD


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


def look_at_a_clone(page: Page, first_day: str = "2030-01-01") -> None:
    page.locator("a[href$='/salin']").first.click()
    page.locator("#code").fill("TIRUAN")
    page.locator("#name_id").fill("Gelaran tiruan")
    page.locator("#starts_on").fill(first_day)
    page.locator("[value=look]").click()
    expect(page.locator("[value=clone]")).to_be_visible()


def look_at_a_clone_that_clashes(page: Page) -> None:
    look_at_a_clone(page, f"{datetime.now(UTC):%Y-%m-%d}")
    expect(page.locator(".findings")).to_be_visible()


def save_a_group(page: Page) -> None:
    page.locator("main form [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


def send_a_file(page: Page) -> None:
    page.locator("#file").set_input_files({"name": "acara.csv", "mimeType": "text/csv", "buffer": b"Judul\nTari\n"})
    page.locator("main form [type=submit]").click()
    expect(page.locator("#work")).to_be_visible()


def open_the_first_person(page: Page) -> None:
    page.locator("[aria-labelledby='all'] .row-line a").first.click()
    expect(page.locator("#rights")).to_be_visible()


def ask_all(page: Page) -> None:
    """Opens every question that comes before a deed."""
    for question in page.locator("details.ask summary, details.cancel summary").all():
        question.click()


def look_at_the_change(page: Page) -> None:
    if page.locator("#minutes").is_visible():
        page.locator("#minutes").fill("20")
    if page.locator("[name=deed]").count():
        page.locator("[name=deed]").select_option("close")
        page.locator("[name=events]").first.check()
    if page.locator("#place").count() and page.locator("#starts_on").count():
        page.locator("#place").select_option(index=0)
    page.locator("[value=preview]").click()
    expect(page.locator("[value=confirm]")).to_be_visible()


def preview(page: Page) -> None:
    button = page.locator("[value=preview]")
    button.evaluate("button => button.removeAttribute('formtarget')")  # in this tab, where it is looked at
    button.click()
    expect(page.locator(".site-head, header").first).to_be_visible()


def send_anything(page: Page) -> None:
    """Sends the page's main form as it came."""
    page.locator("main form.sheet [type=submit], main form.stack [type=submit]").first.click()
    expect(page.locator("#errors")).to_be_visible()


def find_people(page: Page) -> None:
    page.locator("#q").fill("Siti")
    page.locator(".name-search [type=submit]").click()
    expect(page.locator(".found")).to_be_visible()


def find_nobody(page: Page) -> None:
    page.locator("#q").fill("Zzyzx")
    page.locator(".name-search [type=submit]").click()
    expect(page.locator(".empty")).to_be_visible()


def print_the_list(page: Page) -> None:
    page.locator("form[action$='/LATIHAN-1/daftar'] [type=submit]").click()
    expect(page.locator(".paper")).to_be_visible()


def make_new_recovery_codes(page: Page) -> None:
    form = page.locator("details", has=page.locator("form[action$='/kode-pemulihan']"))
    form.locator("summary").click()
    form.locator("[type=submit]").click()
    if page.url.split("?")[0].endswith("/ulangi"):  # the pictures take longer than a proof lasts
        prove_again(page)
        form.locator("summary").click()
        form.locator("[type=submit]").click()
    expect(page.locator(".codes")).to_be_visible()


def prove_again(page: Page) -> None:
    """Types the password once more, where the last time is long ago."""
    if page.url.split("?")[0].endswith("/ulangi"):
        page.locator("#password").fill(STAFF_PASSWORD)
        page.locator("main form:has(#password) [type=submit]").click()
