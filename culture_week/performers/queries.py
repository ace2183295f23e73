"""Who performs where."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.performers.models import Group, Performance


def group_names_of(event_ids: Collection[int]) -> dict[int, list[str]]:
    """By event id, the names of its groups in their order."""
    query = select(Performance.event_id, Group.name).join(Group, Group.id == Performance.group_id)
    names: dict[int, list[str]] = defaultdict(list)
    for event_id, name in session.execute(query.where(Performance.event_id.in_(event_ids)).order_by(Performance.position)):
        names[event_id].append(name)
    return names
