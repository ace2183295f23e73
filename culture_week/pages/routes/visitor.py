"""Home and plain pages."""

from datetime import date, datetime, timedelta

from flask import Blueprint, current_app, render_template

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.contact import read_phone, show_phone
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import local_day, local_zone
from culture_week.festival.consents import texts_of
from culture_week.festival.queries import current_edition
from culture_week.festival.words import PURPOSES
from culture_week.programme.cards import day_tabs, next_events
from culture_week.programme.rules.search import HOURS
from culture_week.programme.states import PartOfDay
from culture_week.ticketing import cards
from culture_week.ticketing.queries.events import ListedEvent, events_of_edition
from culture_week.ticketing.rules import Admission, admission_of

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
    short = [event for event in events_of_edition(edition.id) if event.finishes_at - event.begins_at <= SHORT]
    current = [event for event in short if event.takes_place and event.begins_at <= now < event.finishes_at]
    following = next_events(edition, now, NEXT_SHOWN)
    shown = {event.id for event in (*current, *following)}
    rest = [event for event in short if local_day(event.starts_at) == today and event.finishes_at > now and event.id not in shown]
    return render_template(
        "pages/home.html",
        edition=edition,
        now=[cards.as_card(event, now) for event in current],
        next=[cards.as_card(event, now) for event in following],
        today=[cards.as_card(event, now) for event in rest],
        today_on=today if during else None,
        days=day_tabs(edition, today),
        tonight=during and any(_is_free_tonight(event, today, now) for event in short),
        phase="during" if during else "before" if today < edition.starts_on else "after",
    )


def _is_free_tonight(event: ListedEvent, today: date, now: datetime) -> bool:
    evening = local_day(event.starts_at) == today and event.starts_at.astimezone(local_zone()).hour in HOURS[PartOfDay.EVENING]
    return evening and event.takes_place and event.finishes_at > now and admission_of(event.offers) is not Admission.PAID


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
