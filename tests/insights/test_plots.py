"""Pictures of numbers: round axes, names for those who do not see them, and nothing that could run."""

from xml.etree import ElementTree

import pytest

from culture_week.insights.plots import Bar, draw_bars, draw_heat_map, draw_share, round_top

EVIL = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 4), (1, 4), (4, 4), (5, 8), (9, 10), (11, 20), (21, 40), (41, 80), (81, 100), (101, 200), (1301, 2000)]
)
def test_axes_end_at_round_numbers(largest, top):
    assert round_top(largest) == top


def test_bars_are_as_high_as_their_values_and_say_what_they_are(app):
    with app.test_request_context("/staff"):
        picture = str(
            draw_bars("days", "Tiket per hari", "30 dalam 2 hari", [Bar("1 Nov", "Min, 1 Nov", 10), Bar("2 Nov", "Sen, 2 Nov", 20)])
        )
    svg = ElementTree.fromstring(picture)
    heights = [float(bar.get("height")) for bar in svg.iter("rect")]
    assert heights[1] == 2 * heights[0] > 0
    assert svg.get("aria-labelledby") == "days-title days-text" and svg.find("title").text == "Tiket per hari"
    assert [bar.find("title").text for bar in svg.iter("rect")] == ["Min, 1 Nov: 10", "Sen, 2 Nov: 20"]
    assert "style=" not in picture


def test_labels_do_not_pile_up(app):
    with app.test_request_context("/staff"):
        svg = ElementTree.fromstring(str(draw_bars("d", "t", "x", [Bar(f"d{n}", f"d{n}", n) for n in range(90)])))
    assert len([text for text in svg.iter("text") if text.text.startswith("d")]) <= 8


def test_the_line_adds_up(app):
    with app.test_request_context("/staff"):
        svg = ElementTree.fromstring(str(draw_bars("d", "t", "x", [Bar("a", "a", 1), Bar("b", "b", 3)], cumulative=True)))
    (line,) = svg.iter("polyline")
    first, last = (float(point.split(",")[1]) for point in line.get("points").split())
    assert last < first  # higher is nearer to the top
    assert last == pytest.approx(10, abs=0.1)


def test_heat_is_zero_only_for_nothing(app):
    with app.test_request_context("/staff"):
        svg = ElementTree.fromstring(str(draw_heat_map("h", "t", "x", ["08", "09", "10"], [("Balai", [0, 1, 1000])])))
    assert [cell.get("class").split()[-1] for cell in svg.iter("rect")] == ["heat-0", "heat-1", "heat-5"]


def test_a26_names_in_pictures_are_text(app):
    """A26: a venue's or an event's name is a script."""
    with app.test_request_context("/staff"):
        pictures = [
            draw_bars("d", EVIL, EVIL, [Bar(EVIL, EVIL, 3)]),
            draw_heat_map("h", EVIL, EVIL, [EVIL], [(EVIL, [3])]),
            draw_share(200),
        ]
    for picture in pictures:
        assert "<script" not in picture
        assert not any("script" in element.tag for element in ElementTree.fromstring(str(picture)).iter())
