"""Every page in every state is usable by all: nothing that axe finds, no error, nothing to scroll sideways, nothing cut."""

import json
import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from werkzeug.exceptions import MethodNotAllowed, NotFound

from tests.browser.filled import fill, log_ins
from tests.browser.test_journey import troubles_of
from tests.browser.views import VIEWS

LANGUAGES = {"id": "", "en": "/en"}
SMALLEST = {"width": 320, "height": 640}
# Twice the size of text, on a screen of the smallest size that this is asked of.
LARGE_TEXT, LARGE_TEXT_ON = "200%", {"width": 640, "height": 900}
# Addresses that answer a GET with something else than a page: files, feeds, pictures, programs.
NO_PAGES = re.compile(r"\.(ics|xml|png|xlsx|txt|js|json|ico|webmanifest)$|^/(api|static|healthz|readyz|version|metrics)\b")
# These scroll inside themselves or hold no words of ours.
CUT_ON_PURPOSE = "input, textarea, select, [hidden], svg, progress"
CUT = """(onPurpose) => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  if (style.clipPath !== "none") return false; // words for screen readers alone
  const clips = (axis) => ["hidden", "clip"].includes(style[axis]);
  if (element.matches(onPurpose) || element.closest(onPurpose) || !element.innerText?.trim() || !element.clientWidth) return false;
  const across = clips("overflowX") && element.scrollWidth > element.clientWidth + 2;
  return across || (clips("overflowY") && element.scrollHeight > element.clientHeight + 2);
}).map((element) => `${element.tagName}.${element.className}: ${element.innerText.slice(0, 60)}`)"""
# These stand for a code and its secret.
TWO_PARTS = {"one", "two", "cancelled", "watch", "mailed", "pin", "invited", "reset", "confirm"}
# Verdicts close by themselves after a while; here they stay until they have been looked at.
VERDICTS_STAY = "const wait = setTimeout; globalThis.setTimeout = (then, ms, ...more) => (ms < 2500 ? wait(then, ms, ...more) : 0);"


def visits() -> list[tuple[str, str]]:
    """A visitor's pages in both languages; those behind a log-in in one of them, in turn."""
    languages = list(LANGUAGES)
    turns = {name: languages if view.who is None else [languages[number % 2]] for number, (name, view) in enumerate(VIEWS.items())}
    return [(name, language) for name, spoken in turns.items() for language in spoken]


@pytest.fixture(scope="session")
def filled(stage, gate_phone):
    """What stands in the braces of views."""
    return fill(stage)


@pytest.fixture(scope="session")
def logged_in(browser, stage, filled):
    """The cookies of everybody who looks at pages."""
    return log_ins(browser, stage, filled)


@pytest.fixture(scope="session")
def gate_phone(stage):
    """A phone at the practice gate."""
    return stage.enrol("LATIHAN-1")


def expect_usable_by_all(page: Page) -> None:
    results = Axe().run(page)
    assert results.response["passes"]
    assert results.violations_count == 0, results.generate_report()
    page.emulate_media(color_scheme="dark")  # what else could differ there?
    expect_contrast(page)
    page.set_viewport_size(SMALLEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST["width"]


def expect_contrast(page: Page, within: str = "html") -> None:
    """Asks the axe that is in the page already."""
    response = page.evaluate("within => axe.run(within, { runOnly: ['color-contrast'] })", within)
    contrast = AxeResults(response)
    assert contrast.violations_count == 0, contrast.generate_report()


def expect_large_text_whole(page: Page) -> None:
    page.set_viewport_size(LARGE_TEXT_ON)
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", LARGE_TEXT)
    assert page.evaluate(CUT, CUT_ON_PURPOSE) == []
    for size in (LARGE_TEXT_ON, SMALLEST):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def endpoint_at(site, path: str) -> str | None:
    """What answers at a path, whichever way it is called."""
    for method in ("GET", "POST"):
        try:
            return str(site.url_map.bind("localhost").match(path.removeprefix("/en") or "/", method)[0])
        except (NotFound, MethodNotAllowed):
            continue
    return None


def endpoint_of(site, view) -> str | None:
    """Where a view ends."""
    return view.shows or endpoint_at(
        site, urlsplit(re.sub(r"{(\w+)}", lambda part: "X/X" if part[1] in TWO_PARTS else "X", view.path)).path
    )


def test_every_page_has_a_view(site):
    paths = {rule.endpoint: rule.rule for rule in site.url_map.iter_rules() if "GET" in rule.methods and not NO_PAGES.search(rule.rule)}
    seen = {endpoint_of(site, view) for view in VIEWS.values()}
    assert {endpoint: path for endpoint, path in paths.items() if endpoint not in seen} == {}


@pytest.mark.parametrize(("name", "language"), visits())
def test_page_is_usable_by_all(new_context, live_site, site, filled, logged_in, name, language):
    view = VIEWS[name]
    cookies = {"storage_state": logged_in[view.who]} if view.who else {}
    page = new_context(color_scheme="light", reduced_motion="reduce", bypass_csp=True, **cookies).new_page()
    troubles = troubles_of(page, live_site)
    page.goto(LANGUAGES[language] + view.path.format(**filled))
    view.act(page)
    if view.who:
        logged_in[view.who] = page.context.storage_state()  # whoever proves again goes on with another cookie
    assert endpoint_at(site, urlsplit(page.url).path) == endpoint_of(site, view), page.url
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect_usable_by_all(page)
    expect_large_text_whole(page)
    # The browser itself reports an answer that is an error; that one is expected here.
    assert [trouble for trouble in troubles if view.status == 200 or str(view.status) not in trouble] == []


@pytest.mark.parametrize("name", [name for name, view in VIEWS.items() if view.who is None])
def test_visitor_page_without_javascript(new_context, live_site, filled, name):
    page = new_context(java_script_enabled=False).new_page()
    troubles = troubles_of(page, live_site)
    view = VIEWS[name]
    page.goto(view.path.format(**filled))
    view.act(page)
    expect(page.locator("main")).to_have_text(re.compile(r"\w{3}"), use_inner_text=True)  # what is hidden does not count
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
        expect_contrast(page, "#verdict")
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", LARGE_TEXT)
    for icon in page.locator("#verdict-icon [data-verdict]").all():
        page.locator("#verdict-word").evaluate("(word, text) => { word.textContent = text; }", icon.get_attribute("data-word"))
        assert verdict.evaluate("panel => panel.scrollWidth - panel.clientWidth") <= 0
    page.get_by_role("button", name={"id": "Tutup", "en": "Close"}[language]).click()
    assert page.evaluate(CUT, CUT_ON_PURPOSE) == []
    assert troubles == []
