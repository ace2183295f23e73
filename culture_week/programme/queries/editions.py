"""What it means for those who work for the current edition when another takes its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from culture_week.accounts.queries import grants_in_force
from culture_week.accounts.rules import GrantFacts, may_hand_out
from culture_week.accounts.rules.following import roles_that_follow
from culture_week.festival.queries.office import EditionFacts, current_of, editions, gate_codes


@dataclass(frozen=True)
class LeftOut:
    """How many people have no role in `edition`, which then is current; how many roles they can be given, and who goes without.

    `waiting` have a role that somebody of higher rank must give, `gateless` one at a gate that is missing there.
    """

    edition: EditionFacts
    people: int
    roles: int
    waiting: int
    gateless: int


def left_out(giver: Iterable[GrantFacts]) -> dict[int, LeftOut]:
    """By the id of each edition: whom it leaves out if it is published or, where it is, taken back. `giver`: who would give roles."""
    everything, grants, gates, giver = editions(), grants_in_force(), gate_codes(), tuple(giver)
    current = current_of(everything)
    found = {}
    for edition in everything if current else ():
        then = current_of(everything, turned=edition.id)
        if current and then and then.id != current.id:
            following = roles_that_follow(grants, gates, current.id, then.id)
            given = [[may_hand_out(giver, role) for role in each.roles] for each in following.values()]
            waiting, gateless = sum(not all(may) for may in given), sum(bool(each.gates_missing) for each in following.values())
            found[edition.id] = LeftOut(then, len(following), sum(map(sum, given)), waiting, gateless)
    return found
