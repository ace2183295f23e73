"""The city's figures: the festival on one page, and one event."""

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from culture_week.accounts.rules import may_somewhere
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.errors import NotFound
from culture_week.festival.desk import desk_edition
from culture_week.insights import cards
from culture_week.insights.queries import figures

insights = Blueprint("insights", __name__, url_prefix="/staff/angka")


@insights.get("")
@requires("insights.see")
def overview() -> str:
    """The festival in numbers, for somebody with five minutes."""
    edition, now = desk_edition(), utc_now()
    shown = cards.overview(edition.id, now) if edition else None
    may_take = may_somewhere(current_user.grants, "exports.take", edition.id if edition else None)
    return render_template("insights/overview.html", shown=shown, now=now, exports_url=url_for("insights.exports") if may_take else None)


@insights.get("/acara/<event_code>")
@requires("insights.see")
def event(event_code: str) -> str:
    """One event in numbers."""
    edition, now = desk_edition(), utc_now()
    known = {event.code: event for event in figures.events_in_figures(edition.id)} if edition else {}
    if edition is None or event_code not in known:
        raise NotFound()
    counted = figures.one_event(edition.id, event_code)
    return render_template(
        "insights/event.html",
        event=cards.as_row(known[event_code], now),
        plots=[plot for plot in (cards.arrival_curve(counted.arrivals), cards.bookings_by_day(counted.tickets)) if plot],
        inside=sum(count for _minute, count in counted.arrivals),
        gates=cards.shares(counted.gates),
        refusals=cards.refusals(counted.refusals),
        now=now,
    )
