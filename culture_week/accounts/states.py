"""The roles that staff have."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is for a scope: an edition, a venue or a gate."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    GATE = "gate"
