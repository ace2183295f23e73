"""Favourites are kept on the phone, shared as a link, and say what has changed since."""

from playwright.sync_api import Page, expect


def press_heart(page: Page, code: str) -> None:
    page.locator(f"[data-favourite='{code}'] .heart").first.click()


def codes_on(page: Page) -> list[str]:
    return page.eval_on_selector_all("main [data-favourite]", "cards => cards.map(card => card.dataset.favourite)")


def test_hearts_are_kept_listed_and_taken_back(new_context):
    page = new_context().new_page()
    page.goto("/acara/E14")
    press_heart(page, "E14")
    expect(page.locator(".heart").first).to_have_attribute("aria-pressed", "true")
    page.goto("/acara/LATIHAN")
    press_heart(page, "LATIHAN")
    page.get_by_role("link", name="Favorit 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 acara pilihan")
    expect(page.get_by_text("Tersimpan hanya di ponsel ini")).to_be_visible()
    expect(page.get_by_role("button", name="Simpan ke ponsel")).to_be_hidden()
    press_heart(page, "E14")
    page.reload()
    assert codes_on(page) == ["LATIHAN"]
    page.goto("/favorit")
    page.wait_for_url("**/favorit?acara=LATIHAN")


def test_a_shared_list_is_kept_by_one_press(new_context):
    page = new_context().new_page()
    page.goto("/favorit?acara=E14,E15")
    expect(page.get_by_text("Daftar yang dibagikan")).to_be_visible()
    page.get_by_role("button", name="Simpan ke ponsel").click()
    expect(page.get_by_role("link", name="Favorit 2")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Tersimpan hanya di ponsel ini")).to_be_visible()


def test_a_change_is_said_once(new_context):
    page = new_context().new_page()
    page.goto("/")
    page.evaluate("localStorage.setItem('favourites', JSON.stringify({E14: -1}))")
    page.goto("/favorit")
    expect(page.get_by_text("Berubah sejak terakhir Anda lihat.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 acara pilihan")
    expect(page.get_by_text("Berubah sejak terakhir Anda lihat.")).to_be_hidden()


def test_without_a_script_there_are_no_hearts_but_lists_open(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/favorit?acara=E14,E15")
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(".heart")).to_have_count(0)
    expect(page.get_by_role("link", name="Simpan ke kalender")).to_be_visible()


def test_spoilt_storage_breaks_nothing(new_context):
    page = new_context().new_page()
    page.goto("/")
    for spoilt in ("{", "[]", "null", '"x"', "7"):
        page.evaluate("value => localStorage.setItem('favourites', value)", spoilt)
        page.goto("/acara/E14")
        press_heart(page, "E14")
        expect(page.locator("[data-favourite='E14'] .heart").first).to_have_attribute("aria-pressed", "true")
