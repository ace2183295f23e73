"""Who may hand out what, which PINs are refused, and what a device is called."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from culture_week.accounts.rules import (
    COMMON_PASSWORDS,
    COMMON_PINS,
    GUEST_LOG_IN,
    SHORTEST_PASSWORD,
    GrantFacts,
    WeakPassword,
    WeakPin,
    check_password,
    check_pin,
    is_guest,
    log_in_ends_at,
    may_hand_out,
)
from culture_week.accounts.rules.devices import device_name
from culture_week.accounts.rules.following import roles_that_follow
from culture_week.accounts.states import Role
from culture_week.accounts.totp import step_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    ("own", "wanted", "allowed"),
    [
        (GrantFacts(Role.ADMIN), GrantFacts(Role.ADMIN), True),
        (GrantFacts(Role.ADMIN, 1), GrantFacts(Role.ADMIN, 1), True),
        (GrantFacts(Role.ADMIN, 1), GrantFacts(Role.ADMIN), False),
        (GrantFacts(Role.ADMIN, 1), GrantFacts(Role.GATE, 2), False),
        (GrantFacts(Role.ORGANIZER, 1), GrantFacts(Role.ORGANIZER, 1), True),
        (GrantFacts(Role.ORGANIZER, 1), GrantFacts(Role.ADMIN, 1), False),
        (GrantFacts(Role.ORGANIZER, 1), GrantFacts(Role.GATE, 1, None, 7), True),
        (GrantFacts(Role.ORGANIZER, None, 5), GrantFacts(Role.GATE, 1), False),
        (GrantFacts(Role.DESK), GrantFacts(Role.GATE), False),
        (GrantFacts(Role.GATE), GrantFacts(Role.GATE), False),
    ],
)
def test_nobody_hands_out_more_than_they_have(own, wanted, allowed):
    assert may_hand_out([own], wanted) is allowed
    assert not may_hand_out([], wanted)


@pytest.mark.parametrize(
    ("held", "following"),
    [
        ([GrantFacts(Role.ORGANIZER, 1), GrantFacts(Role.DESK, 1)], [GrantFacts(Role.ORGANIZER, 2), GrantFacts(Role.DESK, 2)]),
        ([GrantFacts(Role.STAGE_MANAGER, 1, 5)], [GrantFacts(Role.STAGE_MANAGER, 2, 5)]),
        ([GrantFacts(Role.GATE, 1, None, 10)], [GrantFacts(Role.GATE, 2, None, 20)]),
        ([GrantFacts(Role.GATE, 1, None, 11)], []),  # there is no such gate, and no role for all of them instead
        ([GrantFacts(Role.ORGANIZER, 1), GrantFacts(Role.GATE, 2)], None),
        ([GrantFacts(Role.ORGANIZER, 1), GrantFacts(Role.ADMIN)], None),
        ([GrantFacts(Role.ORGANIZER, 3)], None),
        ([], None),
    ],
)
def test_whose_roles_follow_into_the_next_edition(held, following):
    gates = {10: (1, "UTARA"), 11: (1, "TIMUR"), 20: (2, "UTARA")}
    found = roles_that_follow({7: held}, gates, 1, 2).get(7)
    assert (found and found.roles) == following
    assert (found.gates_missing if found else []) == ["TIMUR" for grant in held if grant.gate_id == 11]


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "123456", "654321", "000000", "121212", "123123", "112233", "٢٩٤٦١٧", "29461a", "29 461"]
)
def test_weak_pins_are_refused(pin):
    with pytest.raises(WeakPin):
        check_pin(pin)


def test_other_pins_are_taken():
    check_pin("294617")


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("{code}", True), (" {code} ", True), ("{code:.3} {rest}", True), ("{code:.3}-{rest}", True), ("{code}0", False), ("", False)],
)
def test_a39_a_code_has_one_meaning_however_it_is_spaced(typed, fits):
    """A39: the step that is stored is the same for each spelling, so blanks make no new code of a used one."""
    code = pyotp.TOTP(SECRET).at(NOON)
    step = step_of(SECRET, typed.format(code=code, rest=code[3:]), NOON)
    assert step == (int(NOON.timestamp()) // 30 if fits else None)


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(seconds, fits):
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=seconds))
    assert (step_of(SECRET, code, NOON) is not None) is fits


def test_guests_stay_for_a_month_and_staff_for_half_an_hour():
    idle = timedelta(minutes=30)
    assert log_in_ends_at(started_at=NOON, now=NOON, idle=idle) == NOON + idle
    assert log_in_ends_at(started_at=NOON, now=NOON, idle=idle, guest=True) == NOON + GUEST_LOG_IN
    assert is_guest([GrantFacts(Role.GROUP)]) and not is_guest([]) and not is_guest([GrantFacts(Role.GROUP), GrantFacts(Role.GATE)])


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/122.0", "Firefox · Windows"),
        ("<script>alert(1)</script>", "–"),
    ],
)
def test_devices_have_names_that_people_know(agent, name):
    assert device_name(agent) == name


@pytest.mark.parametrize(
    "password", ["kurang", "x" * 129, "aaaaaaaaaaaaaaaa", "abababababab", "Password1234", "TEBING TINGGI", "123456789012"]
)
def test_weak_passwords_are_refused(password):
    with pytest.raises(WeakPassword):
        check_password(password)


def test_what_is_refused_is_worth_its_place_and_good_ones_pass():
    """What its length refuses, or a rule, need not stand in a list."""
    assert all(len(password) >= SHORTEST_PASSWORD and password == password.lower() for password in COMMON_PASSWORDS)
    assert all(len(pin) == 6 and pin.isdigit() for pin in COMMON_PINS)
    check_password("sebuah kalimat panjang")
    for pin in ("294617", "170845", "100200"):
        check_pin(pin)
