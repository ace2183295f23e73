"""The table in which the office sends events: its columns in both languages, its template, and how it is read."""

from dataclasses import dataclass
from typing import Any

from culture_week.core.spreadsheet.reading import by_heading, fold, read_table
from culture_week.core.spreadsheet.writing import Sheet, write_xlsx
from culture_week.core.text import LANGUAGES, current_language, in_language
from culture_week.festival.states import Audience
from culture_week.festival.words import ACCESS, AUDIENCES, CATEGORIES, KINDS

# field: heading in Indonesian, heading in English
COLUMNS = {
    "code": ("Kode", "Code"),
    "title_id": ("Judul", "Title in Indonesian"),
    "title_en": ("Judul bahasa Inggris", "Title"),
    "description_id": ("Uraian", "Description in Indonesian"),
    "description_en": ("Uraian bahasa Inggris", "Description"),
    "kind": ("Jenis", "Kind"),
    "category": ("Kategori", "Category"),
    "more_categories": ("Kategori lain", "More categories"),
    "venue": ("Tempat", "Venue"),
    "area": ("Area", "Area"),
    "starts_on": ("Tanggal mulai", "Start date"),
    "starts_at": ("Jam mulai", "Start time"),
    "ends_on": ("Tanggal selesai", "End date"),
    "ends_at": ("Jam selesai", "End time"),
    "audience": ("Untuk siapa", "Audience"),
    "access": ("Akses", "Access"),
    "rain_plan_id": ("Bila hujan", "Rain plan in Indonesian"),
    "rain_plan_en": ("Bila hujan bahasa Inggris", "Rain plan"),
    "performers": ("Penampil", "Performers"),
    "price": ("Harga", "Price"),
    "quota": ("Kuota", "Quota"),
    "max_per_order": ("Maksimal per pemesanan", "Maximum per order"),
}
REQUIRED = ("title_id", "kind", "category", "venue", "starts_on", "starts_at", "ends_at")
# One cell may hold several of these, with a semicolon between them.
EVERYONE = {"id": "Semua orang", "en": "Everyone"}
_HEADINGS = {fold(name): field for field, names in COLUMNS.items() for name in (field, *names)}
TEMPLATE_NAMES = {"id": ("Acara", "Daftar"), "en": ("Events", "Lists")}

Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True)
class EventRows:
    """What a file holds: its rows by field, and the headings of required columns that it lacks."""

    rows: Rows
    lacking: list[str]


def heading(field: str) -> str:
    """What a column is called in the reader's language."""
    return COLUMNS[field][LANGUAGES.index(current_language())]


def read_rows(content: bytes) -> EventRows:
    """The events of a file. Raises `UnreadableTable`."""
    table = read_table(content)
    present = {_HEADINGS.get(fold(cell)) for cell in table[0].cells}
    return EventRows(by_heading(table, _HEADINGS), [field for field in REQUIRED if field not in present])


def choices() -> dict[str, dict[str, Any]]:
    """By field, what each folded word of a closed list means: its code and its name in either language."""
    known: dict[str, dict[str, Any]] = {field: {} for field in ("kind", "category", "audience", "access")}
    for language in LANGUAGES:
        for field, names in _lists(language).items():
            for value, name in names.items():
                known[field] |= {fold(value): value, fold(name): value}
    return known | {"more_categories": known["category"]}


def _lists(language: str) -> dict[str, dict[Any, str]]:
    with in_language(language):
        return {
            "kind": {kind: str(name) for kind, name in KINDS.items()},
            "category": {category: str(name) for category, name in CATEGORIES.items()},
            "audience": {audience: str(name or EVERYONE[language]) for audience, name in AUDIENCES.items()},
            "access": {access: str(name) for access, (_icon, name) in ACCESS.items()},
        }


def template(places: list[tuple[str, str]], example: dict[str, Any]) -> bytes:
    """An XLSX file to fill in, with the closed lists and `places` (code, name) on its second sheet."""
    language = current_language()
    first, second = TEMPLATE_NAMES[language]
    lists = _lists(language)
    columns = {field: list(names.values()) for field, names in lists.items()} | {"venue": [code for code, _name in places]}
    headings = [*(heading(field) for field in columns), heading("venue") + " +"]
    columns["names"] = [name for _code, name in places]
    longest = max(map(len, columns.values()))
    rows = [[values[at] if at < len(values) else "" for values in columns.values()] for at in range(longest)]
    fields = list(COLUMNS)
    choosable = {
        fields.index(field): f"='{second}'!${letter}$2:${letter}${len(values) + 1}"
        for letter, (field, values) in zip("ABCDE", columns.items(), strict=False)
        if field != "access" and values
    }
    example = {"kind": columns["kind"][1], "category": columns["category"][6], "audience": lists["audience"][Audience.EVERYONE]} | example
    shown = [[example.get(field, "") for field in fields]]
    return write_xlsx([Sheet(first, [heading(field) for field in fields], shown, choosable), Sheet(second, headings, rows, width=30)])
