"""Devices of gates, and scans that were answered before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from culture_week.checkin.models import Device, Scan
from culture_week.checkin.states import Verdict
from culture_week.core.database import Translated, session
from culture_week.core.short_memory import remembered
from culture_week.festival.models import Edition, Event, Gate, Venue
from culture_week.ticketing.models import TicketType


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


_DEVICE = (
    select(Device.id, Device.code, Gate.id, Gate.code, Gate.name, Edition.id, Edition.ends_on, Venue.id, Venue.code, Venue.name)
    .join(Gate, Gate.id == Device.gate_id)
    .join(Edition, Edition.id == Gate.edition_id)
    .join(Venue, Venue.id == Gate.venue_id)
    .where(Device.token_digest == bindparam("token"), Device.revoked_at.is_(None))
)
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


def scan_by_id(scan_id: str) -> ScanAnswer | None:
    """The answer that a scan got before."""
    row: Any = session.execute(_SCAN, {"scan_id": scan_id}).one_or_none()
    if row is None:
        return None
    event = ScannedEvent(*row[6:]) if row[6] else None
    return ScanAnswer(*(*row[:6], event))


def devices_of(gate_ids: Collection[int]) -> list[DeviceOnList]:
    """All devices of some gates, the newest first; last seen is when they last scanned."""
    last = select(Scan.device_id, func.max(Scan.received_at).label("at")).group_by(Scan.device_id).subquery()
    columns = (Device.code, Device.gate_id, Device.enrolled_at, Device.enrolment_expires_at, Device.revoked_at, last.c.at)
    query = select(*columns).outerjoin(last, last.c.device_id == Device.id).where(Device.gate_id.in_(gate_ids))
    return [DeviceOnList(*row) for row in session.execute(query.order_by(Device.id.desc()))]


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


def count_admitted_since(instant: datetime) -> int:
    """How many people went in since `instant`."""
    return session.scalar(select(func.coalesce(func.sum(Scan.admitted), 0)).where(Scan.received_at >= instant)) or 0
