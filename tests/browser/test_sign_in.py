"""Passkeys in a real browser, and a group that comes in by a QR that staff hand over."""

import random
import re

from playwright.sync_api import expect

from tests.browser.stage import STAFF_PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_opens_the_desk(new_context, stage):
    email = f"kunci{random.randint(1, 10**9)}@contoh.id"
    stage.flask("accounts", "create-admin", "--email", email, "--name", "Kunci Contoh", "--password", STAFF_PASSWORD)
    page = new_context().new_page()
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/staff/masuk?next=/staff/saya/kunci")
    page.locator("#email").fill(email)
    page.locator("#password").fill(STAFF_PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.locator("#label").fill("Ponsel Contoh")
    page.get_by_role("button", name="Buat kunci sandi").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/staff/saya")
    expect(page.get_by_text("Ponsel Contoh").first).to_be_visible()
    page.get_by_role("button", name="Keluar", exact=True).click()
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page).to_have_url(re.compile(r"/staff$"))


def test_a_group_and_a_vendor_come_in_by_a_qr(new_context, signed_in):
    staff = new_context(storage_state=signed_in).new_page()
    for kind, home in (("group", "/sanggar"), ("vendor", "/lapak")):
        staff.goto("/staff/tamu")
        choice = staff.locator(f"#belongs option[value^='{kind}:']").first
        staff.locator("#belongs").select_option(choice.get_attribute("value"))
        phone, name = f"0861{random.randint(10**7, 10**8 - 1)}", choice.inner_text()
        staff.locator("#phone").fill(phone)
        staff.get_by_role("button", name="Buat QR").click()
        expect(staff.locator(".qr-box")).to_be_visible()
        link = staff.locator("dd.mono").inner_text()
        page = new_context().new_page()
        page.goto(link)
        page.locator("#pin").fill("294617")
        page.get_by_role("button", name="Simpan dan masuk").click()
        expect(page).to_have_url(re.compile(f"{home}$"))
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        page.get_by_role("button", name="Keluar").click()
        page.locator("#phone").fill(phone)
        page.locator("#pin").fill("294617")
        page.get_by_role("button", name="Masuk", exact=True).click()
        expect(page).to_have_url(re.compile(f"{home}$"))
