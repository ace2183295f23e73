"""Who performs where."""

from collections import defaultdict

from sqlalchemy import bindparam, select

from culture_week.core.database import session
from culture_week.core.short_memory import remembered
from culture_week.performers.models import Group, Performance

_NAMES = (
    select(Performance.event_id, Group.name)
    .join(Group, Group.id == Performance.group_id)
    .where(Performance.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(Performance.position)
)


@remembered
def group_names_of(event_ids: tuple[int, ...]) -> dict[int, list[str]]:
    """By event id, the names of its groups in their order; remembered for two seconds."""
    names: dict[int, list[str]] = defaultdict(list)
    for event_id, name in session.execute(_NAMES, {"event_ids": list(event_ids)}):
        names[event_id].append(name)
    return names


def group_id_by_code(code: str) -> int | None:
    """The id of the group with this code."""
    return session.scalar(select(Group.id).where(Group.code == code))


def group_ids_by_name() -> dict[str, int]:
    """Every group's id by its name; of several with one name, the oldest."""
    rows = session.execute(select(Group.name, Group.id).order_by(Group.id.desc()))
    return {name: group_id for name, group_id in rows}  # noqa: C416  a row is no pair to mypy


def group_code(group_id: int) -> str:
    """The public name of a group; it exists."""
    return session.scalars(select(Group.code).where(Group.id == group_id)).one()


def groups() -> list[Group]:
    """All groups by name."""
    return list(session.scalars(select(Group).order_by(Group.name, Group.code)))


def group_to_edit(code: str) -> Group | None:
    """A group."""
    return session.scalars(select(Group).where(Group.code == code)).one_or_none()


def group_codes_of(event_id: int) -> list[str]:
    """The codes of the groups that perform at an event, in their order."""
    query = select(Group.code).join(Performance, Performance.group_id == Group.id).where(Performance.event_id == event_id)
    return list(session.scalars(query.order_by(Performance.position, Group.code)))
