"""Devices come and go, and every scan gets its verdict."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert as plain_insert
from sqlalchemy import update

from culture_week.accounts.queries import rights_of
from culture_week.accounts.rules import Scope, may
from culture_week.checkin.models import Device, Scan
from culture_week.checkin.queries import DeviceAtGate, ScanAnswer, ScannedEvent, desk_at, scan_by_id, undone_scan
from culture_week.checkin.rules import ENROLMENT_LASTS, UNDO_LASTS, EnrolmentOver, Presented, UndoOver, how_many, judge
from culture_week.checkin.states import Verdict
from culture_week.core import audit
from culture_week.core.codes import digest, new_code, new_token
from culture_week.core.database import attempt, insert, session, table_of
from culture_week.core.errors import NotFound
from culture_week.core.idempotency import KeyReused
from culture_week.festival.queries import gate_by_id, gate_name
from culture_week.ticketing.actions import admit, take_back_entries
from culture_week.ticketing.queries.tickets import first_entry, tickets_by_entry_code, tickets_by_payload
from culture_week.ticketing.rules import TicketAtGate

_RECORD = insert(table_of(Scan)).on_conflict_do_nothing(index_elements=["scan_id"]).returning(table_of(Scan).c.id)
MOST_OVERTAKEN = 60  # more often than a party has tickets
_ADD_DEVICE = plain_insert(table_of(Device))
_ADD_DESK = insert(table_of(Device)).on_conflict_do_nothing().returning(table_of(Device).c.id)


class ScanAnsweredMeanwhile(Exception):
    """Another request with this scan_id committed first; its answer counts and this one is rolled back."""


class _Overtaken(Exception):
    """Another gate or a cancellation changed one of the tickets a moment before."""


def offer_enrolment(*, gate_id: int, name: str | None = None, offered_by_id: int | None = None, by: str, now: datetime) -> str:
    """A one-time code, good for ten minutes, that makes a phone, called `name`, a device of this gate.

    `offered_by_id` is None on the command line, which may everything.
    """
    code, secret = new_code(), new_token()
    row = {
        "code": code,
        "gate_id": gate_id,
        "name": name,
        "offered_by_id": offered_by_id,
        "is_desk": False,
        "enrolment_digest": digest(secret),
        "enrolment_expires_at": now + ENROLMENT_LASTS,
    }
    session.execute(_ADD_DEVICE, row)
    audit.record_sealed(by=by, now=now, action="offer_enrolment", subject=f"device:{code}", gate=gate_name(gate_id))
    return secret


def enrol_device(*, secret: str, now: datetime) -> str:
    """Trades a one-time code for the device's token. Raises `EnrolmentOver`, also where whoever offered it may do so no more."""
    token = new_token()
    row = session.execute(
        update(Device)
        .where(
            Device.enrolment_digest == digest(secret),
            Device.enrolled_at.is_(None),
            Device.revoked_at.is_(None),
            Device.enrolment_expires_at > now,
        )
        .values(token_digest=digest(token), enrolled_at=now, enrolment_digest=None)
        .returning(Device.code, Device.gate_id, Device.offered_by_id)
    ).one_or_none()
    if row is None or not _may_still_offer(row.offered_by_id, row.gate_id):
        raise EnrolmentOver()
    audit.record_sealed(by=f"device:{row.code}", now=now, action="enrol", subject=f"device:{row.code}")
    return token


def _may_still_offer(account_id: int | None, gate_id: int) -> bool:
    if account_id is None:
        return True
    gate = gate_by_id(gate_id)
    return may(rights_of(account_id), "devices.enrol", Scope(gate.edition_id, gate.venue_id, gate_id))


def revoke_device(*, gate_id: int, code: str, by: str, now: datetime) -> None:
    """Ends a device of this gate; harmless where it is ended already."""
    working = (Device.gate_id == gate_id, Device.code == code, Device.revoked_at.is_(None))
    if session.execute(update(Device).where(*working).values(revoked_at=now).returning(Device.id)).scalar() is not None:
        audit.record_sealed(by=by, now=now, action="revoke", subject=f"device:{code}")


def scan(
    *,
    device: DeviceAtGate,
    payload: str | None,
    entry_code: str | None,
    scan_id: str,
    request_hash: str,
    count: int | None,
    ask: bool,
    scanned_at: datetime,
    zone: ZoneInfo,
    by: str,
    now: datetime,
) -> ScanAnswer:
    """Judges what was scanned, lets in whom the verdict admits, and records the scan.

    The same `scan_id` gets the same answer. Raises `KeyReused` where it came before with another request, and
    `ScanAnsweredMeanwhile`. `zone` is the city's.
    """
    seen = scan_by_id(scan_id)
    if seen is not None:
        return same_answer(seen, request_hash)
    for _ in range(MOST_OVERTAKEN):
        shown = Presented(_presented_tickets(payload, entry_code), device.venue_id, now, zone)
        usable = shown.usable
        verdict, admitted = how_many(verdict=judge(shown), usable=len(usable), count=count, ask=ask)
        try:
            _admit(usable[:admitted], device, scan_id, now)
            break
        except _Overtaken:
            continue  # what do they say now? a ticket is used or cancelled once, so this ends
    else:
        raise RuntimeError(f"scan {scan_id} was overtaken {MOST_OVERTAKEN} times: an entry without its count?")
    answer = _answer(request_hash, verdict, shown.tickets, remaining=len(usable) - admitted, admitted=admitted)
    _record(answer, device, scan_id, shown.tickets, scanned_at, by, now)
    return answer


def same_answer(seen: ScanAnswer, request_hash: str) -> ScanAnswer:
    """What the scan was answered before. Raises `KeyReused`."""
    if seen.request_hash != request_hash:
        raise KeyReused()
    return seen


def admit_by_name(
    *, gate_id: int, party_code: str, count: int, scan_id: str, request_hash: str, zone: ZoneInfo, by: str, now: datetime
) -> ScanAnswer:
    """Lets `count` people of an order line in whom signed-in staff found by name; judged and recorded like a scan."""
    desk = desk_at(gate_id) or _set_up_desk(gate_id, by, now)
    return scan(
        device=desk,
        payload=party_code,
        entry_code=None,
        scan_id=scan_id,
        request_hash=request_hash,
        count=count,
        ask=False,
        scanned_at=now,
        zone=zone,
        by=by,
        now=now,
    )


def _set_up_desk(gate_id: int, by: str, now: datetime) -> DeviceAtGate:
    row = {"code": new_code(), "gate_id": gate_id, "is_desk": True, "enrolment_expires_at": now, "enrolled_at": now}
    if session.execute(_ADD_DESK, row).scalar() is not None:
        audit.record(by=by, now=now, action="set_up_desk", subject=f"device:{row['code']}", gate=gate_name(gate_id))
    desk = desk_at(gate_id)
    assert desk is not None
    return desk


def record_search(*, gate_code: str, found: int, by: str, now: datetime) -> None:
    """Notes that somebody looked for a name at a gate, not which."""
    audit.record(by=by, now=now, action="look_up", subject=f"gate:{gate_code}", found=found)


def record_list(*, gate_code: str, events: Sequence[str], names: int, by: str, now: datetime) -> None:
    """Notes who took the names at a gate away on paper."""
    audit.record_sealed(by=by, now=now, action="print_list", subject=f"gate:{gate_code}", events=list(events), rows=names)


def undo_scan(*, device: DeviceAtGate, scan_id: str, now: datetime) -> int:
    """Takes back a scan of this device within a minute; returns how many did not go in after all, each time it is asked.

    Raises `NotFound` for a scan of another device, `UndoOver` when it is too late or nobody was let in.
    """
    mine = (Scan.scan_id == scan_id, Scan.device_id == device.id)
    in_time = (Scan.undone_at.is_(None), Scan.admitted > 0, Scan.received_at > now - UNDO_LASTS)
    if session.execute(update(Scan).where(*mine, *in_time).values(undone_at=now).returning(Scan.id)).scalar() is None:
        return _undone_before(scan_id, device)
    given_back = take_back_entries(scan_id=scan_id)
    audit.record(by=f"device:{device.code}", now=now, action="undo", subject=f"scan:{scan_id}", given_back=given_back)
    return given_back


def _undone_before(scan_id: str, device: DeviceAtGate) -> int:
    known = undone_scan(scan_id, device.id)
    if known is None:
        raise NotFound()
    admitted, undone_at = known
    if undone_at is None:
        raise UndoOver()
    return admitted


def _presented_tickets(payload: str | None, entry_code: str | None) -> Sequence[TicketAtGate]:
    if payload is not None:
        return tickets_by_payload(payload)
    return tickets_by_entry_code(entry_code) if entry_code else ()


def _admit(tickets: Sequence[TicketAtGate], device: DeviceAtGate, scan_id: str, now: datetime) -> None:
    """Lets all of them in or, raising `_Overtaken`, none. One alone writes nothing when it fails and needs no savepoint."""
    with attempt() if len(tickets) > 1 else nullcontext():
        for ticket in tickets:
            event_id = ticket.event.event_id
            if not admit(
                ticket_id=ticket.id, generation=ticket.generation, event_id=event_id, gate_id=device.gate_id, scan_id=scan_id, now=now
            ):
                raise _Overtaken()


def _answer(request_hash: str, verdict: Verdict, tickets: Sequence[TicketAtGate], remaining: int, admitted: int) -> ScanAnswer:
    event = tickets[0].event if tickets else None
    first = first_entry([ticket.id for ticket in tickets]) if verdict is Verdict.ALREADY_USED else None
    scanned = ScannedEvent(event.code, event.title, event.starts_at, event.venue_name) if event else None
    return ScanAnswer(request_hash, verdict, remaining, admitted, first[0] if first else None, first[1] if first else None, scanned)


def _record(
    answer: ScanAnswer,
    device: DeviceAtGate,
    scan_id: str,
    tickets: Sequence[TicketAtGate],
    scanned_at: datetime,
    by: str,
    now: datetime,
) -> None:
    row = {
        "scan_id": scan_id,
        "request_hash": answer.request_hash,
        "device_id": device.id,
        "ticket_id": tickets[0].id if tickets else None,
        "event_id": tickets[0].event.event_id if tickets else None,
        "verdict": answer.verdict,
        "admitted": answer.admitted,
        "remaining": answer.remaining,
        "first_entered_at": answer.first_entered_at,
        "first_gate": answer.first_gate,
        "scanned_at": scanned_at,
        "received_at": now,
    }
    if session.execute(_RECORD, row).scalar() is None:
        raise ScanAnsweredMeanwhile(scan_id)
    deed = {"verdict": answer.verdict, "admitted": answer.admitted}
    audit.record(by=by, now=now, action="scan", subject=f"scan:{scan_id}", **deed)
