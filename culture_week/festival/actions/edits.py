"""What an organizer does to editions and announcements beside typing other words, and what the audit trail calls what is typed."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from culture_week.core import audit
from culture_week.core.codes import new_code
from culture_week.core.database import session
from culture_week.festival.models import Announcement, Area, Edition, Gate, Venue
from culture_week.festival.queries import edition_code
from culture_week.festival.rules import OnlyEdition


def subject_of(row: Edition | Venue | Area | Gate | Announcement, inside: str = "") -> str:
    """What the audit trail calls such a thing; an area's venue and a gate's edition stand before its code."""
    name = {Edition: "edition", Venue: "venue", Area: "area", Gate: "gate", Announcement: "announcement"}[type(row)]
    return f"{name}:{inside}{row.code}"


def publish_edition(*, edition: Edition, published: bool, by: str, now: datetime) -> None:
    """Shows an edition to everybody, or takes it back into preparation. Raises `OnlyEdition` where nothing would be left to see."""
    row = session.get(Edition, edition.id, populate_existing=True)
    assert row is not None
    row.published_at = (row.published_at or now) if published else None
    session.flush()
    if not session.scalar(select(exists().where(Edition.published_at.is_not(None)))):
        raise OnlyEdition()
    audit.record_sealed(by=by, now=now, action="publish" if published else "unpublish", subject=subject_of(row))


def announce(*, edition_id: int, values: dict[str, Any], by: str, now: datetime) -> None:
    """A new line above every visitor page."""
    code = new_code()
    session.add(Announcement(edition_id=edition_id, code=code, **values))
    session.flush()
    told = audit.differences({}, values)["after"]
    audit.record_sealed(by=by, now=now, action="announce", subject=f"announcement:{edition_code(edition_id)}/{code}", after=told)


def withdraw_announcement(*, announcement: Announcement, by: str, now: datetime) -> None:
    """Takes a line away."""
    session.execute(delete(Announcement).where(Announcement.id == announcement.id))
    audit.record_sealed(by=by, now=now, action="withdraw", subject=subject_of(announcement), before={"text": announcement.text})
