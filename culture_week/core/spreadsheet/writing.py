"""Writing tables for office programs, safe to open: no cell of ours is ever taken for a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sheet:
    """A sheet: its first row as headings, `widths` in characters, `choices` by column as a list to choose from."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    choices: dict[int, str] = field(default_factory=dict)
    width: int = 22


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one XLSX file; text stays text whatever it begins with."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, {**options, "default_date_format": "yyyy-mm-dd hh:mm", "remove_timezone": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F4E3C1", "bottom": 1, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(sheet.headings) - 1, 0), sheet.width)
            page.write_row(0, 0, sheet.headings, bold)
            for number, row in enumerate(sheet.rows, start=1):
                page.write_row(number, 0, row)
            for column, source in sheet.choices.items():
                page.data_validation(1, column, 2000, column, {"validate": "list", "source": source, "error_type": "warning"})
    return out.getvalue()
