"""Reading one row of a sheet as an event."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from culture_week.core.spreadsheet.reading import fold, is_formula
from culture_week.festival.states import Audience
from culture_week.programme.rules.planned import Finding, Known, PlannedEvent

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 160, 4000, 120
LARGEST_PRICE, LARGEST_QUOTA, LARGEST_ORDER = 100_000_000, 1_000_000, 50
LONGEST_EVENT = timedelta(days=60)
CODE = re.compile(r"^[A-Z0-9][A-Z0-9-]*$")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


class RowReader:
    """Reads the cells of one row and adds what is wrong with them to `mistakes`."""

    def __init__(self, number: int, cells: dict[str, str], known: Known, mistakes: list[Finding]) -> None:
        self.number, self.cells, self.known, self.mistakes = number, cells, known, mistakes
        self.fine = True

    def wrong(self, field: str, problem: str, value: str = "") -> None:
        """Something is wrong with a cell."""
        self.mistakes.append(Finding(self.number, field, problem, value[:80]))
        self.fine = False

    def event(self) -> PlannedEvent | None:
        """The event of this row, or None where something is wrong with it."""
        for name, cell in self.cells.items():
            if is_formula(cell):
                self.wrong(name, "formula", cell)
        venue = self._named("venue", self.known.venues)
        starts_at, ends_at = self._times()
        quota = self._number("quota", 1, LARGEST_QUOTA)
        price = self._number("price", 0, LARGEST_PRICE)
        if price and not self.cells.get("quota"):
            self.wrong("quota", "price-without-quota")
        values: dict[str, Any] = {
            "code": self._code(),
            "title": self._translated("title", LONGEST_TITLE, required=True),
            "description": self._translated("description", LONGEST_TEXT) or {},
            "kind": self._choice("kind"),
            "category": self._choice("category"),
            "more_categories": tuple(self._choices("more_categories")),
            "venue_id": venue and venue.id,
            "area_id": self._named("area", venue.areas) if venue and self.cells.get("area") else None,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "audience": self._choice("audience") if self.cells.get("audience") else Audience.EVERYONE,
            "access": tuple(self._choices("access")),
            "rain_plan": self._translated("rain_plan", LONGEST_TEXT),
            "performers": self._performers(),
            "price": price or 0,
            "quota": quota,
            "max_per_order": self._number("max_per_order", 1, LARGEST_ORDER) or 5,
        }
        return PlannedEvent(**values) if self.fine else None

    def _code(self) -> str:
        code = self.cells.get("code", "").upper()
        if code and not (CODE.match(code) and len(code) <= self.known.longest_code):
            self.wrong("code", "bad-code", str(self.known.longest_code))
        return code

    def _text(self, name: str, text: str, longest: int) -> str:
        """As a form takes it: prose may have several lines, a title or a name has one, and nothing has control characters."""
        if longest < LONGEST_TEXT:
            text = " ".join(text.split())  # Alt+Enter makes a new line in a cell
        if len(text) > longest:
            self.wrong(name, "too-long", str(longest))
        if any(unicodedata.category(letter) == "Cc" and letter not in "\r\n\t" for letter in text):
            self.wrong(name, "bad-letter")
        return text

    def _translated(self, name: str, longest: int, required: bool = False) -> dict[str, str] | None:
        columns = {language: f"{name}_{language}" for language in ("id", "en")}
        texts = {language: self._text(column, self.cells.get(column, ""), longest) for language, column in columns.items()}
        if required and not texts["id"]:
            self.wrong(f"{name}_id", "missing")
        return {language: text for language, text in texts.items() if text} or None

    def _named(self, name: str, known: Mapping[str, Any]) -> Any:
        text = self.cells.get(name, "")
        found = known.get(fold(text)) if text else None
        if found is None:
            self.wrong(name, "not-there" if text else "missing", text)
        return found

    def _choice(self, name: str) -> Any:
        text = self.cells.get(name, "")
        found = self.known.choices[name].get(fold(text))
        if found is None:
            self.wrong(name, "not-in-list" if text else "missing", text)
        return found

    def _choices(self, name: str) -> Iterable[Any]:
        for word in _several(self.cells.get(name, "").replace(",", ";")):
            found = self.known.choices[name].get(fold(word))
            if found is None:
                self.wrong(name, "not-in-list", word)
            yield found

    def _performers(self) -> tuple[str, ...]:
        names = [self._text("performers", name, LONGEST_NAME) for name in _several(self.cells.get("performers", ""))]
        return tuple(dict.fromkeys(self.known.groups.get(fold(name), name) for name in names))

    def _number(self, name: str, least: int, most: int) -> int | None:
        text = re.sub(r"^rp\s*|[\s.]", "", self.cells.get(name, "").casefold())
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and least <= int(text[:12]) <= most and len(text) <= 12):
            self.wrong(name, "bad-number", f"{least}–{most}")
            return None
        return int(text)

    def _times(self) -> tuple[datetime | None, datetime | None]:
        starts_on, starts_at = self._day("starts_on"), self._clock("starts_at")
        ends_on = self._day("ends_on") if self.cells.get("ends_on") else starts_on
        ends_at = self._clock("ends_at")
        if starts_on is None or starts_at is None or ends_on is None or ends_at is None:
            return None, None
        start, end = (_instant(starts_on, starts_at, self.known.zone), _instant(ends_on, ends_at, self.known.zone))
        if end <= start:
            self.wrong("ends_at", "ends-before-start")
        if not self.known.starts_on <= starts_on <= self.known.ends_on:
            self.wrong("starts_on", "outside-edition", f"{self.known.starts_on} – {self.known.ends_on}")
        if end - start > LONGEST_EVENT:
            self.wrong("ends_on", "ends-late")
        return start, end

    def _day(self, name: str) -> date | None:
        text = self.cells.get(name, "")
        for pattern in DAYS:
            try:
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day of the city, no instant
            except ValueError:
                continue
        self.wrong(name, "bad-day" if text else "missing", text)
        return None

    def _clock(self, name: str) -> time | None:
        text = self.cells.get(name, "")
        found = re.match(r"^([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]00)?$", text)
        if found is None:
            self.wrong(name, "bad-clock" if text else "missing", text)
        return time(int(found[1]), int(found[2])) if found else None


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _instant(on: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(on, at, zone).astimezone(UTC)
