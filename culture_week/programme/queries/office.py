"""The whole programme as the office plans it, and what a change of one event would mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo

from culture_week.festival.queries import EventFacts, GateFacts, Place, gates_of, places
from culture_week.festival.queries.office import events_of
from culture_week.festival.rules import Times
from culture_week.festival.states import ON
from culture_week.performers.queries import group_names_of
from culture_week.programme.queries.watching import count_watchers
from culture_week.programme.rules.check import Problem, problems_of
from culture_week.programme.rules.clashes import Slot
from culture_week.sales.queries import OfferToEdit, offers_that_share, offers_to_edit
from culture_week.ticketing.queries.holders import Holders, count_holders
from culture_week.ticketing.queries.tickets import offer_ids_of, offer_ids_of_event, places_of_events


@dataclass(frozen=True)
class Impact:
    """Whom a change concerns and what it meets. `sale_ends_later` is how much the sale moves with the event."""

    holders: Holders
    watchers: int
    offers: list[OfferToEdit]
    gates: list[GateFacts]
    problems: list[Problem]
    sale_ends_later: timedelta


def problems_in(edition_id: int, zone: tzinfo) -> list[Problem]:
    """Everything that is wrong with the programme of an edition."""
    events = events_of(edition_id)
    return problems_of(_slots(events), [], _capacities(), _sizes(events), zone)


def impact_of(event: EventFacts, place: Place, times: Times, zone: tzinfo) -> Impact:
    """What it would mean for an event to be at that place and time."""
    moved = replace(event, venue_id=place.venue_id, area_id=place.area_id, times=times, projected_starts_at=None, projected_ends_at=None)
    others = [other for other in events_of(event.edition_id) if other.id != event.id]
    (slot,) = _slots([moved], whatever_state=True)
    return Impact(
        holders=count_holders(event.id),
        watchers=count_watchers(event.id),
        offers=offers_to_edit(offer_ids_of_event(event.id)),
        gates=[gate for gate in gates_of(event.edition_id) if gate.venue_id == place.venue_id],
        problems=problems_of([slot], _slots(others), _capacities(), _sizes([event]), zone),
        sale_ends_later=times.starts_at - event.times.starts_at,
    )


def events_that_share_places(event_ids: Sequence[int]) -> set[int]:
    """Those of them with tickets whose quota serves an event besides these, so that their sale cannot be closed on its own."""
    offer_ids = offer_ids_of(tuple(event_ids))
    shared = offers_that_share([offer_id for ids in offer_ids.values() for offer_id in ids])
    return {event_id for event_id, ids in offer_ids.items() if not shared.isdisjoint(ids)}


def _slots(events: Sequence[EventFacts], whatever_state: bool = False) -> list[Slot]:
    groups = group_names_of(tuple(event.id for event in events))
    return [
        Slot(
            key=event.code,
            title=event.title,
            venue_id=event.venue_id,
            area_id=event.area_id,
            starts_at=event.projected_starts_at or event.times.starts_at,
            ends_at=event.projected_ends_at or event.times.ends_at,
            groups=frozenset(groups.get(event.id, ())),
        )
        for event in events
        if whatever_state or event.state in ON
    ]


def _capacities() -> dict[int, int | None]:
    return {place.venue_id: place.capacity for place in places()}


def _sizes(events: Sequence[EventFacts]) -> dict[str, int]:
    counted = places_of_events(tuple(event.id for event in events))
    return {event.code: counted[event.id][1] for event in events if event.id in counted}
