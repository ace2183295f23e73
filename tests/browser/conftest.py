"""The site, a phone's browser, and a camera that sees a ticket, as fixtures."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.stage import LAUNCH_ARGS, PHONE, SIZES, STAFF_PASSWORD, UNLIMITED, Site, film, find_chromium, running_site

# How long a page may take on a host that does something else besides.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with its demo festival; every look at a page sends its forms empty, which one person would not."""
    with running_site(tmp_path_factory.mktemp("live-site"), **UNLIMITED) as site:
        yield site


@pytest.fixture(scope="session")
def live_site(stage: Site) -> str:
    """Its address."""
    return stage.url


@pytest.fixture(scope="session")
def new_order(stage: Site) -> Callable[[], dict[str, Any]]:
    """Books one practice ticket for a new person and answers with the order."""
    return lambda: stage.book(("LATIHAN", 1))


@pytest.fixture(scope="session")
def order_path(new_order: Callable[[], dict[str, Any]]) -> str:
    """The path of an order's page."""
    return str(new_order()["path"])


def _without(what: str) -> None:
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this host."""
    found = find_chromium()
    if found is None:
        _without("Chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": LAUNCH_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_site: str) -> dict[str, Any]:
    """A small phone in the city."""
    return {**browser_context_args, **PHONE, "base_url": live_site}


@pytest.fixture(scope="session")
def signed_in(browser: Browser, live_site: str) -> Any:
    """The cookies of an organiser who has logged in."""
    context = browser.new_context(base_url=live_site)
    page = context.new_page()
    page.goto("/staff/masuk")
    page.get_by_label("E-mail").fill("panitia@contoh.id")
    page.get_by_label("Kata sandi").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(re.compile(r"/staff$"))
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def size(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A phone, and then a desk's screen."""
    return dict(request.param)


@pytest.fixture
def browser_seeing(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Starts a browser whose camera sees a QR code that says the given text."""
    started: list[Browser] = []

    def start(payload: str, **picture: int) -> Browser:
        args = [*browser_type_launch_args["args"], f"--use-file-for-fake-video-capture={film(payload, tmp_path, **picture)}"]
        started.append(browser_type.launch(**{**browser_type_launch_args, "args": args}))
        return started[-1]

    yield start
    for browser in started:
        browser.close()
