"""How a form of the office ends once it is valid: a row is added or changed, or the form says why not."""

from typing import Any

from flask import flash, redirect, url_for

from culture_week.core.clock import utc_now
from culture_week.core.database import Base, in_transaction
from culture_week.core.rows import ChangedMeanwhile, CodeTaken, add_row, change_row, mark_of
from culture_week.core.short_memory import forget_all
from culture_week.core.text import gettext


def saved(endpoint: str, told: str | None = None, **values: Any) -> Any:
    """To the page that shows what has just been changed and says so, with nothing remembered of how it was."""
    forget_all()
    flash(told or gettext("Tersimpan"))
    return redirect(url_for(endpoint, **values), 303)


def is_added(form: Any, model: type[Base], values: dict[str, Any], subject: str, by: str) -> bool:
    """Adds a row; False where its code is taken, which the form then says."""
    try:
        in_transaction(add_row, model=model, values=values, subject=subject, by=by, now=utc_now())
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        return False
    return True


def is_changed(form: Any, row: Base, values: dict[str, Any], subject: str, by: str) -> bool:
    """Changes a row; False where somebody was faster: the form says so, keeps what was typed, and may be sent once more."""
    try:
        in_transaction(change_row, row=row, values=values, seen=form.seen.data, subject=subject, by=by, now=utc_now())
    except ChangedMeanwhile as refusal:
        form.was_changed(refusal, mark_of(row))
        return False
    return True
