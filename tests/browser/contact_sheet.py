"""Every page that the browser tests visit, in three sizes, light and dark, Indonesian and English: `make pictures` takes
them into var/pictures and lays them out small on docs/pictures/contact-sheet.webp. Looking at it is the point."""

import io
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from config import PROJECT
from tests.browser.filled import fill, log_ins
from tests.browser.stage import LAUNCH_ARGS, UNLIMITED, Site, find_chromium, running_site
from tests.browser.test_pages import LANGUAGES
from tests.browser.views import VIEWS

PICTURES = PROJECT / "var" / "pictures"
SHEET = PROJECT / "docs" / "pictures" / "contact-sheet.webp"
SIZES = {360: 740, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
LONGEST = 4000  # pixels of a page that are taken
# Of each page: its name, then these.
SHOWN = tuple(product(("id",), SCHEMES, SIZES)) + (("en", "light", 360),)
HEIGHT, GAP, NAME = 150, 8, 190
LARGEST_SHEET = 1_500_000


def main() -> None:
    """Takes those whose name has the first argument in it, or all."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    names = [name for name in VIEWS if wanted in name]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder), **UNLIMITED) as site, sync_playwright() as playwright:
        chromium = find_chromium() or sys.exit("The pictures need Chromium: apt install chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH_ARGS)
        for taken in take_all(browser, site, names):
            print(taken, flush=True)
        browser.close()
    write_page(names)
    if not wanted:
        write_sheet(names)


def take_all(browser: Browser, site: Site, names: list[str]) -> Iterator[str]:
    """Visits each page once for each size, scheme and language."""
    filled = fill(site)
    site.enrol("LATIHAN-1")
    cookies = {None: None} | log_ins(browser, site, filled)
    for language, scheme in product(LANGUAGES, SCHEMES):
        for width in SIZES:
            looks: dict[str, Any] = {"viewport": {"width": width, "height": SIZES[width]}, "color_scheme": scheme}
            looks |= {"base_url": site.url, "reduced_motion": "reduce", "locale": "id-ID"}
            people = {who: browser.new_context(**looks, storage_state=state) for who, state in cookies.items()}
            for name in names:
                take_one(people, name, LANGUAGES[language], filled, path_of(name, language, scheme, width))
            cookies = {who: context.storage_state() for who, context in people.items()}  # who proved again has another
            for context in people.values():
                context.close()
            yield f"{language} {scheme} {width}: {len(names)} pages"


def take_one(people: dict[str | None, BrowserContext], name: str, language: str, filled: dict[str, str], path: Path) -> None:
    """Does what the view says and takes what is there then, whatever that is."""
    view = VIEWS[name]
    page = people[view.who].new_page()
    try:
        page.goto(language + view.path.format(**filled))
        view.act(page)
    except (AssertionError, Error) as error:  # it is looked at as it is
        print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr, flush=True)
    take(page, path)
    page.close()


def path_of(name: str, language: str, scheme: str, width: int) -> Path:
    return PICTURES / f"{name}-{language}-{scheme}-{width}.webp"


def take(page: Page, path: Path) -> None:
    """The whole page, once its font is there."""
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture.crop((0, 0, picture.width, min(picture.height, LONGEST))).save(path, "WEBP", quality=70)


def write_page(names: list[str]) -> None:
    """All of them in full on one page to scroll through."""
    rows = [f"<h2>{escape(name)}</h2><p>{' '.join(map(as_image, pictures_of(name)))}</p>" for name in names]
    style = "body{font:16px system-ui;background:#888}img{vertical-align:top;height:420px}"
    (PICTURES / "index.html").write_text(f"<!doctype html><title>Pages</title><style>{style}</style>{''.join(rows)}")


def pictures_of(name: str) -> list[Path]:
    return [path_of(name, *look) for look in product(LANGUAGES, SCHEMES, SIZES)]


def as_image(path: Path) -> str:
    return f'<a href="{path.name}"><img src="{path.name}" alt="{path.stem}" loading="lazy"></a>'


def write_sheet(names: list[str]) -> None:
    """What fits of each page into the height of a screen, in rows of two pages; coarser until it is small enough to keep."""
    font = ImageFont.load_default(13)
    widths = [round(HEIGHT * width / SIZES[width]) for _language, _scheme, width in SHOWN]
    across, rows = NAME + sum(widths) + GAP * len(SHOWN), (len(names) + 1) // 2  # a WebP has 16,383 pixels at most
    sheet = Image.new("RGB", (2 * across, rows * (HEIGHT + GAP)), "#ddd")
    for number, name in enumerate(names):
        left, top = number // rows * across, number % rows * (HEIGHT + GAP)
        ImageDraw.Draw(sheet).text((left + 6, top + 6), name, "#241815", font)
        left += NAME
        for look, width in zip(SHOWN, widths, strict=True):
            picture = Image.open(path_of(name, *look))
            screen = Image.new("RGB", (look[2], SIZES[look[2]]), "#ddd")
            screen.paste(picture.crop((0, 0, look[2], SIZES[look[2]])))
            sheet.paste(screen.resize((width, HEIGHT), Image.Resampling.LANCZOS), (left, top))
            left += width + GAP
    for quality in (70, 55, 40, 25):
        sheet.save(SHEET, "WEBP", quality=quality, method=6)
        if SHEET.stat().st_size <= LARGEST_SHEET:
            break
    print(f"{SHEET.name}: {SHEET.stat().st_size // 1024} kB, {len(names)} pages")


if __name__ == "__main__":
    main()
