"""What a vendor sees of its own."""

from flask import Blueprint, render_template
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.forms import TextForm
from culture_week.festival.queries import current_edition
from culture_week.vendors.queries import vendors_of

vendors = Blueprint("vendors", __name__)
BLUEPRINTS = (vendors,)


@vendors.get("/lapak")
@requires("vendor.home")
def home() -> str:
    """The vendor's own page."""
    return render_template("vendors/home.html", names=vendors_of(current_user.id), edition=current_edition(), form=TextForm())
