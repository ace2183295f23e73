"""Ticket types of events, tickets by what was scanned, and how many are inside."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from culture_week.core.database import session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Event, Gate, Venue
from culture_week.festival.states import EventState
from culture_week.sales.models import OfferQuota, Quota
from culture_week.ticketing.models import Entry, Ticket, TicketType
from culture_week.ticketing.rules import EventOfTicket, TicketAtGate, TicketStatus, ticket_status
from culture_week.ticketing.states import TicketState


@dataclass(frozen=True)
class TicketOnShow:
    """A ticket as its order page shows it."""

    id: int
    order_line_id: int
    event_id: int
    number: int
    state: TicketState
    payload: str
    party_code: str
    entry_code: str
    entered_at: datetime | None
    gate_name: str | None
    event_state: EventState

    @property
    def status(self) -> TicketStatus:
        """The one word for it."""
        return ticket_status(self.state, self.entered_at, self.event_state)


_EVENT = (
    Event.id,
    Event.code,
    Event.title,
    Event.starts_at,
    Event.ends_at,
    Event.entry_opens_at,
    Event.entry_closes_at,
    Event.state,
    Event.venue_id,
    Venue.name,
)
_TICKET = (Ticket.id, Ticket.order_line_id, Ticket.state, Ticket.generation, Ticket.entries, Ticket.max_entries)
_AT_GATE = select(*_TICKET, *_EVENT).join(Event, Event.id == Ticket.event_id).join(Venue, Venue.id == Event.venue_id)
_BY_PAYLOAD = _AT_GATE.where(or_(Ticket.payload == bindparam("code"), Ticket.party_code == bindparam("code"))).order_by(Ticket.number)
_BY_ENTRY_CODE = _AT_GATE.where(Ticket.entry_code == bindparam("code"))
_ON_SHOW: Any = (
    select(Ticket.id, Ticket.order_line_id, Ticket.event_id, Ticket.number, Ticket.state)
    .add_columns(Ticket.payload, Ticket.party_code, Ticket.entry_code, Entry.entered_at, Gate.name, Event.state)
    .join(Event, Event.id == Ticket.event_id)
    .outerjoin(Entry, Entry.ticket_id == Ticket.id)
    .outerjoin(Gate, Gate.id == Entry.gate_id)
    .where(Ticket.order_line_id.in_(bindparam("line_ids", expanding=True)))
    .order_by(Ticket.order_line_id, Ticket.number)
)
_OFFER_IDS = (
    select(TicketType.event_id, TicketType.offer_id)
    .where(TicketType.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(TicketType.id)
)
_TYPE_EVENT = (
    select(*_EVENT)
    .join(TicketType, TicketType.event_id == Event.id)
    .join(Venue, Venue.id == Event.venue_id)
    .where(TicketType.offer_id == bindparam("offer_id"))
)


@remembered
def event_of_offer(offer_id: int) -> EventOfTicket | None:
    """The event that tickets of this offer admit to; remembered for two seconds."""
    row: Any = session.execute(_TYPE_EVENT, {"offer_id": offer_id}).one_or_none()
    return EventOfTicket(*row) if row else None


@remembered
def offer_ids_of(event_ids: tuple[int, ...]) -> dict[int, list[int]]:
    """By event id, the ids of the offers of its ticket types; remembered for two seconds."""
    offers: dict[int, list[int]] = {}
    for event_id, offer_id in session.execute(_OFFER_IDS, {"event_ids": list(event_ids)}):
        offers.setdefault(event_id, []).append(offer_id)
    return offers


def offer_ids_of_event(event_id: int) -> list[int]:
    """The ids of the offers of one event's ticket types."""
    return offer_ids_of((event_id,)).get(event_id, [])


def places_of_events(event_ids: tuple[int, ...]) -> dict[int, tuple[int, int]]:
    """By event id: for how many people tickets are promised, and for how many there are any; events without tickets are left out."""
    drawn = select(TicketType.event_id, OfferQuota.quota_id).join(OfferQuota, OfferQuota.offer_id == TicketType.offer_id)
    pairs = drawn.where(TicketType.event_id.in_(event_ids)).distinct().subquery()
    query = select(pairs.c.event_id, func.sum(Quota.held + Quota.sold), func.sum(Quota.size)).join(Quota, Quota.id == pairs.c.quota_id)
    rows = session.execute(query.group_by(pairs.c.event_id))
    return {event_id: (int(promised), int(size)) for event_id, promised, size in rows}


def tickets_by_payload(payload: str) -> list[TicketAtGate]:
    """The ticket with this QR, or all tickets of the line with this party code."""
    return _at_gate(_BY_PAYLOAD, payload)


def tickets_by_entry_code(entry_code: str) -> list[TicketAtGate]:
    """The ticket with this typed code; at most one."""
    return _at_gate(_BY_ENTRY_CODE, entry_code)


def _at_gate(query: Any, code: str) -> list[TicketAtGate]:
    rows: Any = session.execute(query, {"code": code})
    return [TicketAtGate(*(*row[:6], EventOfTicket(*row[6:]))) for row in rows]


def tickets_of(line_ids: Collection[int]) -> list[TicketOnShow]:
    """The tickets that lines turned into, with the entry of each."""
    return [TicketOnShow(*row) for row in session.execute(_ON_SHOW, {"line_ids": list(line_ids)})]


def first_entry(ticket_ids: Collection[int]) -> tuple[datetime, str] | None:
    """When and at which gate the first of these tickets went in."""
    query = select(Entry.entered_at, Gate.name).join(Gate, Gate.id == Entry.gate_id).where(Entry.ticket_id.in_(ticket_ids))
    row = session.execute(query.order_by(Entry.entered_at).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None


def attendance_of(event_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By event id: how many are inside, and how many are expected (valid tickets)."""
    inside = dict(session.execute(select(Entry.event_id, func.count()).where(Entry.event_id.in_(event_ids)).group_by(Entry.event_id)).all())
    valid = select(Ticket.event_id, func.count()).where(Ticket.event_id.in_(event_ids), Ticket.state == TicketState.VALID)
    expected = dict(session.execute(valid.group_by(Ticket.event_id)).all())
    return {event_id: (inside.get(event_id, 0), expected.get(event_id, 0)) for event_id in event_ids}
