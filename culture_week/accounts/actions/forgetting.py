"""Erasing log-ins that are long over."""

from datetime import datetime

from sqlalchemy import delete, select

from culture_week.accounts.models import LogIn
from culture_week.core.database import session


def forget_log_ins(*, before: datetime, limit: int) -> int:
    """Deletes log-ins that were over before `before`; returns how many. That somebody logged in stays in the audit trail."""
    over = select(LogIn.id).where(LogIn.expires_at < before).order_by(LogIn.id).limit(limit)
    return len(session.scalars(delete(LogIn).where(LogIn.id.in_(over)).returning(LogIn.id)).all())
