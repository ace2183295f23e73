"""Rows that several people edit: each is added under a code that no other has, and changed only as it was seen."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint

from culture_week.core import audit
from culture_week.core.codes import digest
from culture_week.core.database import Base, insert, session, table_of
from culture_week.core.errors import NotFound, Refusal
from culture_week.core.text import gettext


class CodeTaken(Refusal):
    """Another thing of this kind has the code."""

    reason = "code-taken"

    def text(self) -> str:
        return gettext("Kode ini sudah dipakai. Pilih kode lain.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed the thing since it was read."""

    reason = "changed-meanwhile"

    def text(self) -> str:
        return gettext("Ini baru saja diubah orang lain, jadi perubahan Anda belum disimpan. Periksa keadaan terbarunya, lalu ulangi.")


def mark_of(seen: Base | Mapping[str, Any]) -> str:
    """Stands in a form for what was read when it was opened: a row, or facts by name; another mark means another content."""
    facts = {column.key: getattr(seen, column.key) for column in table_of(type(seen)).columns} if isinstance(seen, Base) else dict(seen)
    return digest(json.dumps(facts, sort_keys=True, default=str))


def check_seen(seen: str | None, now: str) -> None:
    """Whether what was `seen` is what stands there `now`. Raises `ChangedMeanwhile`."""
    if seen != now:
        raise ChangedMeanwhile()


def insert_coded(model: type[Base], **values: Any) -> int:
    """A new row; returns its id. Raises `CodeTaken` where another of its kind has its code, and for no other reason."""
    table = table_of(model)
    code = next(one for one in table.constraints if isinstance(one, UniqueConstraint) and "code" in one.columns)
    row = insert(table).values(values).on_conflict_do_nothing(index_elements=list(code.columns)).returning(table.c.id)
    row_id: int | None = session.scalar(row)
    if row_id is None:
        raise CodeTaken()
    return row_id


def add_row(*, model: type[Base], values: dict[str, Any], subject: str, by: str, now: datetime) -> int:
    """A new thing with a code; returns its id. Raises `CodeTaken`."""
    row_id = insert_coded(model, **values)
    audit.record_sealed(by=by, now=now, action="add", subject=subject)
    return row_id


def change_row(*, row: Base, values: dict[str, Any], seen: str | None, subject: str, by: str, now: datetime) -> None:
    """Other values of a row that was `seen` as its mark says; nothing is left where nothing changes. Raises `ChangedMeanwhile`."""
    there = session.get(type(row), row.id, populate_existing=True, with_for_update=True)  # type: ignore[attr-defined]
    if there is None:
        raise NotFound()
    told = audit.differences({field: getattr(there, field) for field in values}, values)
    if not told["after"]:
        return
    check_seen(seen, mark_of(there))
    for field, value in values.items():
        setattr(there, field, value)
    session.flush()
    audit.record_sealed(by=by, now=now, action="change", subject=subject, **told)
