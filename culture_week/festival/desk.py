"""The edition that somebody at the desk works on: the current one, or another that they chose for this log-in."""

from collections.abc import Callable

from flask import abort, g, session

from culture_week.festival.queries import CurrentEdition, current_edition, edition_by_code, is_prepared

_FIELD = "edition-at-the-desk"


def desk_edition() -> CurrentEdition | None:
    """What the pages of the desk speak of; the same all through a request."""
    if "desk_edition" not in g:
        chosen = session.get(_FIELD)
        g.desk_edition = (edition_by_code(chosen) if isinstance(chosen, str) else None) or current_edition()
    edition: CurrentEdition | None = g.desk_edition
    return edition


def desk_edition_or_404() -> CurrentEdition:
    """The same; a site without any edition has nothing to work on."""
    return desk_edition() or abort(404)


def is_elsewhere() -> bool:
    """Whether the desk works on another edition than the one that visitors see."""
    return _FIELD in session and desk_edition() != current_edition()


def work_on(code: str) -> None:
    """From now on the desk speaks of this edition, until this log-in ends."""
    session[_FIELD] = code
    g.pop("desk_edition", None)


def stay_within(may_plan: Callable[[int], bool]) -> None:
    """Back to the current edition, unless somebody may plan the one they chose, and it is still prepared or the current one theirs too."""
    chosen, current = (desk_edition(), current_edition()) if _FIELD in session else (None, None)
    if chosen and not (may_plan(chosen.id) and (current is None or may_plan(current.id) or is_prepared(chosen.id))):
        del session[_FIELD]
        g.pop("desk_edition", None)
