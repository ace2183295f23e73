"""A visitor from the search to the gate, and what is heard when the organizer moves the event; on a phone and on a desk's screen."""

import json
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import COUNT_STEPS, letter_box, read_qr, steps_of
from tests.browser.stage import STAFF_PASSWORD, running_site, working
from tests.browser.test_gate import TYPE
from tests.browser.test_journey import expect_verdict

EVENT, TITLE = "E24", "Malam Penutupan"  # the last of the week: it is to come on whatever day this runs
PATIENCE_MS = 10_000


@pytest.fixture(scope="module")
def letters():
    """The mail server of that site."""
    with letter_box() as box:
        yield box


@pytest.fixture(scope="module")
def moving_site(tmp_path_factory, letters):
    """A site of its own with its worker and a mail server: events move here, which other tests would see."""
    with running_site(tmp_path_factory.mktemp("moving-site"), SMTP_URL=letters.url) as site, working(site):
        yield site


@pytest.fixture
def open_page(browser, moving_site, size):
    """Opens a page of a browser that knows nothing yet."""
    contexts = []

    def opened() -> Page:
        contexts.append(browser.new_context(**size, base_url=moving_site.url))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(COUNT_STEPS)
        return page

    yield opened
    for context in contexts:
        context.close()


def find_and_keep(page: Page) -> str:
    """Finds an event by words from the front page on, makes it a favourite; answers with the list's link."""
    page.goto("/")
    page.get_by_role("searchbox").fill("penutupan terima kasih")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("link", name=re.compile(TITLE)).click()
    expect(page).to_have_url(re.compile(f"/acara/{EVENT}$"))
    page.locator(f".event__heart[data-favourite='{EVENT}'] .heart").click()
    page.locator("[data-favourites-link]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 acara pilihan")
    return str(page.locator("[data-share]").get_attribute("data-share-url"))


def book_for_four(page: Page, start: str, name: str = "", contact: str = "") -> str:
    """Books from an event's page on, for somebody who is known there where no name is given; answers with the order's address."""
    labels = ("Book tickets", "Name", "WhatsApp number or e-mail", "Book now")
    labels = labels if start.startswith("/en/") else ("Pesan tiket", "Nama", "Nomor WhatsApp atau e-mail", "Pesan sekarang")
    page.goto(start)
    steps_of(page)
    page.get_by_role("link", name=labels[0]).first.click()
    if name:
        page.get_by_label(labels[1], exact=True).fill(name)
        page.get_by_label(labels[2], exact=True).fill(contact)
    page.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name=labels[3]).click()
    expect(page).to_have_url(re.compile(r"/pesanan/[^/]+/[^/]+\?baru=1$"))
    return page.url.split("?")[0]


def log_in(page: Page) -> Page:
    page.goto("/staff/masuk")
    page.get_by_label("E-mail").fill("panitia@contoh.id")
    page.get_by_label("Kata sandi").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(re.compile(r"/staff$"))
    return page


def move(page: Page, words: str) -> str:
    """Takes the event to another venue, in as few presses as are promised; answers with the venue's name."""
    page.goto(f"/staff/acara/{EVENT}")
    steps_of(page)
    page.get_by_role("link", name="Pindah tempat atau waktu").click()
    other = "Lapangan Kota Bayu" if page.get_by_label("Tempat").input_value() != "BAYU" else "Halaman Balai Kota"
    page.get_by_label("Tempat").select_option(label=other)
    page.locator("#note_id").fill(words)
    page.get_by_role("button", name="Lihat dampaknya").click()
    expect(page.locator("ins", has_text=other)).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"\d+ lewat e-mail, langsung terkirim; \d+ lewat WhatsApp, masuk daftar kirim tangan"))
    ).to_be_visible()
    page.get_by_role("button", name="Ya, ubah dan beri tahu").click()
    expect(page).to_have_url(re.compile(f"/staff/acara/{EVENT}$"))
    assert steps_of(page)["taps"] == 3
    return other


def send_by_hand(page: Page, name: str) -> tuple[str, str]:
    """Finds the message about the moved event to somebody, opens WhatsApp with it and says that it is sent; its number and text."""
    page.get_by_role("link", name="Meja panitia").first.click()
    page.get_by_role("link", name="Pesan WhatsApp").click()
    page.get_by_role("link", name="Kabar perubahan acara").click()
    page.get_by_role("button", name="Mulai mengirim").click()
    first = page.locator(".hand--now h2").inner_text()
    if first != name:  # the holder of the other screen's run, whose event has moved once more
        page.get_by_role("button", name="Nanti saja").click()
    expect(page.locator(".hand--now h2")).to_have_text(name)
    page.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    steps_of(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Buka WhatsApp").click()
    address = urlsplit(opened.value.url)
    opened.value.close()
    assert address.hostname == "wa.me" and steps_of(page)["taps"] == 1
    page.get_by_role("button", name="Sudah terkirim").click()
    expect(page.locator(".hand--now")).to_have_count(0)
    expect(page.locator(".hand", has_text=name).filter(has_text="Kabar perubahan acara")).to_have_count(0)
    return address.path.strip("/"), parse_qs(address.query)["text"][0]


def test_found_kept_shared_booked_lost_and_told(open_page, letters):
    visitor, mark = open_page(), uuid.uuid4().hex[:8]
    mail, name, number = f"{mark}@contoh.id", f"Wei {mark}", f"0861{int(mark, 16) % 10**8:08d}"
    shared = find_and_keep(visitor)
    friend = open_page()
    friend.goto(shared)
    expect(friend.get_by_text("Daftar yang dibagikan lewat tautan ini.")).to_be_visible()
    friend.locator(f"main [data-favourite='{EVENT}'] a").click()
    expect(friend.get_by_role("heading", level=1)).to_contain_text(TITLE)

    order = book_for_four(visitor, f"/acara/{EVENT}", "Siti Contoh", mail)
    assert steps_of(visitor) == {"taps": 3, "fields": 2}
    expect(visitor.get_by_text("untuk 4 orang").first).to_be_visible()
    book_for_four(friend, f"/en/acara/{EVENT}", name, number)

    finder = open_page()  # another phone, which knows nothing of her
    finder.goto("/")
    finder.get_by_role("link", name="Tiket saya").first.click()
    finder.get_by_label("Nomor WhatsApp atau e-mail").fill(mail)
    finder.get_by_role("button", name="Kirim lagi tautan saya").click()
    expect(finder.get_by_text("Permintaan diterima")).to_be_visible()
    sent_again = letters.wait_for(mail, 2)[1]
    (link,) = re.findall(r"http://\S+/pesanan/\S+", sent_again)
    assert link == order
    finder.goto(link)
    expect(finder.get_by_role("img", name="Kode QR rombongan untuk 4 orang")).to_be_visible()

    office, words = log_in(open_page()), f"Panggung diperbaiki {mark}"
    venue = move(office, words)
    told = letters.wait_for(mail, 3)[2]
    assert told.startswith("Pindah tempat: Malam Penutupan") and venue in told and words in told and order in told
    to, text = send_by_hand(office, name)
    assert to == f"62{number[1:]}"
    assert f"Hello {name}," in text and f"New venue: {venue}" in text and "/en/pesanan/" in text
    visitor.goto("/favorit")
    expect(visitor.get_by_text("Berubah sejak terakhir Anda lihat.")).to_be_visible()
    finder.reload()
    expect(finder.get_by_text("Acara ini pindah tempat")).to_be_visible()
    expect(finder.locator("main").get_by_text(venue).first).to_be_visible()


def test_four_enter_in_two_parts(open_page, moving_site):
    visitor = open_page()
    book_for_four(visitor, "/acara/LATIHAN", "Siti Contoh", f"{uuid.uuid4().hex}@contoh.id")
    book_for_four(visitor, "/acara/LATIHAN")  # known by now
    assert steps_of(visitor) == {"taps": 3, "fields": 0}
    party = read_qr(visitor.locator(".ticket--party .qr-box"))

    gate = open_page()
    gate.add_init_script(f"localStorage.setItem('culture-week-device', {json.dumps(json.dumps(moving_site.enrol('LATIHAN-1')))})")
    gate.goto("/gerbang")
    expect(gate.locator(".counter__people").first).to_be_visible()
    gate.evaluate(TYPE, ["#mute", party])
    expect_verdict(gate, "how-many")
    gate.get_by_role("button", name="3 orang").click()
    expect_verdict(gate, "welcome")
    expect(gate.locator("#verdict-more")).to_have_text("Masih bisa masuk: 1")
    visitor.reload()
    expect(visitor.get_by_text("Berlaku untuk satu orang lagi.")).to_be_visible()
    assert read_qr(visitor.locator(".ticket--party .qr-box")) == party
    gate.get_by_role("button", name="Tutup").click()
    gate.evaluate(TYPE, ["#mute", party])
    expect_verdict(gate, "welcome")
    gate.get_by_role("button", name="Tutup").click()
    gate.evaluate(TYPE, ["#mute", party])
    expect_verdict(gate, "already-used")
    visitor.reload()
    expect(visitor.get_by_text("Sudah dipakai").first).to_be_visible()
