"""Who may do what where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from culture_week.accounts.states import GUESTS, Role

LONGEST_LOG_IN = timedelta(hours=12)
# A log-in in use moves its end in steps, so that most requests write nothing.
LOG_IN_STEP = timedelta(minutes=1)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128

_OFFICE = frozenset({Role.ADMIN, Role.ORGANIZER})
_STAFF = frozenset(Role) - GUESTS
_GATES = _OFFICE | {Role.GATE}
PERMISSIONS = {
    "staff.home": _STAFF,
    "gates.see": _GATES,
    "devices.enrol": _GATES,
    "devices.revoke": _OFFICE,
    "tickets.find": _GATES | {Role.DESK},
    "messages.send": _OFFICE,
    "programme.edit": _OFFICE,
    "programme.delay": _OFFICE | {Role.STAGE_MANAGER},
    "orders.see": _OFFICE | {Role.DESK},
    "orders.change": _OFFICE | {Role.DESK},
    "insights.see": _OFFICE,
    "exports.take": _OFFICE,
    "accounts.manage": _OFFICE,
    "guests.invite": _OFFICE | {Role.DESK},
    "audit.see": _OFFICE,
    "group.home": frozenset({Role.GROUP}),
    "vendor.home": frozenset({Role.VENDOR}),
    "development": _OFFICE,
}
# These concern the edition as a whole: a grant for one venue or gate is not enough.
EDITION_WIDE = frozenset(PERMISSIONS) - {"staff.home", "gates.see", "devices.enrol", "devices.revoke", "tickets.find", "programme.delay"}


def log_in_ends_at(*, started_at: datetime, now: datetime, idle: timedelta) -> datetime:
    """When a log-in that is used at `now` ends, unless it is used again: after `idle`, and at its full age at the latest."""
    return min(started_at + LONGEST_LOG_IN, now + idle)


@dataclass(frozen=True)
class GrantFacts:
    """A role and the scope in which it holds; None reaches over everything."""

    role: Role
    edition_id: int | None = None
    venue_id: int | None = None
    gate_id: int | None = None


@dataclass(frozen=True)
class Scope:
    """Where something stands."""

    edition_id: int
    venue_id: int | None = None
    gate_id: int | None = None


def covers(grant: GrantFacts, scope: Scope) -> bool:
    """Whether a grant reaches over `scope`."""
    pairs = ((grant.edition_id, scope.edition_id), (grant.venue_id, scope.venue_id), (grant.gate_id, scope.gate_id))
    return all(granted is None or granted == asked for granted, asked in pairs)


def may(grants: Iterable[GrantFacts], permission: str, scope: Scope) -> bool:
    """Whether any grant gives `permission` in `scope`. An unknown permission is given to nobody."""
    roles = PERMISSIONS.get(permission, frozenset())
    return any(grant.role in roles and covers(grant, scope) for grant in grants)


def may_somewhere(grants: Iterable[GrantFacts], permission: str, edition_id: int | None) -> bool:
    """Whether any grant gives `permission` for some object of the edition; the page then shows just those."""
    roles = PERMISSIONS.get(permission, frozenset())
    for grant in grants:
        narrow = grant.venue_id is not None or grant.gate_id is not None
        here = grant.edition_id is None or grant.edition_id == edition_id
        if grant.role in roles and here and not (narrow and permission in EDITION_WIDE):
            return True
    return False
