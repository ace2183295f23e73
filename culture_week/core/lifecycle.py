"""What may happen to a thing, as a table: it drives both the refusal and the buttons of a page."""

from enum import StrEnum
from typing import Generic, TypeVar

from culture_week.core.errors import Refusal
from culture_week.core.text import lazy_gettext

State = TypeVar("State", bound=StrEnum)


class NotPossibleNow(Refusal):
    """The thing's state does not allow this action."""

    reason = "not-possible-now"

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action} from {state}")

    def text(self) -> str:
        return str(lazy_gettext("Ini tidak bisa dilakukan lagi. Muat ulang halaman untuk melihat keadaan terbaru."))


class Lifecycle(Generic[State]):
    """Rows of (action, states it may start from, state it leads to, who does it)."""

    def __init__(self, *moves: tuple[str, tuple[State, ...], State, str]) -> None:
        self.moves = moves
        self._by_action = {action: (sources, target) for action, sources, target, _ in moves}

    def sources(self, action: str) -> tuple[State, ...]:
        """The states from which `action` may start; for the WHERE of the UPDATE that makes the move."""
        return self._by_action[action][0]

    def target(self, action: str) -> State:
        """The state that `action` leads to."""
        return self._by_action[action][1]

    def allows(self, action: str, state: State) -> bool:
        """Whether `action` may start from `state`."""
        return state in self.sources(action)
