"""Home and plain pages."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, render_template

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.contact import read_phone, show_phone
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import day_bounds, local_day
from culture_week.festival.consents import texts_of
from culture_week.festival.queries import current_edition
from culture_week.festival.words import PURPOSES
from culture_week.programme.cards import day_tabs
from culture_week.ticketing import cards
from culture_week.ticketing.queries.events import ListedEvent, events_between, next_events
from culture_week.ticketing.rules import Status

pages = Blueprint("pages", __name__)
NEXT_SHOWN = 4
# What stands open for days on end is no news on the home page.
SHORT = timedelta(hours=13)


@pages.get("/")
@public
@kept_ready
def home() -> str:
    """Now, next and today."""
    edition, now = current_edition(), utc_now()
    if edition is None:
        return render_template("pages/home.html", edition=None, now=[], next=[], today=[], today_on=None, days=[], phase="before")
    today = local_day(now)
    during = edition.starts_on <= today <= edition.ends_on
    todays = events_between(edition.id, *day_bounds(today)) if during else []
    return render_template(
        "pages/home.html",
        edition=edition,
        now=_cards([event for event in todays if event.starts_at <= now < event.ends_at and _is_short(event)], Status.CANCELLED),
        next=_cards(next_events(edition.id, now, NEXT_SHOWN)),
        today=_cards([event for event in todays if _is_short(event)]),
        today_on=today if during else None,
        days=day_tabs(edition, today),
        phase="during" if during else "before" if today < edition.starts_on else "after",
    )


def _is_short(event: ListedEvent) -> bool:
    return event.ends_at - event.starts_at <= SHORT


def _cards(events: list[ListedEvent], without: Status | None = None) -> list[dict[str, Any]]:
    shown = [cards.as_card(event, utc_now()) for event in events]
    return [card for card in shown if card["status"] != without]


@pages.get("/tentang")
@public
@kept_ready
def about() -> str:
    """What the week is, how to take part, and whom to ask."""
    return render_template("pages/about.html", edition=current_edition(), contact=_contact())


@pages.get("/aksesibilitas")
@public
@kept_ready
def accessibility() -> str:
    """What works for whom, what does not, and whom to tell."""
    return render_template("pages/accessibility.html", edition=current_edition(), contact=_contact())


def _contact() -> dict[str, str]:
    """How the committee is reached; production does not start without a way."""
    config = current_app.config
    phone = read_phone(config["CONTACT_WHATSAPP"]).value if config["CONTACT_WHATSAPP"] else ""
    return {
        "email": config["CONTACT_EMAIL"],
        "phone": show_phone(phone) if phone else "",
        "whatsapp_url": f"https://wa.me/{phone.removeprefix('+')}" if phone else "",
        "address": config["CONTACT_ADDRESS"],
    }


@pages.get("/privasi")
@public
@kept_ready
def privacy() -> str:
    """What is kept of visitors, why, and how long."""
    texts = [(title, texts_of(purpose)) for purpose, title in PURPOSES.items()]
    return render_template("pages/privacy.html", edition=current_edition(), texts=texts)
