"""How much of the processors other programs took meanwhile: figures from a busy machine mean little."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# The database's processes belong to the measurement but are nobody's children here.
DATABASE = "(postgres)"


@contextmanager
def disturbance(shares: list[float]) -> Iterator[None]:
    """Adds the share (0 to 1) of all processors that neither this process, its children nor PostgreSQL took."""
    began, busy, own = time.perf_counter(), _busy(), _own()
    yield
    seconds = (time.perf_counter() - began) * (os.cpu_count() or 1)
    shares.append(max(0.0, (_busy() - busy) - (_own() - own)) / seconds)


def _busy() -> float:
    """Processor seconds spent since the machine started, by anybody and on other guests of the host."""
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


def _own() -> float:
    """Processor seconds spent by this process, its relatives and PostgreSQL, with those of their children that have ended."""
    spent, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(" ")[0].partition(") ")
        except OSError:
            continue
        words = rest.split()
        pid = int(path.parent.name)
        parents[pid] = int(words[1])
        spent[pid] = (sum(map(int, words[11:15])), name.endswith(DATABASE[:-1]))
    return sum(ticks for pid, (ticks, database) in spent.items() if database or _is_ours(pid, parents)) / TICKS


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid > 1:
        if pid == os.getpid():
            return True
        pid = parents.get(pid, 0)
    return False
