"""The parts that start servers of their own: how long a start takes, what memory is needed, and ten times the data."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

from benchmarks import databases, servers, visits
from benchmarks.load import Visit, percentile
from benchmarks.measure import Bench, Crowd, Rounds, failures, slower
from benchmarks.noise import disturbance
from benchmarks.parts import CROWD
from benchmarks.report import Measured

STARTS = 3
SMALL, LARGE = "city", "large"  # scales of the demo festival; the second has ten times the events and tickets


def start(bench: Bench) -> list[Measured]:
    """From the command to the first page, on a filled database; and the memory of everything after load."""
    folder = bench.folder / "start"
    with bench.new_database("start") as url:
        festival = databases.fill(url, folder, SMALL)
        site, bare = ([_seconds_to_start(bench, run, url, folder) for _ in range(STARTS)] for run in (servers.site, servers.bare))
        with servers.site(url, folder) as server:
            for crowd in _crowds(festival):
                bench.load(server, crowd(), CROWD, bench.seconds)
            memory = server.memory()
    ours, theirs = {"seconds": median(site)}, {"seconds": median(bare)}
    return [
        Measured("start to first page", ours, theirs, {"seconds": 3}),
        Measured(f"memory after load, {servers.WORKERS} web workers, message worker, supervisor", {"memory": memory}, {}, {"memory": 350}),
    ]


def _seconds_to_start(bench: Bench, run: servers.Start, url: str, folder: Path) -> float:
    with disturbance(bench.disturbances), run(url, folder) as server:
        return server.start_seconds


def _crowds(festival: databases.Festival) -> list[Crowd]:
    """Everything that people do."""
    book_by_web = partial(visits.repeat, visits.book_by_web, "HOT", festival["offers"]["HOT"])
    return [
        partial(visits.pages, "/"),
        partial(visits.pages, f"/jadwal/{festival['today']}"),
        _event_page,
        book_by_web,
        *_measured_crowds(festival).values(),
    ]


def _measured_crowds(festival: databases.Festival) -> dict[str, Crowd]:
    payloads, tokens = iter(festival["payloads"]), cycle(festival["tokens"])

    def scans() -> Iterator[Visit]:
        return map(visits.scan, tokens, payloads)

    return {
        "booking, API": partial(visits.repeat, visits.book_by_api, festival["offers"]["HOT"]),
        "scan, API": scans,
    }


def growth(bench: Bench) -> list[Measured]:
    """The site on little and on ten times as much data, in turn, one client."""
    small, large = bench.folder / "small", bench.folder / "large"
    rows = []
    with bench.new_database("small") as small_url, bench.new_database("large") as large_url:
        few, many = databases.fill(small_url, small, SMALL), databases.fill(large_url, large, LARGE)
        with servers.site(large_url, large) as large_site, servers.site(small_url, small) as small_site:
            few_crowds, many_crowds = _measured_crowds(few), _measured_crowds(many)
            for work in many_crowds:
                rows.append(_growth(work, bench.beside((large_site, many_crowds[work]), (small_site, few_crowds[work]), 1)))
        with servers.rendering_site(large_url, large) as large_site, servers.rendering_site(small_url, small) as small_site:
            loads = bench.beside((large_site, _event_page), (small_site, _event_page), 1)
            rows.append(_growth("event page, full render", loads))
    return rows


def _growth(work: str, loads: Rounds) -> Measured:
    figures = {"median": percentile(loads[0], 0.5), "growth": slower(loads)}
    reference = {"median": percentile(loads[1], 0.5)}
    return Measured(f"{work}, alone, ten times the data", figures, reference, {"growth": 1.2}, failures(loads[0]))


def _event_page() -> Iterator[Visit]:
    return visits.pages("/acara/HOT")
