"""Passkeys in a real browser, and a group that comes in by a QR that staff hand over."""

import random
import re

import pytest
from playwright.sync_api import expect

from tests.accounts.people import PIN
from tests.browser.people import read_qr
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


@pytest.mark.parametrize(("kind", "home"), [("group", "/sanggar"), ("vendor", "/lapak")])
def test_a_guest_comes_in_by_the_qr_that_staff_hand_over(browser, live_site, signed_in, size, kind, home):
    desk, theirs = (browser.new_context(**size, base_url=live_site, **cookies) for cookies in ({"storage_state": signed_in}, {}))
    with desk, theirs:
        staff, guest = desk.new_page(), theirs.new_page()
        staff.goto("/staff")
        staff.get_by_role("link", name="Sanggar dan lapak").click()
        choice = staff.locator(f"#belongs option[value^='{kind}:']").first
        staff.get_by_label("Sanggar atau lapak").select_option(choice.get_attribute("value"))
        phone, name = f"0861{random.randint(10**7, 10**8 - 1)}", choice.inner_text()
        staff.get_by_label("Nomor WhatsApp").fill(phone)
        staff.get_by_role("button", name="Buat QR").click()

        link = read_qr(staff.locator(".qr-box"))
        assert link == staff.locator("dd.mono").inner_text() and link.startswith(f"{live_site}/masuk-tamu/")
        guest.goto(link)
        expect(guest.get_by_text(f"Selamat datang, {name}")).to_be_visible()
        guest.get_by_label("PIN").fill("123456")
        guest.get_by_role("button", name="Simpan dan masuk").click()
        expect(guest.get_by_text("PIN harus 6 angka, jangan yang berurutan").first).to_be_visible()
        guest.get_by_label("PIN").fill(PIN)
        guest.get_by_role("button", name="Simpan dan masuk").click()
        expect(guest).to_have_url(re.compile(f"{home}$"))
        expect(guest.get_by_role("heading", name=name)).to_be_visible()
        staff.reload()
        expect(staff.get_by_text("PIN sudah dipilih")).to_be_visible()

        guest.get_by_role("button", name="Keluar").click()
        guest.goto(link)  # it was for once
        expect(guest.get_by_text("Tautan ini sudah dipakai")).to_be_visible()
        guest.goto("/masuk")
        guest.get_by_label("Nomor WhatsApp").fill(phone)
        guest.get_by_label("PIN").fill(PIN)
        guest.get_by_role("button", name="Masuk", exact=True).click()
        expect(guest).to_have_url(re.compile(f"{home}$"))
