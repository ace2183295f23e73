"""A picture that stands beside a link when it is shared: a title on woven cloth. The one home of Pillow."""

import io
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
TEXT_WIDTH = 760
CLOTH_FROM = 880
# --cloth, --cloth-gold and --on-cloth of tokens.css, and the threads of img/cloth.svg.
CLOTH, GOLD, CREAM = "#7a1220", "#e9bd62", "#fff3df"
# Stepped diamonds, the largest first: half their width in threads, and their colour.
DIAMONDS = ((14, "#6b1420"), (11, "#b98430"), (9, "#7a1220"), (6, "#d9b36c"), (4, "#881122"), (2, "#b98430"))
SMALL_DIAMOND = (3, "#b98430")
THREAD = 7
TILE = 32 * THREAD
TITLE_SIZES = (84, 72, 62, 54, 46)
MOST_TITLE_LINES = 4
MOST_LETTERS = 160
COLOURS = 48
FONT = Path(__file__).parents[2] / "static/vendor/plus-jakarta-sans/plus-jakarta-sans.woff2"


# A drawing takes a fifth of a second: whoever asks for all pictures of a long festival again and again, in both
# languages, must find each of them drawn.
MOST_KEPT = 1500


@lru_cache(maxsize=MOST_KEPT)
def draw_share_picture(title: str, above: str, lines: tuple[str, ...]) -> bytes:
    """A PNG of 1200 × 630 with `title` in large letters, a line `above` it and a few below; 10 to 30 kB."""
    from PIL import Image, ImageDraw  # slow to import, and only sharing needs it

    picture = Image.new("RGB", (WIDTH, HEIGHT), CLOTH)
    pen = ImageDraw.Draw(picture)
    _weave(pen)
    _write(pen, title[:MOST_LETTERS], above, lines)
    written = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _weave(pen: Any) -> None:
    for x, y in product(range(CLOTH_FROM + TILE // 2, WIDTH + TILE, TILE), range(TILE // 2 - 20, HEIGHT + TILE, TILE)):
        for half, colour in DIAMONDS:
            _diamond(pen, x, y, half, colour)
        _diamond(pen, x - TILE // 2, y - TILE // 2, *SMALL_DIAMOND)
    for x in range(0, WIDTH, 2 * THREAD * 4):  # the bamboo shoots at the end of the cloth
        for step in range(4):
            pen.rectangle(
                (x + step * THREAD, HEIGHT - (step + 1) * THREAD, x + (7 - step) * THREAD + THREAD - 1, HEIGHT - step * THREAD), GOLD
            )


def _diamond(pen: Any, x: int, y: int, half: int, colour: str) -> None:
    for row in range(-half, half + 1):
        width = half - abs(row)
        left = max(x - width * THREAD, CLOTH_FROM)
        if left <= x + width * THREAD:
            pen.rectangle((left, y + row * THREAD, x + width * THREAD + THREAD - 1, y + row * THREAD + THREAD - 1), colour)


def _write(pen: Any, title: str, above: str, lines: tuple[str, ...]) -> None:
    small, middle = _font(34, 700), _font(38, 600)
    pen.text((MARGIN, MARGIN), _fit(pen, above, small), GOLD, small)
    size, rows = _title_rows(pen, title)
    font = _font(size, 800)
    top = MARGIN + 70
    for row in rows:
        pen.text((MARGIN, top), row, CREAM, font)
        top += int(size * 1.14)
    for n, line in enumerate(reversed(lines)):
        pen.text((MARGIN, HEIGHT - 104 - 52 * n), _fit(pen, line, middle), CREAM if n == 0 else GOLD, middle)


def _title_rows(pen: Any, title: str) -> tuple[int, list[str]]:
    """The largest size at which the title stands in its lines, at the smallest cut."""
    for size in TITLE_SIZES:
        rows = _wrap(pen, title, _font(size, 800))
        if len(rows) * size * 1.14 <= HEIGHT - 330 and len(rows) <= MOST_TITLE_LINES:
            return size, rows
    return size, [*rows[: MOST_TITLE_LINES - 1], _fit(pen, " ".join(rows[MOST_TITLE_LINES - 1 :]), _font(size, 800))]


def _wrap(pen: Any, text: str, font: Any) -> list[str]:
    rows: list[str] = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if pen.textlength(longer, font) <= TEXT_WIDTH or not rows[-1]:
            rows[-1] = _fit(pen, longer, font)
        else:
            rows.append(_fit(pen, word, font))
    return rows


def _fit(pen: Any, text: str, font: Any) -> str:
    """The text, cut with an ellipsis where it is too long for one row."""
    text = text[:MOST_LETTERS]
    if pen.textlength(text, font) <= TEXT_WIDTH:
        return text
    while text and pen.textlength(f"{text}…", font) > TEXT_WIDTH:
        text = text[:-1]
    return f"{text.rstrip()}…"


@lru_cache(maxsize=16)
def _font(size: int, weight: int) -> Any:
    from PIL import ImageFont

    font = ImageFont.truetype(str(FONT), size)
    font.set_variation_by_axes([weight])
    return font
