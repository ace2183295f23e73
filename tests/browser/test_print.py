"""What is printed: on A4, no page empty, nothing cut, and on it what people need when the phones are dead."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.test_pages import CUT, CUT_ON_PURPOSE

A4 = (595, 842)  # points
PAPER = {"width": 703, "height": 1032}  # what the margins leave of it, in CSS pixels
FOUR = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


def printed(page: Page) -> list[str]:
    """The words of each sheet of paper, without blanks, which PDF has none of."""
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    assert page.evaluate(CUT, f"{CUT_ON_PURPOSE}, .block__title") == []
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    for sheet in sheets:
        assert sheet.mediabox.width == pytest.approx(A4[0], abs=2) and sheet.mediabox.height == pytest.approx(A4[1], abs=2)
    texts = ["".join(sheet.extract_text().split()) for sheet in sheets]
    assert min(map(len, texts)) > 20, texts
    return texts


@pytest.fixture
def page_at(browser, live_site, size):
    """Opens a path on a phone, and on a desk's screen: both print the same paper."""
    contexts = []

    def opened(path: str, **cookies: object) -> Page:
        contexts.append(browser.new_context(**size, base_url=live_site, **cookies))
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", ["/jadwal/{day}", "/jadwal/{day}/tempat", "/jadwal/{day}/kisi"])
def test_a_day_is_one_sheet(page_at, stage, path):
    day = stage.call("/events/E20")["starts_at"][:10]
    (sheet,) = printed(page_at(path.format(day=day)))
    for word in ("RandaidanTariPiring", "MalamLintasEtnis", "HalamanBalaiKota", "16.00", "19.45"):
        assert word in sheet
    assert "Cari" not in sheet and "Bagikan" not in sheet


def test_a_poster_is_one_sheet_with_its_code(page_at):
    page = page_at("/tempat/DAHLAN/poster")
    (sheet,) = printed(page)
    assert "SentralemangJalanK.H.AhmadDahlan" in sheet and "/tempat/DAHLAN" in sheet
    expect(page.locator(".sheet__qr svg")).to_be_visible()


def test_tickets_are_four_a_sheet_after_the_one_for_all(page_at, stage):
    first, tickets = printed(page_at(stage.book(("E24", 4))["path"]))
    assert "Satukodeuntuksemua" in first and "SitiAminah" in first and "LapanganMerdeka" in first
    assert len(FOUR.findall(tickets)) == tickets.count("MalamPenutupan") == 4  # each can be handed to somebody by itself
    (alone,) = printed(page_at(stage.book(("E24", 1))["path"]))
    assert len(FOUR.findall(alone)) == 1


def test_the_list_of_a_gate_says_on_each_sheet_what_its_columns_are(page_at, stage, signed_in):
    for n in range(45):
        stage.book(("LATIHAN", 1 + n % 3), name=f"Nurhayati Simanjuntak boru Panggabean {n}")
    page = page_at("/staff/gerbang", storage_state=signed_in)
    page.locator("form[action$='/LATIHAN-1/daftar'] [type=submit]").click()
    expect(page.locator(".paper").first).to_be_visible()
    sheets = printed(page)
    assert len(sheets) > 1 and all("NamaKodeOrangSudahmasuk" in sheet for sheet in sheets)
    assert "NurhayatiSimanjuntakboruPanggabean44" in "".join(sheets) and "Keluar" not in sheets[0]
