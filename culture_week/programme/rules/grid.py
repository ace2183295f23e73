"""Where the blocks of a day's grid stand: time runs down in steps of a quarter of an hour, each venue has its lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = timedelta(minutes=15)
STEPS_OF_HOUR = 4
# A title needs half an hour's height to be read.
FEWEST_STEPS = 2
# The style sheet knows this many.
MOST_STEPS = 96
MOST_LANES = 4


@dataclass(frozen=True)
class Span:
    """Something at a venue that begins and ends."""

    venue: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Block:
    """A span in the grid: it begins with row `at`, counted from 1, is `steps` rows long and stands in `lane` of its venue."""

    at: int
    steps: int
    lane: int


@dataclass(frozen=True)
class Plan:
    """The grid of a day: its hours of the clock, the blocks in the order of the spans, and how many lanes each venue needs."""

    hours: list[int]
    blocks: list[Block]
    lanes: dict[str, int]


def lay_out(spans: Sequence[Span], midnight: datetime) -> Plan:
    """The grid of spans in order of time on the day that begins at `midnight`; what overlaps stands side by side."""
    if not spans:
        return Plan([], [], {})
    first = min(span.starts_at - midnight for span in spans) // timedelta(hours=1)
    free_from: dict[str, list[int]] = {}
    blocks = [_place(span, midnight + timedelta(hours=first), free_from.setdefault(span.venue, [])) for span in spans]
    last = max(block.at - 1 + block.steps for block in blocks)
    hours = [(first + n) % 24 for n in range(-(-last // STEPS_OF_HOUR))]
    return Plan(hours, blocks, {venue: len(lanes) for venue, lanes in free_from.items()})


def _place(span: Span, first: datetime, free_from: list[int]) -> Block:
    at = min((span.starts_at - first) // STEP, MOST_STEPS - FEWEST_STEPS) + 1
    steps = min(max(-((first - span.ends_at) // STEP) - at + 1, FEWEST_STEPS), MOST_STEPS - at + 1)
    lane = next((n for n, free in enumerate(free_from) if free <= at), None)
    if lane is None and len(free_from) < MOST_LANES:
        free_from.append(0)
        lane = len(free_from) - 1
    lane = lane if lane is not None else MOST_LANES - 1
    free_from[lane] = max(free_from[lane], at + steps)
    return Block(at, steps, lane + 1)
