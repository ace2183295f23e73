"""The gate phone's readers: the better one arrives while the small one reads, and a scanner may be a keyboard."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import expect_verdict

PATIENCE_MS = 20_000
WASM = "**/zxing_reader.wasm"
# With its margin; the code itself is under 80 px across, which `qr` does not read in this picture.
SMALL = 100


def be_gate(page, stage):
    page.add_init_script(f"localStorage.setItem('culture-week-device', {json.dumps(json.dumps(stage.enrol('LATIHAN-1')))})")


# As fast as a scanner, however busy the host of the test is.
TYPE = """([place, text]) => {
    const field = document.querySelector(place);
    field.focus();
    for (const key of [...text, "Enter"]) {
        const going = field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        if (going && key === "Enter" && field.form) field.form.requestSubmit();
        if (going && key === "Enter" && !field.form) field.click();
        if (key !== "Enter" && "value" in field && field.form) field.value += key;
    }
}"""


@pytest.fixture
def gate_seeing(browser_seeing, browser_context_args, stage):
    """The gate page of a phone whose camera sees a small code."""

    def page_seeing(payload):
        page = browser_seeing(payload, across=SMALL).new_context(**browser_context_args, permissions=["camera"]).new_page()
        be_gate(page, stage)
        return page

    return page_seeing


def test_a_small_code_is_read_by_the_reader_that_arrives(gate_seeing, new_order):
    page = gate_seeing(new_order()["tickets"][0]["qr"])
    outside = []
    page.on("request", lambda request: request.url.startswith(page.url[:17]) or outside.append(request.url))
    page.goto("/gerbang")
    expect(page.locator("body[data-reader='zxing']")).to_be_attached(timeout=PATIENCE_MS)
    expect_verdict(page, "welcome")
    assert [url for url in outside if "jsdelivr" in url] == []


def test_without_it_the_small_code_stays_unread_and_the_small_reader_works_on(gate_seeing, new_order):
    page = gate_seeing(new_order()["tickets"][0]["qr"])
    page.route(WASM, lambda route: route.abort())
    with page.expect_request(WASM, timeout=PATIENCE_MS):
        page.goto("/gerbang")
    page.wait_for_timeout(7000)  # the film was seen twice
    expect(page.locator("#verdict")).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-reader", "qr")


def test_who_saves_data_is_not_sent_it(gate_seeing):
    page = gate_seeing("CW1")
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("/gerbang")
    expect(page.locator("body[data-reader='qr']")).to_be_attached(timeout=PATIENCE_MS)
    page.wait_for_timeout(4000)
    assert not [url for url in fetched if "zxing" in url or "barcode-detector" in url]


def test_the_phones_own_detector_is_taken_and_nothing_is_fetched(gate_seeing, new_order):
    qr = new_order()["tickets"][0]["qr"]
    page = gate_seeing("CW1")
    page.add_init_script(
        "globalThis.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; }"
        f" async detect() {{ return [{{ rawValue: {json.dumps(qr)} }}]; }} }}"
    )
    page.goto("/gerbang")
    expect_verdict(page, "welcome")
    expect(page.locator("body")).to_have_attribute("data-reader", "native")


def test_a_scanner_that_types_needs_no_field(new_context, stage, new_order):
    page = new_context().new_page()
    be_gate(page, stage)
    page.goto("/gerbang")
    expect(page.locator(".counter__people").first).to_be_visible()
    first, second = new_order()["tickets"][0], new_order()["tickets"][0]
    page.evaluate(TYPE, ["#mute", first["qr"]])
    expect_verdict(page, "welcome")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Tutup").tap()
    page.evaluate(TYPE, ["#entry-code", second["qr"].lower()])
    expect_verdict(page, "welcome")
    expect(page.get_by_label("Kode masuk")).to_have_value("")


def test_a_ticket_that_is_scanned_while_another_is_checked_is_not_dropped_silently(new_context, stage, new_order):
    page = new_context().new_page()
    be_gate(page, stage)
    page.goto("/gerbang")
    expect(page.locator(".counter__people").first).to_be_visible()
    held = []
    page.route("**/scans", lambda route: held.append(route))
    first, second = new_order()["tickets"][0], new_order()["tickets"][0]
    page.evaluate(TYPE, ["#mute", first["qr"]])
    page.evaluate(TYPE, ["#mute", first["qr"]])  # the beam met it twice
    expect(page.locator("#too-soon")).to_be_hidden()
    page.evaluate(TYPE, ["#mute", second["qr"]])
    expect(page.locator("#too-soon")).to_have_text("Belum dibaca. Tunggu hasil di layar, lalu pindai lagi.")
    until = time.monotonic() + PATIENCE_MS / 1000
    while not held and time.monotonic() < until:
        page.wait_for_timeout(20)
    (scan,) = held
    scan.continue_()
    expect_verdict(page, "welcome")
    page.unroute("**/scans")
    with page.expect_response("**/scans") as answer:
        page.evaluate(TYPE, ["#mute", second["qr"]])
    assert answer.value.json()["verdict"] == "welcome"


def test_a_hand_that_types_is_no_scanner(new_context, stage, new_order):
    page = new_context().new_page()
    be_gate(page, stage)
    page.goto("/gerbang")
    expect(page.locator(".counter__people").first).to_be_visible()
    page.keyboard.type(new_order()["tickets"][0]["qr"], delay=120)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    expect(page.locator("#verdict")).to_be_hidden()


def test_a_scan_is_taken_back_by_one_tap(new_context, stage, new_order):
    page = new_context().new_page()
    be_gate(page, stage)
    page.goto("/gerbang")
    ticket = new_order()["tickets"][0]
    for _ in range(2):  # having been taken back, it is let in again
        page.evaluate(TYPE, ["#mute", ticket["qr"]])
        expect_verdict(page, "welcome")
        page.get_by_role("button", name="Tutup").tap()
        page.get_by_role("button", name="Batalkan").tap()
        expect(page.locator("#last-text")).to_have_text("Dibatalkan: 1 boleh masuk lagi")
        expect(page.locator("#undo")).to_be_hidden()


def test_the_minute_to_take_back_is_seen_running_out_and_no_tap_makes_it_longer(new_context, stage, new_order):
    page = new_context().new_page()
    page.clock.install()
    be_gate(page, stage)
    page.goto("/gerbang")
    page.evaluate(TYPE, ["#mute", new_order()["tickets"][0]["qr"]])
    expect_verdict(page, "welcome")
    page.clock.fast_forward(20_000)
    expect(page.locator("#undo-left")).to_have_text(re.compile(r"^(3\d|40) dtk$"))
    page.route("**/undo", lambda route: route.abort())
    page.get_by_role("button", name="Batalkan").press("Enter")
    expect(page.locator("#last-text")).to_contain_text("Tidak ada sambungan")
    expect(page.locator("#undo")).to_be_enabled()
    page.clock.fast_forward(41_000)
    expect(page.locator("#last")).to_be_hidden()


def test_a_scan_is_taken_back_by_the_keyboard(new_context, stage, new_order):
    page = new_context().new_page()
    be_gate(page, stage)
    page.goto("/gerbang")
    page.evaluate(TYPE, ["#mute", new_order()["tickets"][0]["qr"]])
    expect_verdict(page, "welcome")
    page.get_by_role("button", name="Tutup").press("Enter")
    page.locator("#leave").focus()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.id") not in ("undo", ""):
        page.keyboard.press("Tab")
    expect(page.locator("#undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#last-text")).to_have_text("Dibatalkan: 1 boleh masuk lagi")
