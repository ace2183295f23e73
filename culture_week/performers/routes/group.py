"""What a group sees of its own."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.forms import TextForm
from culture_week.festival.queries import current_edition
from culture_week.performers import queries
from culture_week.performers.words import CHANGES

group = Blueprint("group", __name__)


@group.get("/sanggar")
@requires("group.home")
def home() -> str:
    """The group's own page: where and when it performs, and what has changed."""
    edition = current_edition()
    groups = [
        {"name": name, "events": _events(group_id, edition.id) if edition else []} for group_id, name in queries.groups_of(current_user.id)
    ]
    return render_template("performers/home.html", groups=groups, edition=edition, form=TextForm())


def _events(group_id: int, edition_id: int) -> list[dict[str, Any]]:
    events = queries.events_of_group(group_id, edition_id)
    changes = queries.changes_of([event.id for event in events])
    return [{**vars(event), "changes": [(CHANGES[kind], at) for kind, at in changes.get(event.id, [])]} for event in events]
