"""Which roles follow from one edition into another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from culture_week.accounts.rules import GrantFacts


@dataclass(frozen=True)
class Following:
    """What somebody's roles would be in another edition, and the codes of their gates that are missing there."""

    roles: list[GrantFacts]
    gates_missing: list[str]


def roles_that_follow(
    grants: Mapping[int, Iterable[GrantFacts]], gates: Mapping[int, tuple[int, str]], source_id: int, target_id: int
) -> dict[int, Following]:
    """By account id, for everybody who has a role in one edition and none in another: what the same roles would be there.

    `gates` are edition and code by id: a role at a gate follows to the gate of the same code, where there is one.
    """
    there = {code: gate_id for gate_id, (edition_id, code) in gates.items() if edition_id == target_id}
    following: dict[int, Following] = {}
    for account_id, held in grants.items():
        of_source = [grant for grant in held if grant.edition_id == source_id]
        if of_source and not any(grant.edition_id in (None, target_id) for grant in held):
            following[account_id] = found = Following([], [])
            for grant in of_source:
                code = gates[grant.gate_id][1] if grant.gate_id else None
                if code is None or code in there:
                    found.roles.append(replace(grant, edition_id=target_id, gate_id=there[code] if code else None))
                else:
                    found.gates_missing.append(code)
    return following
