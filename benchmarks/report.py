"""What was measured, as a Markdown table beside its targets."""

import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
# What a figure is: which way it must lie from its target, and how it is written.
KINDS = {
    "rate": ("≥", "{:,.0f} /s"),
    "p99": ("≤", "p99 {:.0f} ms"),
    "median": ("≤", "{:.1f} ms"),
    "seconds": ("≤", "{:.2f} s"),
    "slowest": ("≤", "slowest {:.2f} s"),
    "memory": ("≤", "{:.0f} MB"),
    "growth": ("≤", "× {:.2f}"),
    "requests": ("≤", "{:.0f} requests"),
    "ratio": ("≥", "{:.2f} of the reference"),
}


@dataclass(frozen=True)
class Measured:
    """One work on one database: its figures, those of its reference, and the targets, each by kind."""

    work: str
    figures: dict[str, float]
    reference: dict[str, float] = field(default_factory=dict)
    target: dict[str, float] = field(default_factory=dict)
    failures: int = 0

    def misses(self) -> list[str]:
        """The targets that were not met, in words."""
        missed = [_write(kind, self.figures[kind]) for kind, bound in self.target.items() if not _holds(kind, self.figures[kind], bound)]
        return missed + [f"{self.failures} wrong answers"] * bool(self.failures)

    def figure_words(self) -> str:
        """The figures without the ratio, which stands with the reference."""
        return ", ".join(_write(kind, value) for kind, value in self.figures.items() if kind != "ratio")

    def reference_words(self) -> str:
        """The reference's figures, and the ratio."""
        words = ", ".join(_write(kind, value) for kind, value in self.reference.items())
        return f"{words} → {self.figures['ratio']:.2f}" if words and "ratio" in self.figures else words

    def target_words(self) -> str:
        """The targets."""
        return ", ".join(f"{KINDS[kind][0]} {_write(kind, bound)}" for kind, bound in self.target.items()) or "–"


def _holds(kind: str, value: float, bound: float) -> bool:
    return value >= bound if KINDS[kind][0] == "≥" else value <= bound


def _write(kind: str, value: float) -> str:
    return KINDS[kind][1].format(value)


def table(measured: dict[str, list[Measured]]) -> str:
    """A row for each work, a column for each database."""
    databases = list(measured)
    works = {row.work: row for rows in measured.values() for row in rows}
    header = ["work", *databases, "reference → ratio", "target", "met?"]
    lines = [_line(header), _line("---" for _ in header)]
    for work, some in works.items():
        rows = {name: row for name in databases for row in measured[name] if row.work == work}
        figures = [rows[name].figure_words() if name in rows else "" for name in databases]
        references = " · ".join(filter(None, (row.reference_words() for row in rows.values())))
        lines.append(_line([work, *figures, references, some.target_words(), _verdict(rows)]))
    return "\n".join(lines)


def _verdict(rows: dict[str, Measured]) -> str:
    missed = [f"**{name}: {', '.join(row.misses())}**" for name, row in rows.items() if row.misses()]
    judged = any(row.target for row in rows.values())
    return "no: " + "; ".join(missed) if missed else "yes" if judged else ""


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def machine(postgresql: str) -> str:
    """What it was measured on."""
    cpu = next((line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    name = next(
        (line.split("=", 1)[1].strip('"') for line in _lines("/etc/os-release") if line.startswith("PRETTY_NAME")), platform.system()
    )
    python = f"Python {platform.python_version()}"
    when = f"{datetime.now().astimezone():%d %b %Y %H:%M}"
    return f"{when} · {cpu}, {os.cpu_count()} cores · {name} · {python} · PostgreSQL {postgresql}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def write(path: Path, text: str) -> None:
    """Puts `text` between the two marks of a file."""
    page = path.read_text()
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{path} has lost its marks {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
