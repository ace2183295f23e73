"""Answers that change rarely and are asked for constantly, remembered by each process, mostly for two seconds."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 2.0
# By so long after a change no process answers any more from before it, and whoever did in that moment is written down.
SETTLES = timedelta(seconds=5)
MOST_ANSWERS = 5000

_answers: dict[object, tuple[float, object]] = {}


def remembered(query: Callable[P, T]) -> Callable[P, T]:
    """Remembers what `query` answers to the same positional arguments for at most two seconds."""
    return remembered_for(SECONDS)(query)


def remembered_for(seconds: float) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The same for so many seconds, where an older answer does as well and a new one is dear."""
    return lambda query: _remember(query, seconds)


def _remember(query: Callable[P, T], seconds: float) -> Callable[P, T]:
    @wraps(query)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (query, args)
        known = _answers.get(key)
        now = time.monotonic()
        if known is not None and known[0] > now:
            return known[1]  # type: ignore[return-value]
        result = query(*args, **kwargs)
        if len(_answers) >= MOST_ANSWERS:
            _answers.clear()
        _answers[key] = (now + seconds, result)
        return result

    return answer


def forget_all() -> None:
    """Forgets everything; for the process that has just changed what was remembered."""
    _answers.clear()
