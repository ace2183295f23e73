"""Who may do what where."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from culture_week.accounts.states import GUESTS, Role
from culture_week.core.errors import Refusal
from culture_week.core.text import gettext

LONGEST_LOG_IN = timedelta(hours=12)
# Groups and vendors have one phone, their own.
GUEST_LOG_IN = timedelta(days=30)
# Whoever changes a way in shows one that is not older than this.
PROOF_LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(hours=72)
PIN_LINK_LASTS = timedelta(hours=72)
RESET_LASTS = timedelta(minutes=30)
MAILED_LINK_LASTS = timedelta(minutes=10)
EMAIL_CHANGE_LASTS = timedelta(hours=24)
MOST_DIGIT_MISSES = 5
RECOVERY_CODES = 10
# A log-in in use moves its end in steps, so that most requests write nothing.
LOG_IN_STEP = timedelta(minutes=1)
SHORTEST_PASSWORD = 12
FEWEST_LETTERS = 5  # different ones
LONGEST_PASSWORD = 128
# Long enough, and on every list of what people try first. Shorter ones are refused by their length.
COMMON_PASSWORDS = frozenset(
    {
        *("123456789012", "1234567890123456", "1q2w3e4r5t6y", "qwertyuiop12", "qwertyuiop123", "qwerty123456", "password1234"),
        *("password12345", "passw0rd1234", "iloveyou1234", "admin1234567", "administrator", "katasandi123", "rahasia12345"),
        *("sayang123456", "indonesia123", "indonesia1945", "bismillah123", "alhamdulillah", "tebingtinggi", "tebingtinggi123"),
        *("pekankebudayaan", "pekanbudaya2026"),
    }
)
# Beside those that repeat or count: 258000 and 147258 run down the keys, 159357 and 159753 cross them.
COMMON_PINS = frozenset({"112233", "123321", "147258", "159357", "159753", "258000", "456123", "654123", "789456"})

_OFFICE = frozenset({Role.ADMIN, Role.ORGANIZER})
_STAFF = frozenset(Role) - GUESTS
_GATES = _OFFICE | {Role.GATE}
# What every staff member does with their own account, whichever edition they work for.
OWN = "account.own"
PERMISSIONS = {
    "staff.home": _STAFF,
    OWN: _STAFF,
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
EDITION_WIDE = frozenset(PERMISSIONS) - {
    "staff.home",
    OWN,
    "gates.see",
    "devices.enrol",
    "devices.revoke",
    "tickets.find",
    "programme.delay",
}


# These show what is of all editions, so a role in one that is still prepared, or long over, is not enough.
OF_ALL_EDITIONS = frozenset({"messages.send", "audit.see", "development"})

# Those who see money, papers or everything show a second factor.
_WITH_SECOND_FACTOR = _OFFICE | {Role.CASHIER, Role.CURATOR}
# Nobody hands out, or takes, a role above their own.
RANK = {
    Role.ADMIN: 3,
    Role.ORGANIZER: 2,
    Role.CURATOR: 1,
    Role.CASHIER: 1,
    Role.DESK: 1,
    Role.STAGE_MANAGER: 1,
    Role.GATE: 1,
    Role.GROUP: 0,
    Role.VENDOR: 0,
}


class WeakPassword(Refusal):
    """Too short, absurdly long, or one that everybody tries first."""

    reason = "weak-password"
    status = 422

    def text(self) -> str:
        return gettext("Kata sandi paling sedikit %(n)d huruf, dan jangan yang mudah ditebak.", n=SHORTEST_PASSWORD)


class WeakPin(Refusal):
    """Not six digits, or six that everybody tries first."""

    reason = "weak-pin"
    status = 422

    def text(self) -> str:
        return gettext("PIN harus 6 angka, jangan yang berurutan, berulang atau mudah ditebak.")


class LinkOver(Refusal):
    """Used, withdrawn, too old, or never made."""

    reason = "link-over"
    status = 410

    def text(self) -> str:
        return gettext("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta yang baru.")


class AboveYourRole(Refusal):
    """Handing out or taking a role that is not theirs to give."""

    reason = "above-your-role"
    status = 403

    def text(self) -> str:
        return gettext("Anda tidak bisa memberi atau mencabut peran ini.")


class OwnRole(Refusal):
    """The last one to lock the door from inside."""

    reason = "own-role"

    def text(self) -> str:
        return gettext("Peran Anda sendiri hanya bisa diubah orang lain.")


class NoPassword(Refusal):
    """A guest's phone and PIN must not open the office."""

    reason = "no-password"

    def text(self) -> str:
        return gettext("Orang ini masuk dengan nomor dan PIN. Undang sebagai petugas, supaya punya akun dengan kata sandi.")


class ContactTaken(Refusal):
    """Another account has this address or number."""

    reason = "contact-taken"
    status = 422

    def text(self) -> str:
        return gettext("Alamat atau nomor ini sudah dipakai akun lain.")


def check_password(password: str) -> None:
    """Raises `WeakPassword`."""
    weak = len(set(password)) < FEWEST_LETTERS or password.lower().replace(" ", "") in COMMON_PASSWORDS
    if weak or not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPassword()


def check_pin(pin: str) -> None:
    """Raises `WeakPin`."""
    steps = {ord(after) - ord(before) for before, after in zip(pin, pin[1:], strict=False)}
    repeats = pin in (pin[:2] * 3, pin[:3] * 2)
    if len(pin) != 6 or not (pin.isascii() and pin.isdigit()) or steps in ({0}, {1}, {-1}) or repeats or pin in COMMON_PINS:
        raise WeakPin()


def log_in_ends_at(*, started_at: datetime, now: datetime, idle: timedelta, guest: bool = False) -> datetime:
    """When a log-in that is used at `now` ends, unless it is used again: after `idle`, and at its full age at the latest."""
    return now + GUEST_LOG_IN if guest else min(started_at + LONGEST_LOG_IN, now + idle)


def is_proof_fresh(proved_at: datetime, now: datetime) -> bool:
    """Whether the password was shown a moment ago; a way in is changed by nobody who found an unlocked screen."""
    return proved_at > now - PROOF_LASTS


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


def is_guest(grants: Iterable["GrantFacts"]) -> bool:
    """Whether somebody is a group's or vendor's voice and nothing else."""
    roles = {grant.role for grant in grants}
    return bool(roles) and roles <= GUESTS


def home_of(grants: Collection["GrantFacts"]) -> str:
    """The name of the page where somebody begins: staff at their desk, groups and vendors at their own page."""
    if not is_guest(grants):
        return "pages.staff_home"
    return "group.home" if any(grant.role is Role.GROUP for grant in grants) else "vendors.home"


def needs_second_factor(grants: Iterable["GrantFacts"]) -> bool:
    """Whether any role is one that must not hang on a password alone."""
    return any(grant.role in _WITH_SECOND_FACTOR for grant in grants)


def may_hand_out(grants: Iterable["GrantFacts"], wanted: "GrantFacts") -> bool:
    """Whether somebody may give, or take, this role in this scope.

    One of their own roles that manages accounts must rank as high and reach as far.
    """
    return any(
        grant.role in PERMISSIONS["accounts.manage"] and RANK[grant.role] >= RANK[wanted.role] and _reaches(grant, wanted)
        for grant in grants
    )


def is_held(grants: Iterable["GrantFacts"], wanted: "GrantFacts") -> bool:
    """Whether somebody has this role already, in this scope or a wider one."""
    return any(grant.role is wanted.role and _reaches(grant, wanted) for grant in grants)


def _reaches(grant: "GrantFacts", other: "GrantFacts") -> bool:
    pairs = ((grant.edition_id, other.edition_id), (grant.venue_id, other.venue_id), (grant.gate_id, other.gate_id))
    return all(own is None or own == asked for own, asked in pairs)


def may(grants: Iterable[GrantFacts], permission: str, scope: Scope) -> bool:
    """Whether any grant gives `permission` in `scope`. An unknown permission is given to nobody."""
    roles = PERMISSIONS.get(permission, frozenset())
    return any(grant.role in roles and covers(grant, scope) for grant in grants)


def reach_of(grants: Iterable[GrantFacts], permission: str) -> frozenset[int] | None:
    """The editions for the whole of which somebody has a permission; None where it is all of them, those to come as well."""
    roles = PERMISSIONS.get(permission, frozenset())
    own = {grant.edition_id for grant in grants if grant.role in roles and grant.venue_id is None and grant.gate_id is None}
    return None if None in own else frozenset(edition_id for edition_id in own if edition_id is not None)


def may_at_desk(grants: Iterable[GrantFacts], permission: str, *, desk_id: int | None, current_id: int | None) -> bool:
    """Whether somebody whose desk is about the edition `desk_id`, while visitors see `current_id`, gets to a page at all."""
    return may_somewhere(grants, permission, current_id if permission in OF_ALL_EDITIONS else desk_id)


def may_somewhere(grants: Iterable[GrantFacts], permission: str, edition_id: int | None) -> bool:
    """Whether any grant gives `permission` for some object of the edition; the page then shows just those."""
    roles = PERMISSIONS.get(permission, frozenset())
    for grant in grants:
        narrow = grant.venue_id is not None or grant.gate_id is not None
        here = permission == OWN or grant.edition_id is None or grant.edition_id == edition_id
        if grant.role in roles and here and not (narrow and permission in EDITION_WIDE):
            return True
    return False
