"""Things to test with, as plain functions; each writes in a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select, update

from culture_week.accounts.actions import create_account, grant_role
from culture_week.accounts.models import Account
from culture_week.accounts.states import Role
from culture_week.checkin.actions import enrol_device, offer_enrolment
from culture_week.checkout.models import MassCancellation
from culture_week.core.codes import derived_secret
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import db, in_transaction, session
from culture_week.core.long_work import LongWork, WorkState, begin
from culture_week.core.rows import add_row
from culture_week.core.short_memory import forget_all
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.festival.actions.edits import announce
from culture_week.festival.actions.setup import add_edition, add_event, add_gate, add_venue
from culture_week.festival.models import Area
from culture_week.festival.queries import announcements_of, current_edition, event_facts
from culture_week.festival.states import AnnouncementLevel, Category, Kind
from culture_week.insights.actions.exports import plan_export
from culture_week.insights.jobs import make_exports
from culture_week.insights.models import ExportPlan
from culture_week.insights.queries.plans import files_of
from culture_week.insights.rules import Rhythm
from culture_week.insights.states import ExportKind
from culture_week.messages.actions import queue
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState
from culture_week.performers.actions import add_group
from culture_week.programme.actions.watching import watch_event
from culture_week.programme.models import Notice
from culture_week.sales.actions.offers import add_seller
from culture_week.ticketing.actions import add_ticket_type
from culture_week.ticketing.queries.events import event_by_code

_numbers = count(1)
PASSWORD = "a password for tests"


def now() -> datetime:
    return datetime.now(UTC)


def make_edition(**changes: Any) -> SimpleNamespace:
    n, today = next(_numbers), now().date()
    values = {
        "code": f"ED{n}",
        "name": {"id": "Pekan Kebudayaan", "en": "Culture Week"},
        "starts_on": today - timedelta(days=2),
        "ends_on": today + timedelta(days=4),
        "published_at": now(),
    } | changes
    edition_id = in_transaction(add_edition, **values, by="test", now=now())
    forget_all()
    return SimpleNamespace(id=edition_id, **values)


def make_venue(edition: Any, **changes: Any) -> SimpleNamespace:
    n = next(_numbers)
    values = {
        "code": f"V{n}",
        "name": f"Balai {n}",
        "address": "Jalan Contoh",
        "directions_query": "Balai",
        "indoor": True,
        "capacity": 100,
    }
    values |= changes
    venue_id = in_transaction(add_venue, **values, by="test", now=now())
    gate_id = in_transaction(add_gate, edition_id=edition.id, venue_id=venue_id, code=f"G{n}", name=f"Pintu {n}", by="test", now=now())
    return SimpleNamespace(id=venue_id, gate_id=gate_id, gate_code=f"G{n}", gate_name=f"Pintu {n}", **values)


def make_event(edition: Any, venue: Any, *, size: int | None = 50, price: int = 0, per_person: int = 5, **changes: Any) -> SimpleNamespace:
    """An event that is on now, with one ticket type of `size` places unless `size` is None."""
    n = next(_numbers)
    values = {
        "code": f"E{n}",
        "title": {"id": f"Acara {n}", "en": f"Event {n}"},
        "description": {"id": "Uraian", "en": "Description"},
        "kind": Kind.PERFORMANCE,
        "category": Category.SENI,
        "starts_at": now() - timedelta(minutes=10),
        "ends_at": now() + timedelta(hours=2),
    } | changes
    event_id = in_transaction(add_event, edition_id=edition.id, venue_id=venue.id, **values, by="test", now=now())
    offer_code = f"OFFER{n}"
    if size is not None:
        in_transaction(_sell, event_id=event_id, code=offer_code, size=size, price=price, per_person=per_person, closes=values["ends_at"])
    forget_all()
    return SimpleNamespace(id=event_id, offer=offer_code, **values)


def _sell(*, event_id: int, code: str, size: int, price: int, per_person: int, closes: datetime) -> None:
    add_ticket_type(
        event_id=event_id,
        code=code,
        seller_id=add_seller(code="PANITIA", name="Panitia", by="test", now=now()),
        size=size,
        title={"id": "Umum", "en": "General"},
        price=price,
        max_per_order=5,
        per_person=per_person,
        sale_opens_at=min(now(), closes) - timedelta(days=1) if price == 0 else None,
        sale_closes_at=closes,
        by="test",
        now=now(),
    )


def make_festival(**event: Any) -> SimpleNamespace:
    """An edition with a venue and an event."""
    edition = make_edition()
    venue = make_venue(edition)
    return SimpleNamespace(edition=edition, venue=venue, event=make_event(edition, venue, **event))


def make_device(gate_id: int) -> str:
    """The token of a new device."""

    def make() -> str:
        return enrol_device(secret=offer_enrolment(gate_id=gate_id, by="test", now=now()), now=now())

    return in_transaction(make)


def make_account(role: Role, **scope: Any) -> str:
    """The e-mail of a new account with a role."""
    email = f"person{next(_numbers)}@example.id"

    def make() -> None:
        account_id = create_account(email=email, name="Orang Contoh", password=PASSWORD, by="test", now=now())
        grant_role(account_id=account_id, role=role, **scope, by="test", now=now())

    in_transaction(make)
    return email


def order_body(offer: str, quantity: int = 1, phone: str | None = None, by_mail: bool = False, name: str = "Siti Contoh") -> dict[str, Any]:
    """A booking by somebody new."""
    n = next(_numbers)
    contact = {"email": f"siti{n}@contoh.id"} if by_mail else {"phone": phone or f"0861{n:08d}"}
    return {"lines": [{"offer": offer, "quantity": quantity}], "buyer": {"name": name, **contact}}


def book(client: Any, offer: str, quantity: int = 1, **more: Any) -> Any:
    """Books through the API; each call is another person at another address."""
    n = next(_numbers)
    headers = {"Idempotency-Key": more.pop("key", f"test-key-{n}")}
    address = {"REMOTE_ADDR": f"127.0.{n // 250 % 250}.{n % 250 + 1}"}
    return client.post("/api/v1/orders", json=order_body(offer, quantity, **more), headers=headers, environ_overrides=address)


def scan(client: Any, token: str, **body: Any) -> Any:
    """Scans through the API."""
    values = {"scan_id": f"test-scan-{next(_numbers)}", "scanned_at": now().isoformat(), **body}
    return client.post("/api/v1/scans", json=values, headers={"Authorization": f"Bearer {token}"})


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that runs inside."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def change_event(action: Any, festival: SimpleNamespace, **values: Any) -> None:
    """Does one of `programme.actions.changes` to the festival's event, as it stands."""
    found = event_facts(festival.edition.id, festival.event.code)
    in_transaction(action, **({"event": found, "note": None, "by": "test", "now": now()} | values))
    forget_all()


def let_changes_settle() -> None:
    """As if the notices and cancellations that wait had been written a while ago."""
    for table in (Notice, MassCancellation):
        in_transaction(session.execute, statement=update(table).values(made_at=now() - timedelta(minutes=1)))


def make_office(festival: SimpleNamespace) -> dict[str, str]:
    """One of each thing that the office has a page for, by the name that routes give its code."""
    shown = {"shown_from": now(), "shown_until": now() + timedelta(hours=1)}
    values = {"level": AnnouncementLevel.INFO, "text": {"id": "Kabar", "en": "News"}, "url": None, **shown}
    in_transaction(announce, edition_id=festival.edition.id, values=values, by="test", now=now())
    area = {"venue_id": festival.venue.id, "code": "A1", "name": "Panggung"}
    in_transaction(add_row, model=Area, values=area, subject="area:A1", by="test", now=now())
    in_transaction(add_group, code="SANGGAR-A", name="Sanggar Contoh", by="test", now=now())
    return {
        "group_code": "SANGGAR-A",
        "offer_code": festival.event.offer,
        "edition_code": festival.edition.code,
        "venue_code": festival.venue.code,
        "gate_code": festival.venue.gate_code,
        "area_code": "A1",
        "announcement_code": announcements_of(festival.edition.id)[0].code,
    }


def make_work(by: str, kind: str, edition: Any, report: dict[str, Any] | None = None) -> str:
    """The code of long work that waits, or that ended with `report`."""

    def make() -> str:
        code = begin(kind=kind, asked={"edition": edition.code, "file": "acara.xlsx"}, upload=b"a file", by=by, now=now())
        if report is not None:
            ended = {"state": WorkState.DONE, "ended_at": now(), "report": {"edition": edition.code, "file": "acara.xlsx"} | report}
            session.execute(update(LongWork).where(LongWork.code == code).values(ended))
        return code

    return in_transaction(make)


def make_watch(festival: SimpleNamespace) -> str:
    """The path of the page that ends a new watch of the festival's event."""
    n = next(_numbers)
    code = f"W{n:07d}"
    event = event_by_code(festival.edition.id, festival.event.code)
    contact = Contact(Channel.EMAIL, f"siti{n}@contoh.id")
    in_transaction(watch_event, event=event, code=code, contact=contact, language="id", consent_version=1, by="test", now=now())
    return f"/kabari/{code}/{derived_secret('kabari', code, 1)}/berhenti"


def make_dead_mail(key: str) -> None:
    """A mail that was given up."""
    bought = [{"quantity": 1, "title": {"id": "Tari"}, "starts_at": now().isoformat(), "place": "Balai"}]
    context = {"name": "Siti Contoh", "order_code": "ABCD2345", "generation": 1, "bought": bought}
    contact = Contact(Channel.EMAIL, "siti@contoh.id")

    def make() -> None:
        queue(key=key, contact=contact, language="id", template="checkout/order_confirmed", context=context, now=now())
        session.execute(update(Message).where(Message.key == key).values(state=MessageState.DEAD, attempts=100))

    in_transaction(make)


def make_export(email: str) -> SimpleNamespace:
    """A planned export of the account with this address, and the file that was made for it."""
    plan = {"kind": ExportKind.DAYS, "table_format": TableFormat.CSV, "rhythm": Rhythm(None, 6, ZoneInfo("Asia/Jakarta"))}
    code = f"P{next(_numbers):07d}"
    account_id = session.scalars(select(Account.id).where(Account.email == email)).one()
    edition = current_edition()
    in_transaction(plan_export, code=code, edition_id=edition.id, account_id=account_id, **plan, by="test", now=now())
    in_transaction(lambda: session.execute(update(ExportPlan).where(ExportPlan.code == code).values(next_at=now())))
    make_exports()
    return SimpleNamespace(code=code, file=files_of(account_id, edition.id, now())[0].name)
