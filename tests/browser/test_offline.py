"""Tickets stay readable on the phone without a connection, and are gone when they should be."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import STAFF_PASSWORD

LIST_KEPT = "caches.open('tickets').then(c => c.keys()).then(keys => keys.map(key => new URL(key.url).pathname))"
LIST_CACHED = """Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((key) => key.url)))"""


@pytest.fixture
def ticket(new_context, new_order):
    """A page that shows an order and has been kept."""
    order = new_order()
    page = new_context().new_page()
    page.goto(order["path"])
    expect(page.get_by_text("Halaman ini tersimpan di ponsel")).to_be_visible()
    page.order = order
    return page


def go_offline(page: Page) -> None:
    page.context.set_offline(True)


def test_order_is_shown_without_a_connection(ticket):
    expect(ticket.locator(".kept-since")).to_be_hidden()
    go_offline(ticket)
    ticket.reload()
    expect(ticket.locator(".kept-since")).to_contain_text("terakhir diperbarui")
    expect(ticket.locator(".qr-box svg")).to_be_visible()
    code = ticket.order["tickets"][0]["entry_code"]
    expect(ticket.locator(".entry-code")).to_have_text(f"{code[:4]}-{code[4:]}")
    assert ticket.locator(".ticket").evaluate("node => getComputedStyle(node).borderRadius") != "0px"
    assert ticket.evaluate("document.fonts.check('1em \"Plus Jakarta Sans\"')")


def test_other_pages_say_so_and_lead_to_the_tickets(ticket):
    go_offline(ticket)
    ticket.goto("/jadwal")
    expect(ticket.get_by_role("heading", level=1)).to_have_text("Tidak ada sambungan")
    ticket.locator("[data-kept-list] a").click()
    expect(ticket.locator(".entry-code")).to_be_visible()
    ticket.goto("/en/jadwal")
    expect(ticket.get_by_role("heading", level=1)).to_have_text("No connection")


def test_where_none_is_kept_the_page_says_so_and_tries_again(ticket):
    ticket.get_by_role("button", name="Hapus dari ponsel ini").click()
    ticket.wait_for_function(f"{LIST_KEPT}.then(kept => kept.length === 0)")
    go_offline(ticket)
    ticket.goto("/jadwal")
    expect(ticket.get_by_text("Belum ada tiket tersimpan di ponsel ini")).to_be_visible()
    ticket.context.set_offline(False)
    ticket.get_by_role("link", name="Coba lagi").click()
    expect(ticket.locator(".days")).to_be_visible()


def test_my_tickets_are_found_from_the_front_page(ticket):
    ticket.goto("/")
    ticket.get_by_role("main").get_by_role("link", name="Tiket saya").click()
    ticket.locator("[data-kept-list] a").click()
    expect(ticket.locator(".entry-code")).to_be_visible()


def test_not_me_and_the_button_erase_what_is_kept(ticket, live_site):
    assert ticket.evaluate(LIST_KEPT) == [ticket.order["path"]]
    ticket.get_by_role("button", name="Hapus dari ponsel ini").click()
    assert ticket.evaluate(LIST_KEPT) == []
    ticket.reload()
    expect(ticket.get_by_text("Halaman ini tersimpan di ponsel")).to_be_visible()
    ticket.goto("/pesan/LATIHAN?lupa=1")
    assert ticket.evaluate(LIST_KEPT) == []


def test_a_cancelled_order_is_forgotten(ticket, stage):
    stage.call(f"/orders/{ticket.order['code']}/cancel", {}, ticket.order["secret"])
    ticket.reload()
    expect(ticket.get_by_text("Pemesanan ini sudah dibatalkan")).to_be_visible()
    ticket.wait_for_function(f"{LIST_KEPT}.then(kept => kept.length === 0)")


def test_nothing_of_staff_or_gates_is_kept(new_context, new_order):
    page = new_context().new_page()
    page.goto("/staff/masuk")
    page.get_by_label("E-mail").fill("panitia@contoh.id")
    page.get_by_label("Kata sandi").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    page.goto(new_order()["path"])
    expect(page.get_by_text("Halaman ini tersimpan di ponsel")).to_be_visible()
    for path in ("/staff", "/staff/gerbang", "/gerbang", "/"):
        page.goto(path)
    cached = page.evaluate(f"(async () => {LIST_CACHED})()")
    assert not [url for urls in cached for url in urls if "/staff" in url or "/gerbang" in url or url.endswith("/")]
    page.goto("/staff")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_function(f"{LIST_KEPT}.then(kept => kept.length === 0)")
