"""What an edition consists of, for taking it over into another."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from culture_week.core.database import session
from culture_week.festival.models import Event
from culture_week.festival.states import EventState
from culture_week.performers.models import Performance
from culture_week.performers.queries import group_names_now
from culture_week.programme.rules.clashes import Slot
from culture_week.sales.models import Allowance, Offer, OfferQuota, Quota, QuotaMove
from culture_week.ticketing.models import TicketType


@dataclass(frozen=True)
class QuotaFacts:
    """A quota with the size that it began with."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class SourceType:
    """A ticket type: its offer, what a person may have over all offers of its allowance, and its quotas."""

    event_id: int
    offer: Offer
    per_person: int
    quotas: tuple[QuotaFacts, ...]


def source_events(edition_id: int) -> list[Event]:
    """Its events in order of time, without those that were cancelled."""
    query = select(Event).where(Event.edition_id == edition_id, Event.state != EventState.CANCELLED)
    return list(session.scalars(query.order_by(Event.starts_at, Event.id)))


def source_slots(events: list[Event]) -> list[Slot]:
    """Their places and times; keys are codes."""
    names = group_names_now([event.id for event in events])
    return [
        Slot(event.code, event.title, event.venue_id, event.area_id, event.starts_at, event.ends_at, frozenset(names.get(event.id, ())))
        for event in events
    ]


def source_performances(event_ids: list[int]) -> list[Performance]:
    """Who performs at them."""
    return list(session.scalars(select(Performance).where(Performance.event_id.in_(event_ids)).order_by(Performance.id)))


def sales_end(edition_id: int) -> dict[str, datetime]:
    """By event code, when the last of its offers closes."""
    query = select(Event.code, func.max(Offer.sale_closes_at)).join(TicketType, TicketType.event_id == Event.id)
    rows = session.execute(query.join(Offer, Offer.id == TicketType.offer_id).where(Event.edition_id == edition_id).group_by(Event.code))
    return {code: closes_at for code, closes_at in rows}  # noqa: C416  a row is no pair to mypy


def source_types(event_ids: list[int]) -> list[SourceType]:
    """The ticket types of events."""
    began = select(func.min(QuotaMove.id)).group_by(QuotaMove.quota_id)
    columns = (OfferQuota.offer_id, Quota.id, Quota.name, QuotaMove.change)
    query = select(*columns).join(Quota, Quota.id == OfferQuota.quota_id).join(QuotaMove, QuotaMove.quota_id == Quota.id)
    quotas: dict[int, list[QuotaFacts]] = {}
    for offer_id, *facts in session.execute(query.where(QuotaMove.id.in_(began)).order_by(Quota.id)):
        quotas.setdefault(offer_id, []).append(QuotaFacts(*facts))  # type: ignore[arg-type]
    types = select(TicketType.event_id, Offer, Allowance.per_person).join(Offer, Offer.id == TicketType.offer_id)
    types = types.join(Allowance, Allowance.id == Offer.allowance_id).where(TicketType.event_id.in_(event_ids)).order_by(Offer.id)
    return [SourceType(*row, tuple(quotas[row[1].id])) for row in session.execute(types)]
