"""Favourites are kept on the phone, shared as a link, and say what has changed since."""

import json

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def page(new_context):
    """The front page, and on it the edition whose events are chosen."""
    page = new_context().new_page()
    page.goto("/")
    page.edition = page.locator("[data-favourites-link]").get_attribute("data-edition")
    return page


def keep(page: Page, edition: str, **revisions: int) -> None:
    page.evaluate("kept => localStorage.setItem('favourites', kept)", json.dumps({"edition": edition, "events": revisions}))


def press_heart(page: Page, code: str) -> None:
    page.locator(f"[data-favourite='{code}'] .heart").first.click()


def codes_on(page: Page) -> list[str]:
    return page.eval_on_selector_all("main [data-favourite]", "cards => cards.map(card => card.dataset.favourite)")


def test_hearts_are_kept_listed_and_taken_back(page):
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
    page.wait_for_url(f"**/favorit?gelaran={page.edition}&acara=LATIHAN")


def test_a_shared_list_is_kept_by_one_press(page):
    page.goto(f"/favorit?gelaran={page.edition}&acara=E14,E15")
    expect(page.get_by_text("Daftar yang dibagikan")).to_be_visible()
    page.get_by_role("button", name="Simpan ke ponsel").click()
    expect(page.get_by_role("link", name="Favorit 2")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Tersimpan hanya di ponsel ini")).to_be_visible()


def test_a_change_is_said_once(page):
    keep(page, page.edition, E14=-1)
    page.goto("/favorit")
    expect(page.get_by_text("Berubah sejak terakhir Anda lihat.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 acara pilihan")
    expect(page.get_by_text("Berubah sejak terakhir Anda lihat.")).to_be_hidden()


def test_another_years_list_chooses_nothing_of_this_one_and_gives_way_to_it(page):
    keep(page, "2019", E14=0)
    page.goto("/acara/E14")
    expect(page.locator(".heart").first).to_have_attribute("aria-pressed", "false")
    page.goto("/favorit")
    expect(page.get_by_text("Belum ada favorit")).to_be_visible()
    page.goto("/favorit?gelaran=2019&acara=E14")
    expect(page.get_by_text("1 acara tidak ada lagi di jadwal.")).to_be_visible()
    page.goto("/acara/E15")
    press_heart(page, "E15")
    page.get_by_role("link", name="Favorit 1").click()
    assert codes_on(page) == ["E15"]


def test_a_page_of_no_edition_leads_to_the_list_as_well(page):
    keep(page, page.edition, E14=0)
    page.goto("/tidak-ada")
    page.get_by_role("link", name="Favorit 1").click()
    assert codes_on(page) == ["E14"]


def test_without_a_script_there_are_no_hearts_but_lists_open(new_context, page):
    without = new_context(java_script_enabled=False).new_page()
    without.goto(f"/favorit?gelaran={page.edition}&acara=E14,E15")
    expect(without.locator(".card")).to_have_count(2)
    expect(without.locator(".heart")).to_have_count(0)
    expect(without.get_by_role("link", name="Simpan ke kalender")).to_be_visible()


def test_spoilt_storage_breaks_nothing(page):
    no_events = [json.dumps({"edition": page.edition, "events": events}) for events in (None, [], 7)]
    for spoilt in ("{", "[]", "null", '"x"', "7", *no_events):
        page.evaluate("value => localStorage.setItem('favourites', value)", spoilt)
        page.goto("/acara/E14")
        press_heart(page, "E14")
        expect(page.locator("[data-favourite='E14'] .heart").first).to_have_attribute("aria-pressed", "true")
