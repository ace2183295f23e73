"""How one process counts: by key, for a time, and without keeping what is over."""

from types import SimpleNamespace

import pytest

from culture_week.core import limits
from culture_week.core.limits import SweptMemory


@pytest.fixture
def clock(monkeypatch):
    """The counters' time in seconds, moved by hand."""
    clock = SimpleNamespace(now=1000.0)
    clock.time = lambda: clock.now
    monkeypatch.setattr(limits, "time", clock)
    monkeypatch.setattr("limits.storage.memory.time", clock)
    return clock


def test_hits_are_counted_by_key_until_they_are_over(clock):
    memory = SweptMemory()
    assert [memory.incr("a", 60), memory.incr("a", 60), memory.incr("b", 60)] == [1, 2, 1]
    clock.now += 59
    assert memory.incr("a", 60) == 3
    clock.now += 2
    assert memory.incr("a", 60) == 1


def test_counters_that_are_over_are_not_kept(clock):
    memory = SweptMemory()
    for number in range(1000):
        memory.incr(f"caller {number}", 10)
    clock.now += 11
    memory.incr("somebody new", 10)
    assert set(memory.storage) == set(memory.expirations) == {"somebody new"}
