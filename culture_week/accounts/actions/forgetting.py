"""Erasing log-ins, links and invitations that are long over."""

from datetime import datetime

from sqlalchemy import delete, select

from culture_week.accounts.models import Invitation, LogIn, OneTimeLink
from culture_week.core.database import session


def forget_log_ins(*, before: datetime, limit: int) -> int:
    """Deletes log-ins that were over before `before`; returns how many. That somebody logged in stays in the audit trail."""
    over = select(LogIn.id).where(LogIn.expires_at < before).order_by(LogIn.id).limit(limit)
    return len(session.scalars(delete(LogIn).where(LogIn.id.in_(over)).returning(LogIn.id)).all())


def forget_links(*, before: datetime, limit: int) -> int:
    """Deletes one-time links and invitations that were over before `before`, with the contacts in them; returns how many."""
    gone = 0
    for table in (OneTimeLink, Invitation):
        over = select(table.id).where(table.expires_at < before).order_by(table.id).limit(limit)
        gone += len(session.scalars(delete(table).where(table.id.in_(over)).returning(table.id)).all())
    return gone
