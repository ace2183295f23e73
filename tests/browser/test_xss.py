"""A script for a name, in a real browser: nothing of it runs, and nothing of it is even for the content policy to stop."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import troubles_of

NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "<a href=javascript:alert(1)>Siti</a>",
    "</title><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "{{7*7}}",
]
NOTE_VIOLATIONS = "addEventListener('securitypolicyviolation', event => console.error(`violation ${event.violatedDirective}`));"


@pytest.fixture(scope="session")
def orders(stage):
    return [stage.book(("LATIHAN", 1), name=name, phone=f"0861 1000 10{n:02}") for n, name in enumerate(NAMES)]


def watched(context, live_site):
    """A page, and whatever goes wrong on it: dialogs, errors, violations of the policy, requests to elsewhere."""
    page = context.new_page()
    page.add_init_script(NOTE_VIOLATIONS)
    troubles = troubles_of(page, live_site)
    page.on("dialog", lambda dialog: (troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
    return page, troubles


def test_a26_nothing_runs_on_an_orders_page(new_context, live_site, orders):
    """A26: the page of the order itself."""
    page, troubles = watched(new_context(), live_site)
    for name, order in zip(NAMES, orders, strict=True):
        page.goto(order["path"])
        expect(page.get_by_text(name, exact=True)).to_be_visible()
    assert troubles == []


def test_a26_nothing_runs_on_the_hand_send_list(new_context, live_site, orders, signed_in):
    """A26: staff read the names of strangers, and their session is what a script would want."""
    page, troubles = watched(new_context(storage_state=signed_in), live_site)
    page.goto("/staff/pesan")
    for name in NAMES:
        item = page.locator(".hand", has=page.get_by_role("heading", name=name, exact=True))
        item.locator("summary").click()
        expect(item.locator(".hand__text")).to_contain_text(name)
        expect(item.locator("a, form, button, details, summary, script, iframe, svg[onload], img")).to_have_count(2)
    assert troubles == []
