"""Who performs where."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from culture_week.core.database import Translated, session
from culture_week.core.rows import mark_of
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Event, EventChange, Venue
from culture_week.festival.states import ChangeKind, EventState
from culture_week.performers.models import Group, GroupMember, Performance

_NAMES = (
    select(Performance.event_id, Group.name)
    .join(Group, Group.id == Performance.group_id)
    .where(Performance.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(Performance.position)
)


@remembered
def group_names_of(event_ids: tuple[int, ...]) -> dict[int, list[str]]:
    """By event id, the names of its groups in their order; remembered for two seconds."""
    return group_names_now(event_ids)


def group_names_now(event_ids: Collection[int]) -> dict[int, list[str]]:
    """The same as it is this moment."""
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


def line_up_mark(group_codes: list[str]) -> str:
    """Stands in a form for who performed when it was opened."""
    return mark_of({"groups": group_codes})


def groups_of(account_id: int) -> list[tuple[int, str]]:
    """Id and name of the groups that an account speaks for."""
    query = select(Group.id, Group.name).join(GroupMember, GroupMember.group_id == Group.id)
    rows = session.execute(query.where(GroupMember.account_id == account_id, GroupMember.until.is_(None)).order_by(Group.name))
    return [(group_id, name) for group_id, name in rows]


def members() -> dict[int, str]:
    """By account id, the name of the group it speaks for."""
    query = select(GroupMember.account_id, Group.name).join(Group, Group.id == GroupMember.group_id)
    return {row[0]: row[1] for row in session.execute(query.where(GroupMember.until.is_(None)))}


@dataclass(frozen=True)
class OwnEvent:
    """An event as the groups that perform there need it; `position` is their place in its order, from 0."""

    id: int
    code: str
    title: Translated
    starts_at: datetime
    ends_at: datetime
    projected_starts_at: datetime | None
    state: EventState
    state_note: Translated | None
    venue_name: str
    address: str
    position: int


def events_of_group(group_id: int, edition_id: int) -> list[OwnEvent]:
    """Where a group performs in an edition, by time."""
    columns = (Event.id, Event.code, Event.title, Event.starts_at, Event.ends_at, Event.projected_starts_at, Event.state, Event.state_note)
    query = select(*columns, Venue.name, Venue.address, Performance.position).join(Performance, Performance.event_id == Event.id)
    query = query.join(Venue, Venue.id == Event.venue_id).where(Performance.group_id == group_id, Event.edition_id == edition_id)
    return [OwnEvent(*row) for row in session.execute(query.order_by(Event.starts_at, Event.id))]


def changes_of(event_ids: list[int]) -> dict[int, list[tuple[ChangeKind, datetime]]]:
    """By event id, what became different and when, the latest first."""
    changes: dict[int, list[tuple[ChangeKind, datetime]]] = defaultdict(list)
    query = select(EventChange.event_id, EventChange.kind, EventChange.at).where(EventChange.event_id.in_(event_ids))
    for event_id, kind, at in session.execute(query.order_by(EventChange.id.desc())):
        changes[event_id].append((kind, at))
    return changes
