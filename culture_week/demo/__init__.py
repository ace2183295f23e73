"""Loads a festival to play with; its people and groups are fictional."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import delete, select, update

from culture_week.accounts.actions import create_account, grant_role
from culture_week.accounts.models import Account, Grant, Invitation, LogIn, OneTimeLink, Passkey, RecoveryCode, VerifiedContact
from culture_week.accounts.queries import account_by_email
from culture_week.accounts.states import Role
from culture_week.core import audit
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.core.text import local_day, local_zone
from culture_week.demo.scales import SCALES, Scale, grow
from culture_week.festival.actions.setup import add_edition, add_event, add_gate, add_venue
from culture_week.festival.queries import CurrentEdition, count_editions, edition_code, edition_id_by_code
from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.insights.models import ExportFile, ExportPlan
from culture_week.performers.actions import add_group, add_performance
from culture_week.sales.actions.offers import add_seller
from culture_week.ticketing.actions import GENERAL, ORGANIZER, add_ticket_type
from culture_week.vendors.actions import add_vendor
from culture_week.vendors.queries import vendor_id_by_code

demo_commands = AppGroup("demo", help="A festival to play with.")

DATA = Path(__file__).parent.parent / "demo_data"
BY = "demo"
FIRST_DAY_OF_DATA = date(2026, 11, 24)
DAYS = 7
TUESDAY = 1
PASSWORD = "pekan-budaya-contoh"
STAFF = (
    # e-mail                     name                  role
    ("admin@contoh.id", "Admin Contoh", Role.ADMIN),
    ("panitia@contoh.id", "Panitia Contoh", Role.ORGANIZER),
    ("gerbang@contoh.id", "Gerbang Contoh", Role.GATE),
)


@demo_commands.command("load")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="first day, a Tuesday")
@click.option("--scale", "size", type=click.Choice(list(SCALES)), default="small", show_default=True, help="city and large take minutes")
@click.option("--if-empty", is_flag=True, help="only where there is no edition yet")
def load(first: datetime | None, size: str, if_empty: bool) -> None:
    """Loads the demo festival; again for the same first day it changes nothing, or goes on where it was interrupted."""
    scale = SCALES[size]
    if if_empty and count_editions():
        click.echo("demo festival: there already")
        return
    starts_on = first.date() if first else nearest_tuesday(local_day(utc_now()))
    if starts_on.weekday() != TUESDAY:
        raise click.UsageError("--from must be a Tuesday: prayer and school times depend on the weekday")
    if scale.tickets and _is_production() and count_editions():
        raise click.UsageError("an invented crowd would stand among real bookings")
    loaded = in_transaction(load_festival, starts_on=starts_on, days=scale.days, now=utc_now())
    if scale.tickets:
        _grow(starts_on, scale)
    forget_all()
    click.echo(f"demo festival from {starts_on}: {'loaded' if loaded else 'there already'}")
    if loaded and _is_production():
        click.echo("no demo accounts in production, their password is published: flask accounts create-admin makes one of yours")


def _grow(starts_on: date, scale: Scale) -> None:
    edition_id = edition_id_by_code(edition_code_of(starts_on))
    assert edition_id is not None
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if done * 20 // total > told:
            told = done * 20 // total
            click.echo(f"{done:,} of {total:,} tickets")

    grow(edition_id=edition_id, scale=scale, by=BY, now=utc_now(), tell=tell)


@demo_commands.command("remove-log-ins")
def remove_log_ins() -> None:
    """Takes away the demo accounts, whose password is published."""
    click.echo(f"removed {in_transaction(remove_demo_accounts, now=utc_now())}")


def _is_production() -> bool:
    return bool(current_app.config["ENVIRONMENT"] == "production")


def published_log_ins() -> list[str]:
    """What keeps production from starting: accounts whose password everybody can read above."""
    known = [email for email, _name, _role in STAFF if account_by_email(email)]
    return [f"{', '.join(known)}: the password is published; run `flask demo remove-log-ins`"] if known else []


def is_demo(edition: CurrentEdition) -> bool:
    """Whether this is the festival that `load` writes, by its code."""
    return edition.code == f"{edition.starts_on:%Y%m%d}"


def remove_demo_accounts(*, now: datetime) -> int:
    """Removes the demo accounts with their log-ins and grants; what they did stays in the audit trail. Returns how many."""
    ids = [known[0] for email, _name, _role in STAFF if (known := account_by_email(email))]
    session.execute(update(Invitation).where(Invitation.invited_by_id.in_(ids)).values(invited_by_id=None, withdrawn_at=now))
    theirs = select(ExportPlan.id).where(ExportPlan.account_id.in_(ids))
    session.execute(delete(ExportFile).where(ExportFile.plan_id.in_(theirs)))
    for table in (ExportPlan, Grant, LogIn, OneTimeLink, Passkey, RecoveryCode, VerifiedContact):
        session.execute(delete(table).where(table.account_id.in_(ids)))
    session.execute(delete(Account).where(Account.id.in_(ids)))
    for account_id in ids:
        audit.record_sealed(by=BY, now=now, action="remove", subject=f"account:{account_id}")
    return len(ids)


def nearest_tuesday(today: date) -> date:
    """The Tuesday on or before `today`; on Sunday and Monday, when little is left of that week, the next one."""
    since = (today.weekday() - TUESDAY) % 7
    return today - timedelta(days=since) if since < 5 else today + timedelta(days=7 - since)


def edition_code_of(starts_on: date) -> str:
    """What the edition that begins on this day is called."""
    return f"{starts_on:%Y%m%d}"


def load_festival(*, starts_on: date, days: int = DAYS, now: datetime) -> bool:
    """Writes the festival that begins on `starts_on`; False where it is there already."""
    code = edition_code_of(starts_on)
    if edition_id_by_code(code) is not None:
        return False
    name = {"id": "Pekan Kebudayaan Daerah Tebing Tinggi", "en": "Tebing Tinggi Regional Culture Week"}
    ends_on = starts_on + timedelta(days=days - 1)
    edition_id = add_edition(code=code, name=name, starts_on=starts_on, ends_on=ends_on, published_at=now, by=BY, now=now)
    venues = {venue["code"]: _load_venue(venue, edition_id, now) for venue in _read("venues")["venues"]}
    groups = {g["code"]: add_group(code=g["code"], name=g["name"], by=BY, now=now) for g in _read("groups")["groups"]}
    for vendor in _read("vendors")["vendors"]:
        if vendor_id_by_code(vendor["code"]) is None:
            add_vendor(code=vendor["code"], name=vendor["name"], by=BY, now=now)
    seller_id = add_seller(code=ORGANIZER, name="Panitia (contoh)", by=BY, now=now)
    for event in _read("events")["events"]:
        _load_event(event, edition_id, venues, groups, seller_id, starts_on - FIRST_DAY_OF_DATA, now)
    _load_training(edition_id, venues["LATIHAN"], seller_id, starts_on, now)
    if not _is_production():
        _load_staff(edition_id, now)
    return True


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text())


def _load_venue(venue: dict[str, Any], edition_id: int, now: datetime) -> int:
    venue_id = add_venue(**venue, by=BY, now=now)
    for number in (1, 2):
        add_gate(edition_id=edition_id, venue_id=venue_id, code=f"{venue['code']}-{number}", name=f"Pintu {number}", by=BY, now=now)
    return venue_id


def _load_event(
    event: dict[str, Any], edition_id: int, venues: dict[str, int], groups: dict[str, int], seller_id: int, shift: timedelta, now: datetime
) -> None:
    starts_at = datetime.fromisoformat(event["starts_at"]) + shift
    ends_at = datetime.fromisoformat(event["ends_at"]) + shift
    event_id = add_event(
        edition_id=edition_id,
        venue_id=venues[event["venue"]],
        code=event["code"],
        title=event["title"],
        description=event["description"],
        kind=Kind(event["kind"]),
        category=Category(event["category"]),
        more_categories=tuple(Category(code) for code in event["more_categories"]),
        audience=Audience(event["audience"]),
        access=tuple(Access(code) for code in event["access"]),
        rain_plan=event["rain_plan"],
        starts_at=starts_at,
        ends_at=ends_at,
        by=BY,
        now=now,
    )
    for position, code in enumerate(event["groups"]):
        add_performance(event_id=event_id, group_id=groups[code], position=position, by=BY, now=now)
    if event["quota"]:
        free = event["price"] == 0
        _sell(event_id, event, edition_id, seller_id, starts_at - timedelta(days=60) if free else None, ends_at, now)


def _sell(
    event_id: int, event: dict[str, Any], edition_id: int, seller_id: int, opens_at: datetime | None, closes_at: datetime, now: datetime
) -> None:
    add_ticket_type(
        event_id=event_id,
        code=f"{event['code']}-{edition_code(edition_id)}",
        seller_id=seller_id,
        size=event["quota"],
        title=GENERAL,
        price=event["price"],
        max_per_order=event["max_per_order"],
        per_person=event.get("per_person", event["max_per_order"]),
        sale_opens_at=opens_at,
        sale_closes_at=closes_at,
        by=BY,
        now=now,
    )


def _load_training(edition_id: int, venue_id: int, seller_id: int, starts_on: date, now: datetime) -> None:
    """A free event that is open round the clock, so that booking and scanning can be tried at any hour."""
    starts_at = datetime.combine(starts_on, time(), local_zone()).astimezone(UTC)
    ends_at = starts_at + timedelta(days=DAYS)
    event_id = add_event(
        edition_id=edition_id,
        venue_id=venue_id,
        code="LATIHAN",
        title={"id": "Pos latihan", "en": "Training post"},
        description={
            "id": "Untuk panitia dan relawan: pesan tiket percobaan, lalu pindai di gerbang latihan. Buka siang dan malam.",
            "en": "For staff and volunteers: book a practice ticket, then scan it at the training gate. Open day and night.",
        },
        kind=Kind.TRAINING,
        category=Category.TEKNOLOGI_TRADISIONAL,
        starts_at=starts_at,
        ends_at=ends_at,
        entry_opens_at=starts_at - timedelta(days=60),
        by=BY,
        now=now,
    )
    training = {"code": "LATIHAN", "quota": 100_000, "price": 0, "max_per_order": 5, "per_person": 50}
    _sell(event_id, training, edition_id, seller_id, starts_at - timedelta(days=60), ends_at, now)


def _load_staff(edition_id: int, now: datetime) -> None:
    for email, name, role in STAFF:
        known = account_by_email(email)
        account_id = known[0] if known else create_account(email=email, name=name, password=PASSWORD, by=BY, now=now)
        grant_role(account_id=account_id, role=role, edition_id=edition_id, by=BY, now=now)
