"""Counts for the city: bookings and arrivals in time, how full events were, who stayed away, what gates refused.

Each is one aggregate over the rows themselves; there are no tables of sums that could be wrong. What staff try out at a
practice event does not count for the festival.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, distinct, func, or_, select

from culture_week.checkin.models import Device, Scan
from culture_week.checkin.states import Verdict
from culture_week.core.contact import Channel
from culture_week.core.database import Translated, session
from culture_week.core.hours import cut_to_hour, cut_to_minute
from culture_week.core.short_memory import remembered_for
from culture_week.festival.models import Event, Gate, Venue
from culture_week.festival.states import EventState, Kind
from culture_week.sales.models import OfferQuota, Order, OrderLine, Quota
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import Entry, Ticket, TicketType
from culture_week.ticketing.states import TicketState

MINUTE = 60.0
PROMISED = (OrderState.CONFIRMED, OrderState.UNWINDING)
IN_EARNEST = Event.kind != Kind.TRAINING
LET_IN = (Verdict.WELCOME, Verdict.HOW_MANY)


@dataclass(frozen=True)
class EventFigures:
    """An event with tickets in numbers; `size` places, `tickets` valid ones, `entered` people."""

    code: str
    title: Translated
    venue: str
    starts_at: datetime
    ends_at: datetime
    state: EventState
    kind: Kind
    size: int
    tickets: int
    entered: int

    @property
    def filled(self) -> int:
        """Per cent of the places that are promised, whole and not above 100 by rounding."""
        return self.tickets * 100 // self.size if self.size else 0

    @property
    def stayed_away(self) -> int:
        """Tickets with which nobody came."""
        return self.tickets - self.entered


@remembered_for(MINUTE)
def tickets_by_hour(edition_id: int) -> list[tuple[str, int]]:
    """By hour in which they were booked, the tickets that are valid."""
    hour = cut_to_hour(Order.placed_at)
    query = select(hour, func.sum(OrderLine.quantity - OrderLine.cancelled)).select_from(Order).join(OrderLine)
    return _pairs(_of_edition(query, edition_id).where(IN_EARNEST).group_by(hour))


@remembered_for(MINUTE)
def orders_by_channel(edition_id: int) -> dict[Channel, int]:
    """How many orders came with a WhatsApp number, how many with an e-mail address."""
    query = select(Order.channel, func.count(distinct(Order.id))).select_from(Order).join(OrderLine)
    return dict(_pairs(_of_edition(query, edition_id).where(IN_EARNEST).group_by(Order.channel)))


def _of_edition(query: Any, edition_id: int) -> Any:
    events = query.join(TicketType, TicketType.offer_id == OrderLine.offer_id).join(Event, Event.id == TicketType.event_id)
    return events.where(Event.edition_id == edition_id, Order.state.in_(PROMISED))


def _pairs(query: Any) -> list[tuple[Any, int]]:
    return [(key, int(count)) for key, count in session.execute(query)]


@remembered_for(MINUTE)
def arrivals_by_hour_and_venue(edition_id: int) -> list[tuple[str, str, int]]:
    """By hour and venue, how many people went in."""
    hour = cut_to_hour(Entry.entered_at)
    query = select(hour, Venue.name, func.count()).select_from(Entry).join(Event, Event.id == Entry.event_id)
    query = query.join(Venue, Venue.id == Event.venue_id).where(Event.edition_id == edition_id, IN_EARNEST).group_by(hour, Venue.name)
    return [(at, venue, count) for at, venue, count in session.execute(query.order_by(Venue.name, hour))]


@remembered_for(MINUTE)
def events_in_figures(edition_id: int) -> list[EventFigures]:
    """Every event that has tickets, in order of time."""
    drawn = (
        select(TicketType.event_id, OfferQuota.quota_id).join(OfferQuota, OfferQuota.offer_id == TicketType.offer_id).distinct().subquery()
    )
    sizes = select(drawn.c.event_id, func.sum(Quota.size).label("size")).join(Quota, Quota.id == drawn.c.quota_id)
    places = sizes.group_by(drawn.c.event_id).subquery()
    came = func.sum(case((Ticket.entries > 0, 1), else_=0)).label("entered")
    valid = select(Ticket.event_id, func.count().label("tickets"), came).where(Ticket.state == TicketState.VALID)
    people = valid.group_by(Ticket.event_id).subquery()
    query = (
        select(Event.code, Event.title, Venue.name, Event.starts_at, Event.ends_at, Event.state, Event.kind)
        .add_columns(places.c.size, func.coalesce(people.c.tickets, 0), func.coalesce(people.c.entered, 0))
        .join(Venue, Venue.id == Event.venue_id)
        .join(places, places.c.event_id == Event.id)
        .outerjoin(people, people.c.event_id == Event.id)
        .where(Event.edition_id == edition_id)
        .order_by(Event.starts_at, Event.id)
    )
    return [EventFigures(*row) for row in session.execute(query)]


@remembered_for(MINUTE)
def refusals_by_verdict(edition_id: int) -> list[tuple[Verdict, int]]:
    """Why gates of the edition let nobody in, and how often, the most frequent first."""
    query = select(Scan.verdict, func.count()).join(Device, Device.id == Scan.device_id).join(Gate, Gate.id == Device.gate_id)
    query = query.outerjoin(Event, Event.id == Scan.event_id).where(or_(Event.id.is_(None), IN_EARNEST))
    query = query.where(Gate.edition_id == edition_id, Scan.verdict.not_in(LET_IN)).group_by(Scan.verdict)
    return _pairs(query.order_by(func.count().desc(), Scan.verdict))


@dataclass(frozen=True)
class OneEvent:
    """What is counted of one event: tickets by hour of booking, people by minute and by gate, refusals by reason."""

    tickets: list[tuple[str, int]]
    arrivals: list[tuple[str, int]]
    gates: list[tuple[str, int]]
    refusals: list[tuple[Verdict, int]]


def one_event(edition_id: int, code: str) -> OneEvent:
    """The figures of an event; nothing where there is none."""
    here = (Event.edition_id == edition_id, Event.code == code)
    hour, minute = cut_to_hour(Order.placed_at), cut_to_minute(Entry.entered_at)
    booked = select(hour, func.sum(OrderLine.quantity - OrderLine.cancelled)).select_from(Order).join(OrderLine)
    entered = select(minute, func.count()).select_from(Entry).join(Event, Event.id == Entry.event_id).where(*here)
    gates = select(Gate.name, func.count()).select_from(Entry).join(Event, Event.id == Entry.event_id).join(Gate, Gate.id == Entry.gate_id)
    refused = select(Scan.verdict, func.count()).join(Event, Event.id == Scan.event_id).where(*here, Scan.verdict.not_in(LET_IN))
    return OneEvent(
        tickets=_pairs(_of_edition(booked, edition_id).where(Event.code == code).group_by(hour).order_by(hour)),
        arrivals=_pairs(entered.group_by(minute).order_by(minute)),
        gates=_pairs(gates.where(*here).group_by(Gate.name).order_by(func.count().desc(), Gate.name)),
        refusals=_pairs(refused.group_by(Scan.verdict).order_by(func.count().desc(), Scan.verdict)),
    )
