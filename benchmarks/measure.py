"""What every part measures with: rounds of the site and of a reference in turn, and rows made of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from statistics import median

from benchmarks.databases import Festival
from benchmarks.load import Load, Visit, percentile, run
from benchmarks.noise import disturbance
from benchmarks.report import Measured
from benchmarks.servers import Server

WARM_UP = 0.5  # seconds
Crowd = Callable[[], Iterator[Visit]]
# What the rounds of the site and of its reference came to, in pairs.
Rounds = tuple[list[Load], list[Load]]


@dataclass
class Bench:
    """One kind of database, and how long to measure: `rounds` of `seconds` each."""

    name: str
    folder: Path
    new_database: Callable[[str], AbstractContextManager[str]]
    seconds: float
    rounds: int
    complaints: list[str]
    disturbances: list[float]

    def load(self, server: Server, crowd: Iterator[Visit], clients: int, seconds: float) -> Load:
        """One round; what must not happen is printed at once and kept."""
        with disturbance(self.disturbances):
            load = run(server.port, crowd, clients, seconds)
        for words, times in load.failures.items():
            self.complain(f"{times} × {words}")
        return load

    def complain(self, words: str) -> None:
        """Says loudly what must not happen."""
        self.complaints.append(f"{self.name}: {words}")
        print(f"!!! WRONG: {self.complaints[-1]}", flush=True)

    def beside(self, site: tuple[Server, Crowd], reference: tuple[Server, Crowd], clients: int) -> Rounds:
        """Rounds of the site and of a reference in turn, behind a short one of each that does not count."""
        sides = (site, reference)
        for server, crowd in sides:
            self.load(server, crowd(), clients, WARM_UP)
        seconds = self.seconds if clients > 1 else self.seconds / 2
        rounds = [[self.load(server, crowd(), clients, seconds) for server, crowd in sides] for _ in range(self.rounds)]
        return [pair[0] for pair in rounds], [pair[1] for pair in rounds]


@dataclass
class Pair:
    """The site and the bare reference, running on one filled database."""

    bench: Bench
    url: str
    folder: Path
    site: Server
    bare: Server
    festival: Festival
    payloads: Iterator[str]
    rushes: Iterator[str]

    def beside(self, site: Crowd, bare: Crowd, clients: int) -> Rounds:
        """Rounds of both in turn."""
        return self.bench.beside((self.site, site), (self.bare, bare), clients)


def throughput(work: str, loads: Rounds, **target: float) -> Measured:
    """A row of rates: the median round's, the 99th percentile of all rounds together, and the median pair's ratio."""
    ours, theirs = ({"rate": median(load.rate for load in side), "p99": percentile(side, 0.99)} for side in loads)
    ours["ratio"] = median(site.rate / (reference.rate or nan) for site, reference in zip(*loads, strict=True))
    return Measured(work, ours, theirs, target, failures(loads[0]))


def alone(work: str, loads: Rounds, **target: float) -> Measured:
    """A row of median times to answer one client, and the median pair's ratio."""
    ours, theirs = ({"median": percentile(side, 0.5)} for side in loads)
    return Measured(work, {**ours, "ratio": 1 / slower(loads)}, theirs, target, failures(loads[0]))


def slower(loads: Rounds) -> float:
    """How many times as long the first side takes to answer as the second, in the median pair of rounds."""
    return median(percentile([first], 0.5) / percentile([second], 0.5) for first, second in zip(*loads, strict=True))


def failures(loads: list[Load]) -> int:
    """How many visits did not end as they must."""
    return sum(load.failures.total() for load in loads)
