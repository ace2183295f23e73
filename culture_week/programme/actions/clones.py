"""An edition is taken over into a new one: its gates, events, groups, ticket types and roles, on other days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from culture_week.core import audit
from culture_week.core.codes import new_code
from culture_week.core.database import Translated
from culture_week.festival.actions.setup import add_event, add_gate
from culture_week.festival.models import Event
from culture_week.festival.queries import gates_of
from culture_week.festival.queries.office import EditionFacts
from culture_week.performers.actions import add_performance
from culture_week.programme.actions.editions import begin_edition, give_same_roles
from culture_week.programme.queries.clones import SourceType, source_events, source_performances, source_types
from culture_week.programme.queries.imports import LONGEST_OFFER_CODE
from culture_week.programme.rules.clones import EVENTS, GATES, PARTS, PERFORMERS, ROLES, TICKETS, shifted
from culture_week.programme.rules.planned import said_of
from culture_week.sales.actions.offers import add_allowance, add_quota
from culture_week.ticketing.actions import add_ticket_type


@dataclass(frozen=True)
class Clone:
    """What is wanted: `parts` are those of `rules.clones.PARTS`, `account_id` is who has it afterwards."""

    source: EditionFacts
    code: str
    name: Translated
    starts_on: date
    parts: Collection[str]
    account_id: int | None
    zone: tzinfo

    @property
    def days(self) -> int:
        """How many days later it is."""
        return (self.starts_on - self.source.starts_on).days

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.source.ends_on + timedelta(days=self.days)

    def shifted(self, instant: datetime) -> datetime:
        """An instant of the source in the clone."""
        return shifted(instant, self.days, self.zone)


def clone_edition(*, clone: Clone, by: str, now: datetime) -> tuple[dict[str, int], list[tuple[str, list[str]]]]:
    """Makes the new edition, not published, with nothing sold; returns how many of each part, and who has no role there (`Given.without`).

    Raises `CodeTaken`.
    """
    edition_id = begin_edition(
        code=clone.code,
        name=clone.name,
        starts_on=clone.starts_on,
        ends_on=clone.ends_on,
        account_id=clone.account_id,
        source_id=clone.source.id,
        by=by,
        now=now,
    )
    counts, without = dict.fromkeys(PARTS, 0), []
    if GATES in clone.parts:
        for gate in gates_of(clone.source.id):
            add_gate(edition_id=edition_id, venue_id=gate.venue_id, code=gate.code, name=gate.name, by=by, now=now)
            counts[GATES] += 1
    if EVENTS in clone.parts:
        _clone_events(clone, edition_id, counts, by, now)
    if ROLES in clone.parts:
        source_id, giver_id = clone.source.id, clone.account_id
        given = give_same_roles(source_id=source_id, target_id=edition_id, giver_id=giver_id, by=by, now=now)
        counts[ROLES], without = given.roles, given.without
    audit.record_sealed(by=by, now=now, action="clone", subject=f"edition:{clone.code}", source=clone.source.code, **counts)
    return counts, without


def _clone_events(clone: Clone, edition_id: int, counts: dict[str, int], by: str, now: datetime) -> None:
    events = {event.id: _clone_event(event, clone, edition_id, by, now) for event in source_events(clone.source.id)}
    counts[EVENTS] = len(events)
    if PERFORMERS in clone.parts:
        for part in source_performances(list(events)):
            add_performance(event_id=events[part.event_id], group_id=part.group_id, position=part.position, by=by, now=now)
            counts[PERFORMERS] += 1
    if TICKETS in clone.parts:
        known = _Twins(by, now)
        for ticket_type in source_types(list(events)):
            _clone_type(ticket_type, events[ticket_type.event_id], clone, known)
            counts[TICKETS] += 1


def _clone_event(event: Event, clone: Clone, edition_id: int, by: str, now: datetime) -> int:
    times = ("starts_at", "ends_at", "entry_opens_at", "entry_closes_at")
    said = {**said_of(event), **{name: clone.shifted(getattr(event, name)) for name in times}}
    return add_event(edition_id=edition_id, code=event.code, **said, by=by, now=now)


class _Twins:
    """The new quota or allowance that stands for an old one, which several offers may share."""

    def __init__(self, by: str, now: datetime) -> None:
        self.by, self.now = by, now
        self.quotas: dict[int, int] = {}
        self.allowances: dict[int, int] = {}


def _clone_type(old: SourceType, event_id: int, clone: Clone, known: _Twins) -> None:
    offer = old.offer
    code = f"{offer.code.removesuffix(f'-{clone.source.code}')}-{clone.code}"
    code = code if len(code) <= LONGEST_OFFER_CODE else new_code()
    for quota in old.quotas:
        if quota.id not in known.quotas:
            known.quotas[quota.id] = add_quota(name=code, size=quota.size, by=known.by, now=known.now)
    if offer.allowance_id not in known.allowances:
        known.allowances[offer.allowance_id] = add_allowance(per_person=old.per_person)
    add_ticket_type(
        event_id=event_id,
        code=code,
        seller_id=offer.seller_id,
        allowance_id=known.allowances[offer.allowance_id],
        quota_ids=[known.quotas[quota.id] for quota in old.quotas],
        title=offer.title,
        price=offer.price,
        max_per_order=offer.max_per_order,
        per_person=old.per_person,
        sale_opens_at=clone.shifted(offer.sale_opens_at) if offer.sale_opens_at else None,
        sale_closes_at=clone.shifted(offer.sale_closes_at),
        by=known.by,
        now=known.now,
    )
