"""Lifecycles: the table read as a grid, and the refusals it drives. Each domain's test writes its own grid once more."""

from enum import StrEnum

import pytest

from culture_week.core.lifecycle import Lifecycle, NotPossibleNow
from culture_week.core.text import in_language


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


LAMP = Lifecycle(
    ("switch_on", (Lamp.OFF,), Lamp.ON, "anybody"),
    ("drop", (Lamp.OFF, Lamp.ON), Lamp.BROKEN, "nobody"),
)


def grid(text: str) -> dict[str, dict[str, str]]:
    """By action and state, the state that follows: a line for each action, `.` where it may not start."""
    states, *rows = (line.split() for line in text.strip().splitlines())
    assert all(len(row) == len(states) + 1 for row in rows), "each line names its action and has a cell for each state"
    return {action: dict(zip(states, cells, strict=True)) for action, *cells in rows}


def grid_of(lifecycle: Lifecycle, states: type[StrEnum]) -> dict[str, dict[str, str]]:
    """The same of the product's own table, by what it answers."""
    return {
        action: {state.value: lifecycle.target(action).value if lifecycle.allows(action, state) else "." for state in states}
        for action, *_ in lifecycle.moves
    }


def test_lifecycle_is_what_its_rows_say():
    assert grid_of(LAMP, Lamp) == grid("""
                off     on      broken
    switch_on   on      .       .
    drop        broken  broken  .
    """)


def test_sources_are_what_the_update_asks_for():
    assert (LAMP.sources("drop"), LAMP.target("drop")) == ((Lamp.OFF, Lamp.ON), Lamp.BROKEN)


def test_action_that_no_row_names_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        LAMP.allows("polish", Lamp.ON)


@pytest.mark.parametrize(("language", "says"), [("id", "Ini tidak bisa dilakukan lagi."), ("en", "This can no longer be done.")])
def test_refusal_is_said_in_the_readers_language(app, language, says):
    refusal = NotPossibleNow("drop", Lamp.BROKEN)
    assert (refusal.reason, refusal.status, str(refusal)) == ("not-possible-now", 409, "drop from broken")
    with in_language(language):
        assert refusal.text().startswith(says)
