"""What each kind of offer turns into: the one table through which orders are fulfilled, undone and shown."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from culture_week.sales.rules import SaleClosed
from culture_week.sales.states import OfferKind
from culture_week.ticketing.actions import IssuedTicket, issue_tickets, renew_codes, void_tickets
from culture_week.ticketing.queries.tickets import TicketOnShow, event_of_offer, tickets_of
from culture_week.ticketing.rules import EventOfTicket, takes_place


@dataclass(frozen=True)
class LineKind:
    """`fulfil` a confirmed line, `undo` a cancelled one, `renew` its codes, `show` what lines turned into, `describe` it in a message."""

    fulfil: Callable[..., list[IssuedTicket]]
    undo: Callable[..., None]
    renew: Callable[..., None]
    show: Callable[[Collection[int]], list[TicketOnShow]]
    describe: Callable[[int], dict[str, Any]]


def _event(offer_id: int) -> EventOfTicket:
    event = event_of_offer(offer_id)
    if event is None:
        raise LookupError(f"offer {offer_id} is of kind ticket without a ticket type")
    return event


def _issue(*, offer_id: int, line_id: int, quantity: int) -> list[IssuedTicket]:
    event = _event(offer_id)
    if not takes_place(event.state):
        raise SaleClosed()
    return issue_tickets(event_id=event.event_id, order_line_id=line_id, quantity=quantity)


def _describe(offer_id: int) -> dict[str, Any]:
    event = _event(offer_id)
    return {"title": event.title, "starts_at": event.starts_at.isoformat(), "place": event.venue_name}


LINE_KINDS = {
    OfferKind.TICKET: LineKind(fulfil=_issue, undo=void_tickets, renew=renew_codes, show=tickets_of, describe=_describe),
}
