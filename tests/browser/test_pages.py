"""Every page is usable by all: no accessibility violation, nothing to scroll sideways on the smallest phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = {
    "home": "/",
    "day": "/jadwal",
    "event-with-tickets": "/acara/LATIHAN",
    "event": "/acara/E02",
    "booking": "/pesan/LATIHAN",
    "order": None,
    "gate": "/gerbang",
    "privacy": "/privasi",
    "log-in": "/staff/masuk",
}
LANGUAGES = {"id": "", "en": "/en"}

every_page = pytest.mark.parametrize("name", PAGES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def path(name, language, order_path):
    return LANGUAGES[language] + (PAGES[name] or order_path)


@every_page
@every_language
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(new_context, path, language, scheme):
    page = new_context(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True).new_page()
    assert page.goto(path).status == 200
    expect(page.locator("html")).to_have_attribute("lang", language)
    results = Axe().run(page)
    assert results.response["passes"]
    assert results.violations_count == 0, results.generate_report()


@every_page
@every_language
def test_nothing_scrolls_sideways_at_320_pixels(new_context, path):
    page = new_context().new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.goto(path).status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
