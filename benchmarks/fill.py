"""Fills an empty database for measuring: the demo festival around today, more events, orders with tickets, devices.

Run as a program of its own, so that what measures holds nothing of the site: `python -m benchmarks.fill --help`.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, select, text

from config import PROJECT
from culture_week.app import create_app
from culture_week.checkin.actions import enrol_device, offer_enrolment
from culture_week.core.clock import utc_now
from culture_week.core.codes import digest, new_code, new_payload
from culture_week.core.contact import Channel
from culture_week.core.database import db, in_transaction, session, table_of, write_access
from culture_week.core.short_memory import forget_all
from culture_week.core.text import local_day
from culture_week.demo import load_festival
from culture_week.festival.actions.setup import add_event
from culture_week.festival.models import Gate
from culture_week.festival.queries import current_edition
from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.performers.actions import add_performance
from culture_week.performers.models import Group
from culture_week.sales.actions.offers import add_seller
from culture_week.sales.models import AllowanceUse, Offer, Order, OrderLine
from culture_week.sales.states import OrderState
from culture_week.ticketing.actions import add_ticket_type
from culture_week.ticketing.models import Ticket, TicketType
from culture_week.ticketing.states import TicketState

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


def fill(*, events: int, tickets: int, rushes: int) -> Festival:
    """Writes everything; `events` and `tickets` are how many there are in the end, those for `rushes` not counted."""
    now = utc_now()
    upgrade(str(PROJECT / "migrations"))
    in_transaction(load_festival, starts_on=local_day(now) - timedelta(days=DAYS_BEFORE), now=now)
    forget_all()
    festival = Festival(local_day(now).isoformat(), rushes=[f"RUSH{n}" for n in range(rushes)])
    in_transaction(_add_events, festival=festival, count=events, now=now)
    with write_access():
        festival.payloads = _add_tickets(tickets, now)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    in_transaction(_add_devices, festival=festival, now=now)
    return festival


def _add_events(*, festival: Festival, count: int, now: datetime) -> None:
    edition = current_edition()
    assert edition is not None
    pattern = next(e for e in json.loads((PROJECT / "culture_week/demo_data/events.json").read_text())["events"] if e["code"] == PATTERN)
    add = _adder(pattern, edition.id, now)
    for code in (festival.hot, festival.bare):
        festival.offers[code] = add(code, PLENTY, now - timedelta(minutes=10))
    for code in festival.rushes:
        festival.offers[code] = add(code, SCARCE, now + timedelta(days=3))
    present = session.scalar(text("SELECT COUNT(*) FROM event WHERE code NOT LIKE 'RUSH%'"))
    for number in range(count - present):
        add(f"B{number:03d}", 2500, now + timedelta(days=number % 7 - DAYS_BEFORE, minutes=number % 50 + 60))


def _adder(pattern: dict[str, Any], edition_id: int, now: datetime) -> Any:
    """A function that adds an event like `pattern`, with free tickets on sale, and returns its offer's code."""
    gate = session.execute(select(Gate.venue_id).where(Gate.code == f"{pattern['venue']}-1")).one()
    groups = session.scalars(select(Group.id).where(Group.code.in_(pattern["groups"]))).all()
    seller_id = add_seller(code="PANITIA", name="Panitia", by=BY, now=now)

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


def _add_tickets(count: int, now: datetime) -> list[str]:
    """Orders of two tickets each, most for the hot event and the rest for all others; returns the hot ones' QR texts."""
    types = session.execute(
        select(TicketType.event_id, Offer.id, Offer.allowance_id, Offer.seller_id, Offer.code)
        .join(Offer, Offer.id == TicketType.offer_id)
        .where(Offer.price == 0, Offer.code.not_like("RUSH%"))
        .order_by(Offer.id)
    ).all()
    hot = next(row for row in types if row.code.startswith("HOT"))
    last = session.scalar(text('SELECT COALESCE(MAX(id), 0) FROM "order"')) or 0
    chosen = [(last + n, hot if n % HOT_SHARE else types[n // HOT_SHARE % len(types)]) for n in range(1, count // PER_ORDER + 1)]
    payloads: list[str] = []
    for batch in _batches(chosen):
        _insert(Order, [_order(order_id, kind, now) for order_id, kind in batch])
        _insert(OrderLine, [_line(order_id, kind) for order_id, kind in batch])
        _insert(AllowanceUse, [{"allowance_id": k.allowance_id, "person": digest(_phone(n)), "taken": PER_ORDER} for n, k in batch])
        rows = [row for order_id, kind in batch for row in _tickets(order_id, kind)]
        _insert(Ticket, rows)
        payloads += [row["payload"] for row in rows if row["event_id"] == hot.event_id]
    _count_sold()
    return payloads


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table_of(model)), rows)


def _phone(order_id: int) -> str:
    return f"+62862{order_id:08d}"


def _order(order_id: int, kind: Any, now: datetime) -> dict[str, Any]:
    return {
        "id": order_id,
        "code": new_code(),
        "generation": 1,
        "seller_id": kind.seller_id,
        "state": OrderState.CONFIRMED,
        "total": 0,
        "buyer_name": f"Pembeli {order_id}",
        "channel": Channel.WHATSAPP,
        "contact": _phone(order_id),
        "person": digest(_phone(order_id)),
        "language": "id",
        "placed_at": now,
        "confirmed_at": now,
    }


def _line(order_id: int, kind: Any) -> dict[str, Any]:
    return {"id": order_id, "order_id": order_id, "offer_id": kind.id, "quantity": PER_ORDER, "unit_price": 0, "cancelled": 0}


def _tickets(order_id: int, kind: Any) -> list[dict[str, Any]]:
    party_code = new_payload()
    common = {"event_id": kind.event_id, "order_line_id": order_id, "state": TicketState.VALID, "generation": 1}
    common |= {"party_code": party_code, "entries": 0, "max_entries": 1}
    return [{**common, "number": n, "payload": new_payload(), "entry_code": new_code()} for n in range(1, PER_ORDER + 1)]


def _count_sold() -> None:
    """Makes counters say what is true, and lets PostgreSQL go on numbering behind the rows that were numbered here."""
    sold = (
        "(SELECT COALESCE(SUM(l.quantity), 0) FROM order_line l JOIN offer_quota q ON q.offer_id = l.offer_id WHERE q.quota_id = quota.id)"
    )
    session.execute(text(f"UPDATE quota SET sold = {sold}, size = CASE WHEN size < {sold} THEN {sold} ELSE size END"))
    if db.engine.dialect.name == "postgresql":
        for table in ("order", "order_line"):
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT MAX(id) FROM \"{table}\"))"))


def _add_devices(*, festival: Festival, now: datetime) -> None:
    gate_id = session.scalars(
        text("SELECT g.id FROM gate g JOIN event e ON e.venue_id = g.venue_id WHERE e.code = 'HOT' ORDER BY g.id LIMIT 1")
    ).one()
    for _ in range(DEVICES):
        festival.tokens.append(enrol_device(secret=offer_enrolment(gate_id=gate_id, by=BY, now=now), now=now))


def main() -> None:
    """Fills the database that DATABASE_URL names and writes what is in it, as JSON, to --out."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    for name in ("--events", "--tickets", "--rushes"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    app = create_app()
    with app.app_context():
        festival = fill(events=asked.events, tickets=asked.tickets, rushes=asked.rushes)
    asked.out.write_text(json.dumps(asdict(festival)))


if __name__ == "__main__":
    main()
