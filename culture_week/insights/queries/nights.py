"""The nights in which old data were erased."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.insights.models import RetentionNight


@dataclass(frozen=True)
class Night:
    """`erased` counts by rule; a night that has not ended yet is under way, or its process died and another takes over."""

    on: date
    lease_until: datetime
    erased: dict[str, int]
    ended_at: datetime | None

    def is_taken(self, now: datetime) -> bool:
        """Whether there is nothing to do for another process."""
        return self.ended_at is not None or self.lease_until >= now


_COLUMNS = (RetentionNight.on, RetentionNight.lease_until, RetentionNight.erased, RetentionNight.ended_at)


def night(on: date) -> Night | None:
    """The erasing of one night."""
    row = session.execute(select(*_COLUMNS).where(RetentionNight.on == on)).one_or_none()
    return Night(*row) if row else None


def latest_nights(limit: int) -> list[Night]:
    """The newest first."""
    return [Night(*row) for row in session.execute(select(*_COLUMNS).order_by(RetentionNight.on.desc()).limit(limit))]
