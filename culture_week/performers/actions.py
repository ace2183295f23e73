"""Groups join the programme."""

from datetime import datetime

from sqlalchemy import delete, select, update

from culture_week.accounts.queries import account_code
from culture_week.core import audit
from culture_week.core.database import insert, session
from culture_week.core.rows import add_row, check_seen
from culture_week.festival.models import Event
from culture_week.festival.queries import event_subject
from culture_week.performers.models import Group, GroupMember, Performance
from culture_week.performers.queries import group_code, group_codes_of, group_id_by_code, line_up_mark


def add_group(*, code: str, name: str, by: str, now: datetime) -> int:
    """A new group; returns its id. A group that is there already is left as it is."""
    known = group_id_by_code(code)
    if known is not None:
        return known
    return add_row(model=Group, values={"code": code, "name": name}, subject=f"group:{code}", by=by, now=now)


def add_performance(*, event_id: int, group_id: int, position: int, by: str, now: datetime) -> None:
    """A group performs at an event, as the `position`-th of it."""
    session.add(Performance(event_id=event_id, group_id=group_id, position=position))
    audit.record_sealed(by=by, now=now, action="add_performance", subject=event_subject(event_id), performs=group_code(group_id))


def set_line_up(*, event_id: int, group_ids: dict[str, int], seen: str | None, by: str, now: datetime) -> None:
    """Who performs at an event, by code in their order; `seen` is the mark of who did. Raises `ChangedMeanwhile`."""
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update())
    before = group_codes_of(event_id)
    check_seen(seen, line_up_mark(before))
    session.execute(delete(Performance).where(Performance.event_id == event_id))
    session.add_all(Performance(event_id=event_id, group_id=group_id, position=n) for n, group_id in enumerate(group_ids.values()))
    session.flush()
    told = audit.differences({"groups": before}, {"groups": list(group_ids)})
    audit.record_sealed(by=by, now=now, action="set_line_up", subject=event_subject(event_id), **told)


def add_member(*, group_id: int, account_id: int, by: str, now: datetime) -> None:
    """The account speaks for the group from now on."""
    row = insert(GroupMember).values(group_id=group_id, account_id=account_id, since=now)
    session.execute(row.on_conflict_do_update(index_elements=["group_id", "account_id"], set_={"until": None}))
    audit.record_sealed(by=by, now=now, action="add_member", subject=f"group:{group_code(group_id)}", account=account_code(account_id))


def end_memberships(*, account_id: int, now: datetime) -> None:
    """The account speaks for no group any more. The audit row is its revoker's."""
    session.execute(update(GroupMember).where(GroupMember.account_id == account_id, GroupMember.until.is_(None)).values(until=now))
