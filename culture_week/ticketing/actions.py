"""Issuing tickets, voiding them, and letting their holders in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy import insert as plain_insert

from culture_week.core import audit
from culture_week.core.codes import new_code, new_payload
from culture_week.core.database import Translated, session, table_of
from culture_week.sales.actions.offers import (
    add_allowance,
    add_offer,
    add_quota,
    add_seller,
    change_offer,
    close_quotas,
    offer_as_seen,
    resize_quota,
)
from culture_week.sales.states import OfferKind
from culture_week.ticketing.models import Entry, Ticket, TicketType
from culture_week.ticketing.rules import TicketAlreadyUsed, TicketStatus
from culture_week.ticketing.states import TICKET, TicketState

# Who sells the tickets of the programme.
ORGANIZER, ORGANIZER_NAME = "PANITIA", "Panitia"
# What a ticket type is called where an event has just one.
GENERAL = {"id": "Umum", "en": "General admission"}

_ticket = table_of(Ticket).c

_ISSUE = plain_insert(table_of(Ticket))
_VOID = (
    update(table_of(Ticket))
    .where(
        _ticket.order_line_id == bindparam("line"),
        _ticket.state.in_(TICKET.sources("void")),
        _ticket.entries == 0,
    )
    .values(state=TICKET.target("void"))
)
_ADMIT = (
    update(table_of(Ticket))
    .where(
        _ticket.id == bindparam("ticket"),
        _ticket.state == TicketState.VALID,
        _ticket.generation == bindparam("generation_seen"),
        _ticket.entries < _ticket.max_entries,
    )
    .values(entries=_ticket.entries + 1)
)
_ENTER = plain_insert(table_of(Entry))
_UNUSED = select(_ticket.id).where(
    _ticket.order_line_id == bindparam("line"), _ticket.state == TicketState.VALID, _ticket.entries < _ticket.max_entries
)
_RENEW = (
    update(table_of(Ticket))
    .where(_ticket.id == bindparam("ticket"))
    .values(
        payload=bindparam("new_payload"),
        party_code=bindparam("new_party_code"),
        entry_code=bindparam("new_entry_code"),
        generation=_ticket.generation + 1,
    )
)


@dataclass(frozen=True)
class IssuedTicket:
    """The codes of a new ticket, and the word for it."""

    payload: str
    party_code: str
    entry_code: str
    status: TicketStatus = TicketStatus.VALID


def issue_tickets(*, event_id: int, order_line_id: int, quantity: int) -> list[IssuedTicket]:
    """One ticket per person of an order line, all sharing the line's party code."""
    party_code = new_payload()
    issued = [IssuedTicket(new_payload(), party_code, new_code()) for _ in range(quantity)]
    rows = [
        {
            "event_id": event_id,
            "order_line_id": order_line_id,
            "number": number,
            "state": TicketState.VALID,
            "generation": 1,
            "payload": ticket.payload,
            "party_code": ticket.party_code,
            "entry_code": ticket.entry_code,
            "entries": 0,
            "max_entries": 1,
        }
        for number, ticket in enumerate(issued, start=1)
    ]
    session.execute(_ISSUE, rows)
    return issued


def void_tickets(*, order_line_id: int, quantity: int) -> None:
    """Voids all `quantity` tickets of a line. Raises `TicketAlreadyUsed` where one was used."""
    if session.execute(_VOID, {"line": order_line_id}).rowcount != quantity:  # type: ignore[attr-defined]
        raise TicketAlreadyUsed()


def renew_codes(*, order_line_id: int) -> None:
    """Gives the tickets of a line that were not used yet new codes; pictures of the old ones admit nobody any more."""
    party_code = new_payload()
    for ticket_id in session.scalars(_UNUSED, {"line": order_line_id}).all():
        codes = {"new_payload": new_payload(), "new_party_code": party_code, "new_entry_code": new_code()}
        session.execute(_RENEW, {"ticket": ticket_id, **codes})


def admit(*, ticket_id: int, generation: int, event_id: int, gate_id: int, scan_id: str, now: datetime) -> bool:
    """Lets a ticket's holder in at an event; False where it was used, voided or replaced a moment before."""
    if session.execute(_ADMIT, {"ticket": ticket_id, "generation_seen": generation}).rowcount != 1:  # type: ignore[attr-defined]
        return False
    row = {"ticket_id": ticket_id, "event_id": event_id, "gate_id": gate_id, "scan_id": scan_id, "entered_at": now}
    session.execute(_ENTER, row)
    return True


def take_back_entries(*, scan_id: str) -> int:
    """Lets the tickets that went in by this scan admit again; returns how many."""
    ticket_ids = session.scalars(delete(Entry).where(Entry.scan_id == scan_id).returning(Entry.ticket_id)).all()
    session.execute(update(Ticket).where(Ticket.id.in_(ticket_ids)).values(entries=Ticket.entries - 1))
    return len(ticket_ids)


def add_ticket_type(
    *,
    event_id: int,
    code: str,
    seller_id: int,
    allowance_id: int | None = None,
    quota_ids: Sequence[int] = (),
    size: int = 0,
    title: Translated,
    price: int,
    max_per_order: int,
    per_person: int,
    sale_opens_at: datetime | None,
    sale_closes_at: datetime,
    by: str,
    now: datetime,
) -> int:
    """A ticket type of an event with a quota of `size` places of its own, unless it shares `quota_ids`.

    Types of one event share an `allowance_id`, so that `per_person` counts over all of them. Returns the offer's id. Raises `CodeTaken`.
    """
    offer_id = add_offer(
        code=code,
        seller_id=seller_id,
        allowance_id=allowance_id or add_allowance(per_person=per_person),
        quota_ids=quota_ids or (add_quota(name=code, size=size, by=by, now=now),),
        kind=OfferKind.TICKET,
        title=title,
        price=price,
        max_per_order=max_per_order,
        sale_opens_at=sale_opens_at,
        sale_closes_at=sale_closes_at,
    )
    session.add(TicketType(event_id=event_id, offer_id=offer_id))
    audit.record_sealed(by=by, now=now, action="add", subject=f"offer:{code}", price=price, size=size)
    return offer_id


def create_ticket_type(**values: Any) -> int:
    """The same for an organizer, who is the seller. Raises `CodeTaken`."""
    return add_ticket_type(seller_id=add_organizer(by=values["by"], now=values["now"]), **values)


def add_organizer(*, by: str, now: datetime) -> int:
    """The seller of the programme's tickets; returns its id."""
    return add_seller(code=ORGANIZER, name=ORGANIZER_NAME, by=by, now=now)


def change_ticket_type(
    *, offer_id: int, values: dict[str, Any], size: int, per_person: int, closed: bool, seen: str | None, by: str, now: datetime
) -> None:
    """Another offer, another number of places, or no sale at all. Raises `ChangedMeanwhile`, `SizeBelowSold`, `LimitBelowTaken`."""
    offer = offer_as_seen(offer_id=offer_id, seen=seen)
    resize_quota(quota_id=offer.quota_id, seen=offer.size, size=size, by=by, now=now)
    if closed != offer.closed:
        close_quotas(quota_ids=[offer.quota_id], closed=closed)
    also = {"size": size, "closed": closed}
    change_offer(offer=offer, values=values, per_person=per_person, also=also, by=by, now=now)
