"""A crowd for a demo festival: who books when, who comes, who is turned away; spread as people do, the same for each seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from culture_week.checkin.models import Device
from culture_week.checkin.states import Verdict
from culture_week.core.codes import digest, new_code, new_token
from culture_week.core.database import in_transaction, session, table_of
from culture_week.core.text import local_zone
from culture_week.demo.bulk import Arrival, Booking, FreeOffer, arrive_in_bulk, book_in_bulk, free_offers
from culture_week.festival.models import Event, Gate

QUANTITIES, QUANTITY_WEIGHTS = (1, 2, 3, 4, 5), (28, 34, 16, 15, 7)
HOURS = range(24)
HOUR_WEIGHTS = (1, 0, 0, 0, 1, 3, 6, 8, 9, 9, 8, 8, 10, 9, 7, 7, 8, 9, 10, 14, 16, 13, 8, 4)
MEAN_DAYS_BEFORE = 5.0
LONGEST_BEFORE = 45
CANCELLED_SHARE, REFUSED_SHARE = 0.04, 0.03
COMES_LEAST, COMES_MOST = 0.62, 0.93
NOT_YET_TOLD = timedelta(minutes=20)
REFUSALS = (Verdict.ALREADY_USED, Verdict.WRONG_VENUE, Verdict.TOO_EARLY, Verdict.UNKNOWN)
REFUSAL_WEIGHTS = (6, 2, 2, 1)
TRIES = 3


@dataclass(frozen=True)
class Scene:
    """An event with its offer, how many tickets it gets, and the gates' phones at its venue as (device id, gate id)."""

    offer: FreeOffer
    tickets: int
    starts_at: datetime
    ends_at: datetime
    entry_opens_at: datetime
    phones: list[tuple[int, int]]


def add_crowd(*, edition_id: int, tickets: int, seed: int, now: datetime, tell: Callable[[int, int], None]) -> None:
    """Books `tickets` tickets of the edition's free events, an event in each transaction; what is booked already stays.

    Started again after it was interrupted it goes on where it was.
    """
    in_transaction(_add_phones, edition_id=edition_id, now=now)
    done, scenes = 0, _scenes(edition_id, tickets)
    for scene in scenes:
        if not scene.offer.booked:
            _try(scene, f"{seed}:{scene.offer.code}", now)
        done += scene.tickets
        tell(done, sum(each.tickets for each in scenes))


def _try(scene: Scene, seed: str, now: datetime) -> None:
    """Codes are drawn, and among so many two may be the same: then the event is played once more."""
    for tries_left in reversed(range(TRIES)):
        try:
            in_transaction(_play, scene=scene, seed=seed, now=now)
        except IntegrityError:
            if not tries_left:
                raise
        else:
            return


def _scenes(edition_id: int, tickets: int) -> list[Scene]:
    columns = (Event.id, Event.venue_id, Event.kind, Event.starts_at, Event.ends_at, Event.entry_opens_at)
    events = {row.id: row for row in session.execute(select(*columns).where(Event.edition_id == edition_id))}
    short = [row.id for row in events.values() if row.ends_at - row.starts_at < timedelta(days=1)]  # not the gate for practice
    offers = [offer for offer in free_offers() if offer.event_id in short]
    places = sum(offer.size for offer in offers)
    phones: dict[int, list[tuple[int, int]]] = {}
    for venue_id, device_id, gate_id in session.execute(_phones_of(edition_id)):
        phones.setdefault(venue_id, []).append((device_id, gate_id))
    scenes, given, seen = [], 0, 0
    for offer in offers:
        seen += offer.size
        event, upto = events[offer.event_id], tickets * seen // places
        part = upto - given
        given = upto
        if part:
            scenes.append(Scene(offer, part, event.starts_at, event.ends_at, event.entry_opens_at, phones.get(event.venue_id, [])))
    return scenes


def _phones_of(edition_id: int) -> Any:
    query = select(Gate.venue_id, Device.id, Gate.id).join(Device, Device.gate_id == Gate.id)
    return query.where(Gate.edition_id == edition_id).order_by(Device.id)


def _add_phones(*, edition_id: int, now: datetime) -> None:
    """A phone at every gate, whose token nobody has."""
    without = select(Gate.id).where(Gate.edition_id == edition_id, Gate.id.not_in(select(Device.gate_id)))
    gates = session.scalars(without.order_by(Gate.id)).all()
    times = {"enrolment_expires_at": now, "enrolled_at": now}
    rows = [{"code": new_code(), "gate_id": gate, "is_desk": False, "token_digest": digest(new_token()), **times} for gate in gates]
    if rows:
        session.execute(insert(table_of(Device)), rows)


def _play(*, scene: Scene, seed: str, now: datetime) -> None:
    random = Random(seed)
    bookings = _bookings(scene, random, now)
    tickets = [ticket_id for ticket_id, _payload in book_in_bulk(scene.offer, bookings, now - NOT_YET_TOLD)]
    if scene.entry_opens_at < now and scene.phones:
        arrive_in_bulk(_arrivals(scene, tickets, random, now))


def _bookings(scene: Scene, random: Random, now: datetime) -> list[Booking]:
    """So many tickets, no order larger than what is left; every booking is another person's."""
    people = random.sample(range(10_000_000), scene.tickets)
    bookings: list[Booking] = []
    left = scene.tickets
    while left:
        quantity = min(left, random.choices(QUANTITIES, QUANTITY_WEIGHTS)[0])
        placed_at = _placed_at(scene.starts_at, random, now)
        cancelled_at = None
        if random.random() < CANCELLED_SHARE:
            cancelled_at = placed_at + (min(now, scene.starts_at) - placed_at) * random.random()
        bookings.append(Booking(people[len(bookings)], quantity, placed_at, cancelled_at))
        left -= quantity
    return sorted(bookings, key=lambda booking: booking.placed_at)


def _placed_at(starts_at: datetime, random: Random, now: datetime) -> datetime:
    """Mostly in the last days, mostly in the evening; never after the start and never in the future."""
    latest = min(now, starts_at)
    days = min(LONGEST_BEFORE, int(random.expovariate(1 / MEAN_DAYS_BEFORE)))
    hour = random.choices(HOURS, HOUR_WEIGHTS)[0]
    local = (latest - timedelta(days=days)).astimezone(local_zone())
    placed_at = local.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60), microsecond=0)
    return placed_at if placed_at <= latest else placed_at - timedelta(days=1)


def _arrivals(scene: Scene, tickets: list[int], random: Random, now: datetime) -> list[Arrival]:
    comes = random.uniform(COMES_LEAST, COMES_MOST)
    arrivals: list[Arrival] = []
    for ticket_id in tickets:
        # From the opening of the doors to a while after the start, most shortly before it.
        at = scene.entry_opens_at + (scene.ends_at - scene.entry_opens_at) * random.betavariate(2.6, 4.2)
        device_id, gate_id = random.choice(scene.phones)
        if random.random() >= comes or at > now:
            continue
        arrivals.append(Arrival(ticket_id, scene.offer.event_id, device_id, gate_id, at))
        if random.random() < REFUSED_SHARE:
            verdict = random.choices(REFUSALS, REFUSAL_WEIGHTS)[0]
            arrivals.append(_refusal(arrivals[-1], verdict, random))
    return arrivals


def _refusal(welcome: Arrival, verdict: Verdict, random: Random) -> Arrival:
    """Shortly before or after they were let in: with the same ticket again, or with something that is none."""
    while_ = timedelta(seconds=random.randrange(5, 300))
    if verdict is Verdict.UNKNOWN:
        return Arrival(None, None, welcome.device_id, welcome.gate_id, welcome.at - while_, verdict)
    if verdict is Verdict.ALREADY_USED:
        return Arrival(
            welcome.ticket_id, welcome.event_id, welcome.device_id, welcome.gate_id, welcome.at + while_, verdict, entered_before=welcome.at
        )
    return Arrival(welcome.ticket_id, welcome.event_id, welcome.device_id, welcome.gate_id, welcome.at - while_, verdict)
