"""Small pictures of numbers as SVG, drawn here: classes instead of styles, so that css/figures.css colours them in light, dark and print.

Each has a name for those who do not see it; the numbers themselves stand in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup, escape

from culture_week.core.text import current_language

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 38, 6, 10, 24
INNER_WIDTH, INNER_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
MOST_LABELS = 6
SHADES = 5


@dataclass(frozen=True)
class Bar:
    """A bar: its `label` on the axis, its whole `name`, its value."""

    label: str
    name: str
    value: int


def number_text(number: int) -> str:
    """`12.345` in Indonesian, `12,345` in English."""
    return f"{number:,}".replace(",", "." if current_language() == "id" else ",")


def round_top(largest: int) -> int:
    """The end of an axis that holds `largest` and can be cut into whole quarters or halves: 4, 8, 10, 20, 40, 100, 200 …"""
    if largest <= 4:
        return 4
    power = 1
    while True:
        for step in (8, 10, 20, 40):
            if largest <= step * power:
                return step * power
        power *= 10


def draw_bars(name: str, title: str, description: str, bars: Sequence[Bar], *, cumulative: bool = False) -> Markup:
    """Upright bars; `cumulative` lays a line over them that adds them up, on the same axis."""
    sums = list(accumulate(bar.value for bar in bars)) if cumulative else []
    top = round_top(max([bar.value for bar in bars] + sums, default=0))
    step = INNER_WIDTH / max(len(bars), 1)
    parts = [_axis(top)]
    every = -(-len(bars) // MOST_LABELS)
    for place, bar in enumerate(bars):
        height = bar.value / top * INNER_HEIGHT
        x, width = LEFT + place * step + step * 0.12, step * 0.76
        parts.append(
            Markup('<rect class="plot__bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}: {}</title></rect>').format(
                x, TOP + INNER_HEIGHT - height, width, height, bar.name, number_text(bar.value)
            )
        )
        if place % every == 0:
            parts.append(_text(x + width / 2, HEIGHT - 7, bar.label, "middle"))
    if sums:
        points = [(LEFT + (place + 0.5) * step, TOP + INNER_HEIGHT * (1 - value / top)) for place, value in enumerate(sums)]
        parts.append(Markup('<polyline class="plot__line" points="{}"/>').format(" ".join(f"{x:.1f},{y:.1f}" for x, y in points)))
    return _picture(name, title, description, HEIGHT, parts)


def _axis(top: int) -> Markup:
    marks = [top * quarter // 4 for quarter in range(5)] if top % 4 == 0 else [top * half // 2 for half in range(3)]
    lines = []
    for mark in marks:
        y = TOP + INNER_HEIGHT * (1 - mark / top)
        lines.append(Markup('<line class="plot__grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(LEFT, WIDTH - RIGHT, y, y))
        lines.append(_text(LEFT - 5, y + 3.5, number_text(mark), "end"))
    return Markup("").join(lines)


def _text(x: float, y: float, words: str, anchor: str, kind: str = "label") -> Markup:
    return Markup('<text class="plot__{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, words)


def _picture(name: str, title: str, description: str, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="plot" viewBox="0 0 {} {:.0f}" role="img" aria-labelledby="{}-title {}-text">'
        '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>{}</svg>'
    ).format(WIDTH, height, name, name, name, title, name, description, Markup("").join(parts))


def draw_heat_map(name: str, title: str, description: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Markup:
    """A row of squares for each name, darker where there is more; the lightest is nothing at all."""
    most = max((value for _name, values in rows for value in values), default=0)
    step, row_height = (WIDTH - 2) / max(len(columns), 1), 40
    every = -(-len(columns) // 12)
    parts = []
    for place, (row_name, values) in enumerate(rows):
        y = place * row_height
        parts.append(_text(1, y + 12, row_name, "start", "name"))
        for number, value in enumerate(values):
            shade = -(-value * SHADES // most) if most else 0
            parts.append(
                Markup(
                    '<rect class="plot__cell heat-{}" x="{:.1f}" y="{}" width="{:.1f}" height="18" rx="2"><title>{}, {}: {}</title></rect>'
                ).format(shade, 1 + number * step, y + 17, step - 2, row_name, columns[number], number_text(value))
            )
    foot = len(rows) * row_height
    parts += [_text(step * (n + 0.5), foot + 10, label, "middle") for n, label in enumerate(columns) if n % every == 0]
    return _picture(name, title, description, foot + 16, parts)


def draw_share(per_cent: int) -> Markup:
    """A flat bar of a table's row; the number stands beside it, so it says nothing to those who do not see it."""
    return Markup(
        '<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="share__ground" width="100" height="10"/><rect class="share__bar" width="{}" height="10"/></svg>'
    ).format(escape(min(max(per_cent, 0), 100)))
