"""The office's pages for editions, places and announcements."""

from typing import Any

from flask import Blueprint, abort, redirect, url_for

from culture_week.core.short_memory import forget_all
from culture_week.festival.queries import CurrentEdition, current_edition

festival = Blueprint("festival", __name__, url_prefix="/staff")


def edition_or_404() -> CurrentEdition:
    """The current edition; without one there is nothing to set up but an edition."""
    edition = current_edition()
    if edition is None:
        abort(404)
    return edition


def saved(endpoint: str, **values: Any) -> Any:
    """To the page that shows what has just been changed, with nothing remembered of how it was."""
    forget_all()
    return redirect(url_for(endpoint, **values), 303)
