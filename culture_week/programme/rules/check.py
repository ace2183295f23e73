"""What is wrong with a programme as it is planned: for all of it, or for one event in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from culture_week.programme.rules.clashes import Clash, Slot, overlapping, prayers_met, share_place

TOO_SMALL = "venue-too-small"


@dataclass(frozen=True)
class Problem:
    """Something that somebody should look at. `kind` is a clash or `TOO_SMALL`; `other` is whom the event meets."""

    kind: str
    event: Slot
    other: Slot | None = None


def problems_of(
    new: Sequence[Slot], others: Sequence[Slot], capacities: Mapping[int, int | None], sizes: Mapping[str, int], zone: tzinfo
) -> list[Problem]:
    """What is wrong with the `new` events among themselves and beside the `others`, in order of time.

    `capacities` in people by venue id; `sizes`: by key, for how many people there are tickets.
    """
    found: list[Problem] = []
    for slot, other in overlapping(new, others):
        if share_place(slot, other):
            found.append(Problem(Clash.VENUE, slot, other))
        if slot.groups & other.groups:
            found.append(Problem(Clash.GROUP, slot, other))
    for slot in new:
        found += [Problem(prayer, slot) for prayer in prayers_met(slot, zone)]
        capacity = capacities.get(slot.venue_id)
        if capacity is not None and sizes.get(slot.key, 0) > capacity:
            found.append(Problem(TOO_SMALL, slot))
    return sorted(found, key=lambda problem: (problem.event.starts_at, problem.event.key, problem.kind))
