"""Where somebody who lost the link to their tickets asks for it."""

from typing import Any

from flask import redirect, render_template, request, url_for

from culture_week.checkout import actions
from culture_week.checkout.api import posted_contact
from culture_week.checkout.forms import LostLinkForm
from culture_week.checkout.routes.visitor import checkout
from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.limits import limited
from culture_week.core.text import current_language
from culture_week.festival.queries import current_edition


@checkout.route("/tiket-hilang", methods=["GET", "POST"])
@public
@limited("LIMIT_LOST_LINK_ADDRESS", scope="lost-link-address")
@limited("LIMIT_LOST_LINK_CONTACT", by=posted_contact, scope="lost-link-contact")
def lost_link() -> Any:
    """Asks for a contact, and says the same whoever it belongs to."""
    form = LostLinkForm()
    if request.method == "POST" and form.validate():
        asked = {"contact": form.contact.contact, "language": current_language()}
        in_transaction(actions.ask_for_links, **asked, by="visitor", now=utc_now())
        return redirect(url_for("checkout.lost_link", diminta=1), 303)
    page = render_template("checkout/lost_link.html", edition=current_edition(), form=form, asked="diminta" in request.args)
    return page, 422 if form.errors else 200
