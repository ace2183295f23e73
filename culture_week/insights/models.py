"""What insights keeps of its own: the nights in which old data were erased."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base


class RetentionNight(Base):
    """One night's erasing, taken by one process until `lease_until`; `erased` counts by rule, `ended_at` says it is through."""

    __tablename__ = "retention_night"

    on: Mapped[date] = mapped_column(primary_key=True)
    lease_until: Mapped[datetime]
    erased: Mapped[dict[str, Any]]
    ended_at: Mapped[datetime | None]
