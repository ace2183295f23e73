"""The roles that staff have."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is for a scope: an edition, a venue or a gate."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    CURATOR = "curator"
    CASHIER = "cashier"
    GATE = "gate"
    DESK = "desk"
    STAGE_MANAGER = "stage_manager"
    GROUP = "group"
    VENDOR = "vendor"


# Those who come to the festival with something of their own; everybody else is staff.
GUESTS = frozenset({Role.GROUP, Role.VENDOR})
