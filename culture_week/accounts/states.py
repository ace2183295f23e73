"""The roles that people have, and what a one-time link is for."""

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


class Purpose(StrEnum):
    """What a one-time link lets its holder do, once."""

    RESET_PASSWORD = "reset_password"
    CHOOSE_PIN = "choose_pin"
    SIGN_IN = "sign_in"
    CONFIRM_OLD_EMAIL = "confirm_old_email"
    CONFIRM_NEW_EMAIL = "confirm_new_email"
