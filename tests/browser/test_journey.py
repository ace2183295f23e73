"""A visitor books in two taps, and the gate lets the ticket in once, without a tap."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.stage import STAFF_PASSWORD

PATIENCE_MS = 15_000


def troubles_of(page: Page, site: str) -> list[str]:
    """Fills itself with the page's errors, failed answers and requests to other hosts."""
    troubles: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: urlsplit(request.url).netloc != urlsplit(site).netloc and troubles.append(request.url))
    page.on("response", lambda response: response.status >= 400 and troubles.append(f"{response.status} {response.url}"))
    return troubles


def book(page: Page) -> dict[str, int]:
    """Books a practice ticket from the event's page; answers how many taps and filled fields it took."""
    steps = {"taps": 0, "fields": 0}

    def tap(target: Locator) -> None:
        target.tap()
        steps["taps"] += 1

    page.goto("/acara/LATIHAN")
    tap(page.get_by_role("link", name="Pesan tiket"))
    expect(page).to_have_url(re.compile(r"/pesan/LATIHAN$"))
    for label, text in (("Nama", "Siti Aminah"), ("Nomor WhatsApp atau e-mail", "0812 3456 7890")):
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_count(1)
        if not field.input_value():
            field.fill(text)
            steps["fields"] += 1
    tap(page.get_by_role("button", name="Pesan sekarang"))
    expect(page).to_have_url(re.compile(r"/pesanan/[^/]+/[^/]+\?baru=1$"))
    expect(page.get_by_role("img", name="Kode QR tiket 1")).to_be_visible()
    expect(page.locator(".qr-box svg")).to_be_visible()
    expect(page.get_by_text("Tiket Anda sudah siap")).to_be_visible()
    return steps


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_visitor_books_in_two_taps(new_context, live_site, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    troubles = troubles_of(page, live_site)
    assert book(page) == {"taps": 2, "fields": 2}
    first = page.url
    assert book(page) == {"taps": 2, "fields": 0}
    assert page.url != first
    assert troubles == []


def gate_link(context: BrowserContext) -> str:
    """What a member of staff gets for a new phone at the practice gate."""
    page = context.new_page()
    page.goto("/staff/masuk")
    page.get_by_label("E-mail").fill("gerbang@contoh.id")
    page.get_by_label("Kata sandi").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).not_to_have_url(re.compile("masuk"))
    page.goto("/staff/gerbang")
    gate = page.locator("[aria-labelledby='gate-LATIHAN-1']")
    gate.locator("summary", has_text="Tambah ponsel").click()
    gate.get_by_role("button", name="Tampilkan tautan").click()
    link = page.get_by_text("#aktif=")
    expect(link).to_be_visible()
    return link.inner_text().strip()


def expect_verdict(page: Page, verdict: str) -> None:
    expect(page.locator(f"#verdict[data-verdict='{verdict}']")).to_be_visible(timeout=PATIENCE_MS)


def expect_used_at_gate(page: Page, gate: str) -> None:
    expect_verdict(page, "already-used")
    expect(page.locator("#verdict-word")).to_have_text("SUDAH DIPAKAI")
    expect(page.locator("#verdict-detail")).to_contain_text(re.compile(rf"Dipakai \d\d[.:]\d\d di {re.escape(gate)}"))


def test_gate_lets_a_ticket_in_once_without_a_tap(new_context, browser_seeing, browser_context_args, new_order, live_site):
    ticket = new_order()["tickets"][0]
    link = gate_link(new_context())
    phone = browser_seeing(ticket["qr"]).new_context(**browser_context_args, permissions=["camera"])
    page = phone.new_page()
    troubles = troubles_of(page, live_site)
    page.goto(link)
    page.get_by_role("button", name="Jadikan ponsel ini perangkat gerbang").tap()
    expect_verdict(page, "welcome")
    expect(page.locator("#verdict-word")).to_have_text("SILAKAN MASUK")
    gate = page.locator("#gate-name").inner_text().split(" · ")[0]
    assert "aktif" not in page.url
    expect(page.locator("#verdict")).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.locator(".counter__people b").first).not_to_have_text("0")

    page.reload()
    expect_used_at_gate(page, gate)

    page.get_by_role("button", name="Tutup").tap()
    page.get_by_label("Kode masuk 8 huruf").fill(ticket["entry_code"].lower())
    page.get_by_role("button", name="Periksa").tap()
    expect_used_at_gate(page, gate)
    assert troubles == []


def test_gate_without_signal_sends_again_by_itself(new_context, stage, new_order, live_site):
    ticket = new_order()["tickets"][0]
    context = new_context()
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('culture-week-device', {json.dumps(json.dumps(stage.enrol('LATIHAN-1')))})")
    page.goto("/gerbang")
    expect(page.locator(".counter__people").first).to_be_visible()
    page.evaluate(
        "window.signals = []; navigator.vibrate = () => window.signals.push(document.getElementById('verdict').dataset.verdict); null"
    )
    context.set_offline(True)
    page.get_by_label("Kode masuk 8 huruf").fill(ticket["entry_code"])
    page.get_by_role("button", name="Periksa").tap()
    expect_verdict(page, "unsent")
    page.wait_for_timeout(9000)  # it has tried again twice, and said nothing more about it
    assert page.evaluate("window.signals") == ["unsent"]
    context.set_offline(False)
    expect_verdict(page, "welcome")
