"""What the signed-in account may do at the desk, for whoever opens, links to or shows a page of it."""

from flask_login import current_user

from culture_week.accounts.rules import may_at_desk
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import current_edition


def may_here(permission: str) -> bool:
    """Whether it has a permission for some object of what its desk is about."""
    desk, current = desk_edition(), current_edition()
    return may_at_desk(current_user.grants, permission, desk_id=desk.id if desk else None, current_id=current.id if current else None)
