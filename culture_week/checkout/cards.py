"""An order's tickets, for its page."""

from datetime import datetime
from typing import Any

from culture_week.core.qr import draw_qr
from culture_week.ticketing.cards import as_page
from culture_week.ticketing.queries.events import ListedEvent, events_by_ids
from culture_week.ticketing.queries.tickets import TicketOnShow
from culture_week.ticketing.rules import TicketStatus


def by_event(tickets: list[TicketOnShow], now: datetime) -> list[dict[str, Any]]:
    """The events of an order in order of time, each with its tickets and with what admits several people at once."""
    parts = []
    for event in events_of(tickets):
        theirs = [ticket for ticket in tickets if ticket.event_id == event.id]
        shown = [_as_ticket(ticket, number) for number, ticket in enumerate(theirs, start=1)]
        parts.append({"event": as_page(event, now), "tickets": shown, "parties": _parties(theirs)})
    return parts


def events_of(tickets: list[TicketOnShow]) -> list[ListedEvent]:
    """The events that tickets admit to, in order of time."""
    return events_by_ids(tuple(sorted({ticket.event_id for ticket in tickets})))


def _parties(tickets: list[TicketOnShow]) -> list[dict[str, Any]]:
    """The party code of each line that still admits somebody; a line for one person needs none."""
    lines: dict[str, list[TicketOnShow]] = {}
    for ticket in tickets:
        lines.setdefault(ticket.party_code, []).append(ticket)
    parties = []
    for code, line in lines.items():
        remaining = sum(ticket.status is TicketStatus.VALID for ticket in line)
        if remaining and len(line) > 1:
            parties.append({"qr": draw_qr(code), "remaining": remaining, "size": len(line)})
    return parties


def _as_ticket(ticket: TicketOnShow, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "entry_code": ticket.entry_code,
        "qr": draw_qr(ticket.payload),
        "state": ticket.status,
        "used_at": ticket.entered_at,
        "used_gate": ticket.gate_name,
    }
