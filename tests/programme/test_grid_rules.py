"""Where the blocks of a day's grid stand: tables, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from culture_week.programme.rules.grid import MOST_LANES, MOST_STEPS, Block, Span, lay_out

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("spans", "hours", "blocks"),
    [
        ([], [], []),
        ([(10, 12)], [10, 11], [Block(1, 8, 1)]),
        ([(10.5, 11.25)], [10, 11], [Block(3, 3, 1)]),
        ([(10, 10.1)], [10], [Block(1, 2, 1)]),  # too short to be read grows
        ([(10, 12), (11, 13)], [10, 11, 12], [Block(1, 8, 1), Block(5, 8, 2)]),
        ([(10, 11), (11, 12), (11.5, 12)], [10, 11], [Block(1, 4, 1), Block(5, 4, 1), Block(7, 2, 2)]),
        ([(22, 25.5)], [22, 23, 0, 1], [Block(1, 14, 1)]),  # past midnight
    ],
)
def test_lay_out(spans, hours, blocks):
    plan = lay_out([Span("A", at(first), at(last)) for first, last in spans], MIDNIGHT)
    assert (plan.hours, plan.blocks) == (hours, blocks)


def test_venues_have_lanes_of_their_own_and_the_style_sheet_knows_every_place():
    crowd = [Span("A", at(0), at(24))] + [Span("A", at(n / 10), at(23)) for n in range(1, 9)] + [Span("B", at(23.9), at(24.5))]
    plan = lay_out(crowd, MIDNIGHT)
    assert plan.lanes == {"A": MOST_LANES, "B": 1}
    assert all(block.at >= 1 and block.at + block.steps - 1 <= MOST_STEPS and 1 <= block.lane <= MOST_LANES for block in plan.blocks)
