"""How long what is kept, for everybody; what was erased in which night, for staff."""

from flask import Blueprint, render_template

from culture_week.core.access import public, requires
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_ready
from culture_week.festival.queries import current_edition
from culture_week.insights.queries.nights import latest_nights
from culture_week.insights.rules import RULES

retention = Blueprint("retention", __name__)
NIGHTS_SHOWN = 60


@retention.get("/privasi/penyimpanan")
@public
@kept_ready
def kept() -> str:
    """The table that the nightly job obeys."""
    return render_template("insights/kept.html", edition=current_edition(), rules=RULES)


@retention.get("/staff/retensi")
@requires("audit.see")
def nights() -> str:
    """What was erased, night by night."""
    names = {rule.erases: rule.what for rule in RULES if rule.erases}
    return render_template("insights/nights.html", nights=latest_nights(NIGHTS_SHOWN), names=names, now=utc_now())
