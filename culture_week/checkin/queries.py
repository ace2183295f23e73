"""Devices of gates, and scans that were answered before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from culture_week.checkin.models import Device, Scan
from culture_week.checkin.states import Verdict
from culture_week.core.codes import read_code
from culture_week.core.database import Translated, session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Edition, Event, Gate, Venue
from culture_week.sales.models import Offer, Order, OrderLine
from culture_week.ticketing.models import Ticket, TicketType
from culture_week.ticketing.states import TicketState


@dataclass(frozen=True)
class DeviceAtGate:
    """A working device and where it stands."""

    id: int
    code: str
    gate_id: int
    gate_code: str
    gate_name: str
    edition_id: int
    edition_ends_on: date
    venue_id: int
    venue_code: str
    venue_name: str


@dataclass(frozen=True)
class ScannedEvent:
    """The event that a scanned ticket is for, and where it is."""

    code: str
    title: Translated
    starts_at: datetime
    venue_name: str


@dataclass(frozen=True)
class ScanAnswer:
    """What a scan is answered, now and each time it is sent again."""

    request_hash: str
    verdict: Verdict
    remaining: int
    admitted: int
    first_entered_at: datetime | None
    first_gate: str | None
    event: ScannedEvent | None


@dataclass(frozen=True)
class DeviceOnList:
    """A device as staff see it."""

    code: str
    name: str | None
    gate_id: int
    enrolled_at: datetime | None
    enrolment_expires_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True)
class EventAtVenue:
    """An event whose tickets are looked at when people go in."""

    id: int
    code: str
    title: Translated
    starts_at: datetime
    ends_at: datetime


_DEVICES: Any = (
    select(Device.id, Device.code, Gate.id, Gate.code, Gate.name, Edition.id, Edition.ends_on, Venue.id, Venue.code, Venue.name)
    .join(Gate, Gate.id == Device.gate_id)
    .join(Edition, Edition.id == Gate.edition_id)
    .join(Venue, Venue.id == Gate.venue_id)
)
_DEVICE = _DEVICES.where(Device.token_digest == bindparam("token"), Device.revoked_at.is_(None))
_SCAN = (
    select(
        Scan.request_hash,
        Scan.verdict,
        Scan.remaining,
        Scan.admitted,
        Scan.first_entered_at,
        Scan.first_gate,
        Event.code,
        Event.title,
        Event.starts_at,
        Venue.name,
    )
    .outerjoin(Event, Event.id == Scan.event_id)
    .outerjoin(Venue, Venue.id == Event.venue_id)
    .where(Scan.scan_id == bindparam("scan_id"))
)


@remembered
def device_by_token(token_digest: str) -> DeviceAtGate | None:
    """The working device with this token; a revocation ends it within two seconds everywhere."""
    row: Any = session.execute(_DEVICE, {"token": token_digest}).one_or_none()
    return DeviceAtGate(*row) if row else None


def desk_at(gate_id: int) -> DeviceAtGate | None:
    """The desk of a gate, where staff let people in by name; there is none before the first."""
    row: Any = session.execute(_DEVICES.where(Device.gate_id == gate_id, Device.is_desk)).one_or_none()
    return DeviceAtGate(*row) if row else None


def scan_by_id(scan_id: str) -> ScanAnswer | None:
    """The answer that a scan got before."""
    row: Any = session.execute(_SCAN, {"scan_id": scan_id}).one_or_none()
    if row is None:
        return None
    event = ScannedEvent(*row[6:]) if row[6] else None
    return ScanAnswer(*(*row[:6], event))


def undone_scan(scan_id: str, device_id: int) -> tuple[int, datetime | None] | None:
    """How many a scan of this device let in, and when that was undone."""
    query = select(Scan.admitted, Scan.undone_at).where(Scan.scan_id == scan_id, Scan.device_id == device_id)
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def devices_of(gate_ids: Collection[int]) -> list[DeviceOnList]:
    """All devices of some gates, the newest first; last seen is when they last scanned."""
    last = select(Scan.device_id, func.max(Scan.received_at).label("at")).group_by(Scan.device_id).subquery()
    columns = (Device.code, Device.name, Device.gate_id, Device.enrolled_at, Device.enrolment_expires_at, Device.revoked_at, last.c.at)
    query = select(*columns).outerjoin(last, last.c.device_id == Device.id).where(Device.gate_id.in_(gate_ids), ~Device.is_desk)
    return [DeviceOnList(*row) for row in session.execute(query.order_by(Device.id.desc()))]


@dataclass(frozen=True)
class Booked:
    """The tickets of one kind that somebody has for an event at a gate; neither contact nor codes that open doors."""

    name: str
    order_code: str
    offer_code: str
    event_id: int
    tickets: int
    entered: int


def booked_at(event_ids: Collection[int], words: str | None, limit: int) -> list[Booked]:
    """Who has valid tickets for these events, by name: all, or those whose name has each word or whose order code it is."""
    entered = func.sum(case((Ticket.entries > 0, 1), else_=0))
    query = (
        select(Order.buyer_name, Order.code, Offer.code, Ticket.event_id, func.count(Ticket.id), entered)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Offer, Offer.id == OrderLine.offer_id)
        .join(Ticket, Ticket.order_line_id == OrderLine.id)
        .where(Ticket.event_id.in_(event_ids), Ticket.state == TicketState.VALID)
        .group_by(Order.id, Order.buyer_name, Order.code, Offer.code, Ticket.event_id)
        .order_by(func.lower(Order.buyer_name), Order.code, Offer.code)
    )
    if words is not None:
        has_words = and_(*(Order.buyer_name.icontains(word, autoescape=True) for word in words.split()))
        query = query.where(or_(has_words, Order.code == read_code(words)))
    return [Booked(*row) for row in session.execute(query.limit(limit))]


def party_code_of(event_ids: Collection[int], order_code: str, offer_code: str) -> str | None:
    """What the tickets of a line share, if they are for one of these events."""
    query = select(Ticket.party_code).join(OrderLine, OrderLine.id == Ticket.order_line_id).join(Order, Order.id == OrderLine.order_id)
    query = query.join(Offer, Offer.id == OrderLine.offer_id).where(Order.code == order_code, Offer.code == offer_code)
    return session.scalars(query.where(Ticket.event_id.in_(event_ids)).limit(1)).one_or_none()


def events_at_gates(venue_ids: Collection[int], edition_id: int, now: datetime) -> dict[int, list[EventAtVenue]]:
    """By venue id, the events with tickets whose entry is open at `now`, else the next one."""
    query = (
        select(Event.id, Event.code, Event.title, Event.starts_at, Event.ends_at, Event.entry_opens_at, Event.venue_id)
        .where(Event.edition_id == edition_id, Event.venue_id.in_(venue_ids), Event.entry_closes_at > now)
        .where(select(TicketType.id).where(TicketType.event_id == Event.id).exists())
        .order_by(Event.starts_at, Event.id)
    )
    coming: dict[int, list[Any]] = {}
    for row in session.execute(query):
        coming.setdefault(row.venue_id, []).append(row)
    busy_with = {venue_id: [row for row in rows if row.entry_opens_at <= now] or rows[:1] for venue_id, rows in coming.items()}
    return {venue_id: [EventAtVenue(*row[:5]) for row in rows] for venue_id, rows in busy_with.items()}


def events_at_gate(venue_id: int, edition_id: int, now: datetime) -> list[EventAtVenue]:
    """The same for one venue."""
    return events_at_gates([venue_id], edition_id, now).get(venue_id, [])


def count_admitted_since(instant: datetime) -> int:
    """How many people went in since `instant`."""
    query = select(func.coalesce(func.sum(Scan.admitted), 0)).where(Scan.received_at >= instant, Scan.undone_at.is_(None))
    return session.scalar(query) or 0
