"""Fills an empty database for measuring: the demo festival around today, more events, orders with tickets, devices.

Run as a program of its own, so that what measures holds nothing of the site: `python -m benchmarks.fill --help`.
"""

import argparse
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import select, text

from config import PROJECT
from culture_week.app import create_app
from culture_week.checkin.actions import enrol_device, offer_enrolment
from culture_week.core import migrations
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction, session, write_access
from culture_week.core.short_memory import forget_all
from culture_week.core.text import local_day
from culture_week.demo import load_festival
from culture_week.demo.bulk import Booking, book_in_bulk, free_offers
from culture_week.demo.scales import SCALES, Scale, invent
from culture_week.festival.actions.setup import add_event
from culture_week.festival.models import Gate
from culture_week.festival.queries import current_edition
from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.performers.actions import add_performance
from culture_week.performers.models import Group
from culture_week.sales.actions.offers import add_seller
from culture_week.ticketing.actions import ORGANIZER, add_ticket_type

BY = "bench"
# The event whose texts and groups all others here have: performances on the main stage.
PATTERN = "E02"
DEVICES = 8
PER_ORDER = 2
# All but one order of so many are for the hot event, so that there are enough tickets to scan.
HOT_SHARE = 8
AT_ONCE = 10_000
PLENTY = 1_000_000
SCARCE = 100
DAYS_BEFORE = 3


@dataclass
class Festival:
    """What the load needs to know: events by name with their offers, tickets that nobody used, and devices' tokens."""

    today: str
    hot: str = "HOT"
    bare: str = "BARE"
    rushes: list[str] = field(default_factory=list)
    offers: dict[str, str] = field(default_factory=dict)
    payloads: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


def fill(*, scale: Scale, rushes: int) -> Festival:
    """Writes everything; the scale says how many events and tickets there are in the end, those for `rushes` not counted."""
    now = utc_now()
    upgrade(str(PROJECT / "migrations"))
    in_transaction(load_festival, starts_on=local_day(now) - timedelta(days=DAYS_BEFORE), days=scale.days, now=now)
    forget_all()
    festival = Festival(local_day(now).isoformat(), rushes=[f"RUSH{n}" for n in range(rushes)])
    in_transaction(_add_events, festival=festival, scale=scale, now=now)
    festival.payloads = in_transaction(_add_tickets, count=scale.tickets, now=now)
    with write_access():
        session.execute(text("ANALYZE"))
        session.commit()
    in_transaction(_add_devices, festival=festival, now=now)
    return festival


def _add_events(*, festival: Festival, scale: Scale, now: datetime) -> None:
    edition = current_edition()
    assert edition is not None
    pattern = next(e for e in json.loads((PROJECT / "culture_week/demo_data/events.json").read_text())["events"] if e["code"] == PATTERN)
    measured = (festival.hot, festival.bare)
    invent(edition_id=edition.id, events=scale.events - len(measured), tickets=scale.tickets, by=BY, now=now)
    add = _adder(pattern, edition.id, now)
    for code in measured:
        festival.offers[code] = add(code, PLENTY, now - timedelta(minutes=10))
    for code in festival.rushes:
        festival.offers[code] = add(code, SCARCE, now + timedelta(days=3))


def _adder(pattern: dict[str, Any], edition_id: int, now: datetime) -> Any:
    """A function that adds an event like `pattern`, with free tickets on sale, and returns its offer's code."""
    gate = session.execute(select(Gate.venue_id).where(Gate.code == f"{pattern['venue']}-1")).one()
    groups = session.scalars(select(Group.id).where(Group.code.in_(pattern["groups"]))).all()
    seller_id = add_seller(code=ORGANIZER, name="Panitia", by=BY, now=now)

    def add(code: str, size: int, starts_at: datetime) -> str:
        ends_at = starts_at + timedelta(hours=8)
        texts = {name: pattern[name] for name in ("title", "description", "rain_plan")}
        event_id = add_event(
            edition_id=edition_id,
            venue_id=gate.venue_id,
            code=code,
            **texts,
            kind=Kind(pattern["kind"]),
            category=Category(pattern["category"]),
            more_categories=tuple(map(Category, pattern["more_categories"])),
            audience=Audience(pattern["audience"]),
            access=tuple(map(Access, pattern["access"])),
            starts_at=starts_at,
            ends_at=ends_at,
            by=BY,
            now=now,
        )
        for position, group_id in enumerate(groups):
            add_performance(event_id=event_id, group_id=group_id, position=position, by=BY, now=now)
        add_ticket_type(
            event_id=event_id,
            code=f"{code}-BENCH",
            seller_id=seller_id,
            size=size,
            title={"id": "Umum", "en": "General admission"},
            price=0,
            max_per_order=5,
            per_person=5,
            sale_opens_at=starts_at - timedelta(days=60),
            sale_closes_at=ends_at,
            by=BY,
            now=now,
        )
        return f"{code}-BENCH"

    return add


def _add_tickets(*, count: int, now: datetime) -> list[str]:
    """Orders of two tickets each, most for the hot event and the rest for all others; returns the hot ones' QR texts."""
    offers = [offer for offer in free_offers() if not offer.code.startswith("RUSH")]
    hot = next(offer for offer in offers if offer.code.startswith("HOT"))
    orders = count // PER_ORDER
    for_others = orders // HOT_SHARE
    parts = [
        (hot, orders - for_others),
        *((offer, for_others * (n + 1) // len(offers) - for_others * n // len(offers)) for n, offer in enumerate(offers)),
    ]
    payloads, person = [], 0
    for offer, wanted in parts:
        for at in range(0, wanted, AT_ONCE):
            numbers = range(person, person + min(AT_ONCE, wanted - at))
            person = numbers.stop
            tickets = book_in_bulk(offer, [Booking(number, PER_ORDER, now) for number in numbers], now + timedelta(minutes=1))
            payloads += [payload for _ticket_id, payload in tickets if offer is hot]
    return payloads


def _add_devices(*, festival: Festival, now: datetime) -> None:
    gate_id = session.scalars(
        text("SELECT g.id FROM gate g JOIN event e ON e.venue_id = g.venue_id WHERE e.code = 'HOT' ORDER BY g.id LIMIT 1")
    ).one()
    for _ in range(DEVICES):
        festival.tokens.append(enrol_device(secret=offer_enrolment(gate_id=gate_id, by=BY, now=now), now=now))


def main() -> None:
    """Fills the database that DATABASE_URL names and writes what is in it, as JSON, to --out."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--scale", choices=list(SCALES), required=True)
    parser.add_argument("--rushes", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    app = create_app()
    migrations.init_app(app)
    with app.app_context():
        festival = fill(scale=SCALES[asked.scale], rushes=asked.rushes)
    asked.out.write_text(json.dumps(asdict(festival)))


if __name__ == "__main__":
    main()
