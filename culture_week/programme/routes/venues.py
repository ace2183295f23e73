"""The venues: how to get there, what is on, and whom to ask."""

from flask import abort, render_template, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.contact import show_phone
from culture_week.core.page_cache import kept_ready
from culture_week.core.qr import draw_qr
from culture_week.festival.queries import CurrentEdition
from culture_week.programme.cards import belongs, by_venue, days_of
from culture_week.programme.queries.venues import VenueFacts, venue_of_edition, venues_of_edition
from culture_week.programme.routes.visitor import edition_or_404, programme, public_url
from culture_week.ticketing import cards
from culture_week.ticketing.cards import directions_url
from culture_week.ticketing.queries.events import events_of_edition


def venue_or_404(edition: CurrentEdition, code: str) -> VenueFacts:
    """A venue of the edition, else there is no such page."""
    found = venue_of_edition(edition.id, code)
    if found is None:
        abort(404)
    return found


@programme.get("/tempat")
@public
@kept_ready
def venues() -> str:
    """All venues of the edition that have something on the programme."""
    edition = edition_or_404()
    counts = {at.code: len(at.cards) for at in by_venue(events_of_edition(edition.id), utc_now())}
    shown = [{"venue": venue, "count": counts[venue.code]} for venue in venues_of_edition(edition.id) if venue.code in counts]
    return render_template("programme/venues.html", edition=edition, venues=shown)


@programme.get("/tempat/<code>")
@public
@kept_ready
def venue(code: str) -> str:
    """One venue: the way there, what residents ask, and what is on, day by day."""
    edition, now = edition_or_404(), utc_now()
    found = venue_or_404(edition, code)
    here = [event for event in events_of_edition(edition.id) if event.venue.code == code]
    days = [(on, [event for event in here if belongs(event.starts_at, event.ends_at, on)]) for on in days_of(edition)]
    return render_template(
        "programme/venue.html",
        edition=edition,
        venue=found,
        phone=show_phone(found.responsible_phone) if found.responsible_phone else "",
        directions_url=directions_url(found.directions_query),
        days=[(on, [cards.as_card(event, now) for event in events]) for on, events in days if events],
    )


@programme.get("/tempat/<code>/poster")
@public
@kept_ready
def poster(code: str) -> str:
    """An A4 page to hang up at the venue: its name and the way to its programme."""
    edition = edition_or_404()
    found = venue_or_404(edition, code)
    url = public_url(url_for("programme.venue", code=code))
    return render_template("programme/poster.html", edition=edition, venue=found, url=url, qr=draw_qr(url))
