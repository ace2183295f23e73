"""Runs the parts that are asked for on both databases, prints the table and writes it to docs/performance.md."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import databases, parts, parts_alone, report, servers
from benchmarks.measure import Bench, Pair
from benchmarks.report import Measured
from config import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
# Those of the first table share a running site and bare reference, those of the second start their own.
TOGETHER: dict[str, Callable[[Pair], list[Measured]]] = {
    "event": parts.event,
    "programme": parts.programme,
    "booking": parts.booking,
    "web": parts.web,
    "scan": parts.scanning,
    "rush": parts.rush,
    "gunicorn": parts.gunicorn,
}
ALONE: dict[str, Callable[[Bench], list[Measured]]] = {"start": parts_alone.start, "growth": parts_alone.growth}
PARTS = (*TOGETHER, *ALONE)


def main() -> None:
    """Ends with 1 where an answer was wrong; a missed target is printed, but is no error: machines differ."""
    asked = _arguments()
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {' '.join(unknown)}; there are {' '.join(PARTS)}")
    complaints: list[str] = []
    disturbances: list[float] = []
    measured: dict[str, list[Measured]] = {}
    with tempfile.TemporaryDirectory(prefix="culture-week-bench-") as temporary, databases.postgresql_server(Path(temporary)) as server:
        machine = report.machine(databases.version(server))
        kinds = {"SQLite": partial(databases.sqlite, Path(temporary)), "PostgreSQL": partial(databases.postgresql, server)}
        for name, new_database in kinds.items():
            if asked.only in (None, name.lower()):
                folder = Path(temporary) / name.lower()
                folder.mkdir()
                bench = Bench(name, folder, new_database, asked.seconds, asked.rounds, complaints, disturbances)
                measured[name] = _measure(bench, asked.parts or list(PARTS))
    quiet = f"other programs took {median(disturbances):.0%} of the processors meanwhile, in the worst round {max(disturbances):.0%}"
    _tell(f"{machine} · {quiet}\n\n{report.table(measured)}", complaints, write=asked.write)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all if left out")
    parser.add_argument("--seconds", type=float, default=1.2, help="length of a round (1.2)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (5)")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database instead of both")
    parser.add_argument("--write", action="store_true", help="write the table to docs/performance.md")
    return parser.parse_args()


def _measure(bench: Bench, asked: list[str]) -> list[Measured]:
    rows: list[Measured] = []
    together = [name for name in TOGETHER if name in asked]
    if together:
        with _pair(bench) as pair:
            for name in together:
                rows += _timed(bench, name, partial(TOGETHER[name], pair))
    for name in ALONE:
        if name in asked:
            rows += _timed(bench, name, partial(ALONE[name], bench))
    return rows


@contextmanager
def _pair(bench: Bench) -> Iterator[Pair]:
    """The site and the bare reference on a database filled for them."""
    folder = bench.folder / "main"
    with bench.new_database("main") as url:
        festival = databases.fill(url, folder, parts_alone.SMALL, rushes=4 * parts.RUSHES)
        for difference in databases.differences(url, folder):
            bench.complain(difference)
        with servers.site(url, folder) as site, servers.bare(url, folder) as bare:
            yield Pair(bench, url, folder, site, bare, festival, iter(festival["payloads"]), iter(festival["rushes"]))


def _timed(bench: Bench, name: str, part: Callable[[], list[Measured]]) -> list[Measured]:
    began = time.perf_counter()
    print(f"{bench.name}: {name} …", flush=True)
    rows = part()
    for row in rows:
        print(f"  {row.work}: {row.figure_words()} (reference {row.reference_words() or '–'})")
        if row.misses():
            print(f"    MISSED {row.target_words()}: {', '.join(row.misses())}")
    print(f"  {time.perf_counter() - began:.0f} s", flush=True)
    return rows


def _tell(text: str, complaints: list[str], *, write: bool) -> None:
    if complaints:
        text += "\n\n**Wrong answers came, so these figures are worth nothing:**\n\n" + "\n".join(f"* `{words}`" for words in complaints)
    print(f"\n{text}\n")
    if write:
        report.write(PAGE, text)
        print(f"written to {PAGE.relative_to(PROJECT)}")
    if complaints:
        sys.exit(1)


if __name__ == "__main__":
    main()
