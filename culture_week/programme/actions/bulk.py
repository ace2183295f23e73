"""The same deed for several events, in one transaction: all of them, or none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from culture_week.core import audit
from culture_week.festival.actions.changes import edit_event
from culture_week.festival.queries import EventFacts, Place, event_subject
from culture_week.festival.queries.office import event_to_edit
from culture_week.festival.states import Access
from culture_week.programme.actions.changes import delay_event, move_event
from culture_week.sales.actions.offers import close_quotas
from culture_week.sales.queries import offers_that_share, quota_ids_only_of
from culture_week.ticketing.queries.tickets import offer_ids_of


def close_sale(*, events: Sequence[EventFacts], by: str, now: datetime) -> None:
    """Nothing more is sold for them from now on, but for offers whose quotas serve other events as well."""
    offer_ids = offer_ids_of(tuple(event.id for event in events))
    everything = [offer_id for ids in offer_ids.values() for offer_id in ids]
    close_quotas(quota_ids=quota_ids_only_of(everything))
    left = offers_that_share(everything)
    for event in (event for event in events if not left.issuperset(offer_ids.get(event.id, ()))):
        audit.record_sealed(by=by, now=now, action="close_sale", subject=event_subject(event.id))


def delay_all(*, events: Sequence[EventFacts], late_by: timedelta, by: str, now: datetime) -> None:
    """All run late by as much. Raises `ChangedMeanwhile`."""
    for event in events:
        delay_event(event=event, late_by=late_by, note=None, by=by, now=now)


def move_all(*, events: Sequence[EventFacts], place: Place, by: str, now: datetime) -> None:
    """All are somewhere else at the same time. Raises `ChangedMeanwhile`."""
    for event in events:
        move_event(event=event, place=place, times=event.times, note=None, by=by, now=now)


def offer_access(*, events: Sequence[EventFacts], access: Access, by: str, now: datetime) -> None:
    """All offer this to people who need it. Raises `ChangedMeanwhile`."""
    for event in events:
        row = event_to_edit(event.edition_id, event.code)
        if row is not None and access.value not in row.access:
            more = {"access": [*row.access, access.value]}
            edit_event(event=event, before={"access": row.access}, values=more, by=by, now=now)
