"""The statements of a booking and of a scan as the site runs them, for the bare reference."""

import fcntl
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, or_, select, update
from sqlalchemy import insert as plain_insert

from culture_week.checkin.models import Device, Scan
from culture_week.checkin.states import Verdict
from culture_week.core.audit import AuditEntry
from culture_week.core.contact import Channel
from culture_week.core.database import insert, table_of
from culture_week.core.idempotency import IdempotencyKey
from culture_week.core.sqlite import prepare, sqlite_module
from culture_week.festival.models import Event, Gate, Venue
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState
from culture_week.sales.models import AllowanceUse, Offer, OfferQuota, Order, OrderLine, Quota
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import Entry, Ticket, TicketType
from culture_week.ticketing.states import TicketState

EVENT = select(Event.code, Event.title, Event.description, Event.starts_at).where(Event.code == bindparam("code"))
OFFER = (
    select(
        Offer.id, Offer.seller_id, Offer.allowance_id, OfferQuota.quota_id, TicketType.event_id, Event.title, Event.starts_at, Venue.name
    )
    .join(OfferQuota, OfferQuota.offer_id == Offer.id)
    .join(TicketType, TicketType.offer_id == Offer.id)
    .join(Event, Event.id == TicketType.event_id)
    .join(Venue, Venue.id == Event.venue_id)
    .where(Offer.code == bindparam("code"))
)
DEVICE = (
    select(Device.id, Device.code, Device.gate_id, Gate.venue_id)
    .join(Gate, Gate.id == Device.gate_id)
    .where(Device.token_digest == bindparam("token"))
)
_quota, _use, _ticket, _scan = (table_of(model).c for model in (Quota, AllowanceUse, Ticket, Scan))
_CLAIM = insert(table_of(IdempotencyKey)).on_conflict_do_nothing().returning(table_of(IdempotencyKey).c.key_digest)
_TAKE_ALLOWANCE = (
    insert(table_of(AllowanceUse))
    .values(allowance_id=bindparam("allowance"), person=bindparam("who"), taken=bindparam("pieces"))
    .on_conflict_do_update(
        index_elements=["allowance_id", "person"],
        set_={"taken": _use.taken + bindparam("pieces")},
        where=_use.taken + bindparam("pieces") <= bindparam("most"),
    )
    .returning(_use.taken)
)
_SELL = (
    update(table_of(Quota))
    .where(
        _quota.id == bindparam("quota"),
        _quota.held + _quota.sold + bindparam("places") <= _quota.size,
        _quota.closed.is_(False),
        _quota.waiting == 0,
    )
    .values(sold=_quota.sold + bindparam("places"))
)
_INSERT_ORDER = plain_insert(table_of(Order)).returning(table_of(Order).c.id)
_INSERT_LINE = plain_insert(table_of(OrderLine)).returning(table_of(OrderLine).c.id)
_ISSUE = plain_insert(table_of(Ticket))
_QUEUE = insert(table_of(Message)).on_conflict_do_nothing(index_elements=["key"])
_AUDIT = plain_insert(table_of(AuditEntry))
_SEEN = select(_scan.id).where(_scan.scan_id == bindparam("scan_id"))
_PRESENTED = (
    select(Ticket.id, Ticket.generation, Ticket.event_id, Event.title, Event.venue_id, Venue.name)
    .join(Event, Event.id == Ticket.event_id)
    .join(Venue, Venue.id == Event.venue_id)
    .where(or_(Ticket.payload == bindparam("code"), Ticket.party_code == bindparam("code")))
    .order_by(Ticket.number)
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
_RECORD = insert(table_of(Scan)).on_conflict_do_nothing(index_elements=["scan_id"]).returning(_scan.id)


def connect(url: str) -> Engine:
    """An engine with the site's durability."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, module=sqlite_module())
    event.listen(engine, "connect", prepare)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction; on SQLite in turn behind the site's file lock, as its busy handler would cost far more."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with open(f"{engine.url.database}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def book(connection: Connection, offer: Any, quantity: int, name: str, contact: str, key: str, now: datetime) -> dict[str, Any] | None:
    """The eight statements of a booking; None where the quota is exhausted, which rolls it back."""
    code, party_code = secrets.token_hex(4).upper(), secrets.token_hex(14)
    claim = {"scope": "order", "key_digest": digest(key), "request_hash": digest(contact), "result_code": code, "created_at": now}
    connection.execute(_CLAIM, claim).one()
    person = digest(contact)
    connection.execute(_TAKE_ALLOWANCE, {"allowance": offer.allowance_id, "who": person, "pieces": quantity, "most": 5}).one()
    if connection.execute(_SELL, {"quota": offer.quota_id, "places": quantity}).rowcount != 1:
        connection.rollback()
        return None
    order = {"code": code, "generation": 1, "seller_id": offer.seller_id, "state": OrderState.CONFIRMED, "total": 0, "buyer_name": name}
    order |= {"channel": Channel.WHATSAPP, "contact": contact, "person": person, "language": "id", "placed_at": now, "confirmed_at": now}
    order_id = connection.execute(_INSERT_ORDER, order).scalar_one()
    line = {"order_id": order_id, "offer_id": offer.id, "quantity": quantity, "unit_price": 0, "cancelled": 0}
    line_id = connection.execute(_INSERT_LINE, line).scalar_one()
    ticket = {"event_id": offer.event_id, "order_line_id": line_id, "state": TicketState.VALID, "generation": 1, "party_code": party_code}
    ticket |= {"entries": 0, "max_entries": 1}
    tickets = [
        {**ticket, "number": n, "payload": secrets.token_hex(14), "entry_code": secrets.token_hex(4)} for n in range(1, quantity + 1)
    ]
    connection.execute(_ISSUE, tickets)
    bought = [{"quantity": quantity, "title": offer.title, "starts_at": offer.starts_at.isoformat(), "place": offer.name}]
    message = {"key": f"order-confirmed:{code}", "channel": Channel.WHATSAPP, "recipient": contact, "language": "id", "attempts": 0}
    message |= {"template": "checkout/order_confirmed", "context": {"order_code": code, "name": name, "bought": bought}}
    connection.execute(_QUEUE, {**message, "state": MessageState.BY_HAND, "due_at": now, "created_at": now})
    connection.execute(_AUDIT, {"at": now, "actor": "buyer", "action": "book", "subject": f"order:{code}", "details": {"total": 0}})
    shown = [{"entry_code": t["entry_code"], "qr": t["payload"], "state": "valid"} for t in tickets]
    return {"code": code, "secret": party_code, "state": "confirmed", "total": 0, "party_code": party_code, "tickets": shown}


def scan(connection: Connection, device: Any, payload: str, scan_id: str, scanned_at: datetime, now: datetime) -> bool:
    """The six statements of a scan; whether the ticket's holder goes in."""
    connection.execute(_SEEN, {"scan_id": scan_id}).one_or_none()
    ticket = connection.execute(_PRESENTED, {"code": payload}).all()[0]
    if connection.execute(_ADMIT, {"ticket": ticket.id, "generation_seen": ticket.generation}).rowcount != 1:
        return False
    entry = {"ticket_id": ticket.id, "event_id": ticket.event_id, "gate_id": device.gate_id, "scan_id": scan_id, "entered_at": now}
    connection.execute(_ENTER, entry)
    row = {"scan_id": scan_id, "request_hash": digest(payload), "device_id": device.id, "ticket_id": ticket.id}
    row |= {
        "event_id": ticket.event_id,
        "admitted": 1,
        "verdict": Verdict.WELCOME,
        "remaining": 0,
        "first_entered_at": None,
        "first_gate": None,
    }
    connection.execute(_RECORD, {**row, "scanned_at": scanned_at, "received_at": now}).scalar()
    deed = {"at": now, "actor": f"device:{device.code}", "action": "scan", "subject": f"scan:{scan_id}"}
    connection.execute(_AUDIT, {**deed, "details": {"verdict": "welcome", "admitted": 1}})
    return True
