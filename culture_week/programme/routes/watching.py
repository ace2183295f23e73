"""Where visitors ask to be told of an event, and where they stop it; guests have no session, so this is no part of the office."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.codes import is_derived_secret, new_code
from culture_week.core.contact import BadContact, read_contact
from culture_week.core.database import in_transaction
from culture_week.core.forms import ContactField, GuestForm
from culture_week.core.limits import client_address, count_miss, limited
from culture_week.core.security import hide_address
from culture_week.core.text import current_language
from culture_week.festival.consents import Purpose, current_text
from culture_week.programme.actions.watching import stop_watching, watch_event
from culture_week.programme.queries.watching import watched_event
from culture_week.programme.routes.visitor import edition_or_404
from culture_week.programme.rules.watching import may_be_watched
from culture_week.ticketing import cards
from culture_week.ticketing.queries.events import event_by_code, events_by_ids

watching = Blueprint("watching", __name__)
# The page of a watch: /kabari/<code>/<secret>. Also what its secret is for.
WATCH_PAGE = "kabari"


class WatchForm(GuestForm):
    """Whom to tell."""

    contact = ContactField()


def posted_contact() -> str:
    """Whose requests the contact limit counts."""
    try:
        return read_contact(request.form.get("contact", "")).value
    except BadContact:
        return f"unread:{client_address()}"


@watching.route("/acara/<event_code>/kabari", methods=["GET", "POST"])
@public
@limited("LIMIT_WATCH_ADDRESS", scope="watch-address")
@limited("LIMIT_WATCH_CONTACT", by=posted_contact, scope="watch-contact")
def watch(event_code: str) -> Any:
    """Asks for a contact; the answer is the same to one that is told already."""
    edition, now = edition_or_404(), utc_now()
    event = event_by_code(edition.id, event_code) or abort(404)
    if not may_be_watched(event, now):
        return redirect(url_for("programme.event", code=event.code), 303)
    form, consent = WatchForm(), current_text(Purpose.WATCH)
    if request.method == "POST" and form.validate():
        asked = {"event": event, "code": new_code(), "contact": form.contact.contact, "language": current_language()}
        in_transaction(watch_event, **asked, consent_version=consent.version, by="visitor", now=now)
        return redirect(url_for("watching.watch", event_code=event.code, dicatat=1), 303)
    shown = {"event": cards.as_card(event, now), "form": form, "consent": consent, "noted": "dicatat" in request.args}
    return render_template("programme/watch.html", edition=edition, **shown), 422 if form.errors else 200


@watching.route("/kabari/<code>/<secret>/berhenti", methods=["GET", "POST"])
@public
def stop(code: str, secret: str) -> Any:
    """A page with one button: programs that follow links of mails must not end anything."""
    hide_address()
    if not is_derived_secret(secret, WATCH_PAGE, code, 1):
        count_miss("LIMIT_SECRET_MISSES", by=client_address(), scope="secret-misses")
        abort(404)
    if request.method == "POST":
        in_transaction(stop_watching, code=code, by="visitor", now=utc_now())
        return redirect(url_for("watching.stop", code=code, secret=secret), 303)
    event_id = watched_event(code)
    events = events_by_ids((event_id,)) if event_id else []
    event = cards.as_card(events[0], utc_now()) if events else None
    return render_template("programme/stop_watching.html", edition=edition_or_404(), event=event)
