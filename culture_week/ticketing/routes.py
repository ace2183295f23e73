"""The office's pages for an event's ticket types."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import Refusal
from culture_week.core.fields import typed_instant, typed_pair
from culture_week.core.forms import TextForm
from culture_week.core.rows import ChangedMeanwhile, CodeTaken
from culture_week.core.saving import saved
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import EventFacts, event_facts
from culture_week.sales.queries import OfferToEdit, offers_to_edit
from culture_week.ticketing import actions
from culture_week.ticketing.forms import TicketTypeForm
from culture_week.ticketing.queries.tickets import offer_ids_of_event

ticketing = Blueprint("ticketing", __name__, url_prefix="/staff")
BLUEPRINTS = (ticketing,)
USUALLY_OPENS_BEFORE = timedelta(days=30)


@ticketing.get("/acara/<event_code>/tiket")
@requires("programme.edit")
def ticket_types(event_code: str) -> str:
    """The ticket types of an event."""
    event = _event(event_code)
    return render_template("ticketing/ticket_types.html", event=event, offers=_offers(event), now=utc_now(), form=TextForm())


@ticketing.route("/acara/<event_code>/tiket/baru", methods=["GET", "POST"])
@requires("programme.edit")
def new_ticket_type(event_code: str) -> Any:
    """A new ticket type with places of its own; one person's limit counts over all types of the event."""
    event = _event(event_code)
    now, offers = utc_now(), _offers(event)
    window = {**typed_instant("opens", event.times.starts_at - USUALLY_OPENS_BEFORE), **typed_instant("closes", event.times.ends_at)}
    limit = offers[0].per_person if offers else 5
    form = TicketTypeForm(data={"price": "0", "max_per_order": "5", "per_person": str(limit), **window})
    if not form.is_submitted() or not form.validate():
        return _page(form, event, None), 422 if form.is_submitted() else 200
    more = {"size": form.size.number, "per_person": form.per_person.number, "code": form.code.text, "event_id": event.id}
    shared = offers[0].allowance_id if offers else None
    try:
        in_transaction(actions.create_ticket_type, **form.values, **more, allowance_id=shared, by=current_user.actor, now=now)
    except CodeTaken as refusal:
        form.code.errors = [refusal.text()]
        return _page(form, event, None), 422
    return saved("ticketing.ticket_types", event_code=event_code)


@ticketing.route("/acara/<event_code>/tiket/<offer_code>", methods=["GET", "POST"])
@requires("programme.edit")
def ticket_type(event_code: str, offer_code: str) -> Any:
    """Other words, price, places, limits or sale window; or the sale stops."""
    event = _event(event_code)
    offer = _offer(event, offer_code)
    form = TicketTypeForm(data=_typed(offer))
    if not form.is_submitted():
        return _page(form, event, offer)
    form.code.data = offer.code
    if not form.validate():
        return _page(form, event, offer), 422
    more = {"size": form.size.number, "per_person": form.per_person.number, "closed": form.closed.data}
    more |= {"offer_id": offer.id, "seen": form.seen.data}
    try:
        in_transaction(actions.change_ticket_type, values=form.values, **more, by=current_user.actor, now=utc_now())
    except ChangedMeanwhile as refusal:
        offer = _offer(event, offer_code)
        form.was_changed(refusal, offer.mark)
        return _page(form, event, offer), refusal.status
    except Refusal as refusal:
        return _page(form, event, offer, refusal.text()), refusal.status
    return saved("ticketing.ticket_types", event_code=event_code)


def _typed(offer: OfferToEdit) -> dict[str, Any]:
    opens = typed_instant("opens", offer.sale_opens_at) if offer.sale_opens_at else {}
    numbers = {name: str(getattr(offer, name)) for name in ("price", "size", "max_per_order", "per_person")}
    window = {**opens, **typed_instant("closes", offer.sale_closes_at)}
    return {"code": offer.code, "seen": offer.mark, **typed_pair("title", offer.title), **numbers, **window, "closed": offer.closed}


def _event(code: str) -> EventFacts:
    edition = desk_edition()
    found = event_facts(edition.id, code) if edition else None
    if found is None:
        abort(404)
    return found


def _offers(event: EventFacts) -> list[OfferToEdit]:
    return offers_to_edit(offer_ids_of_event(event.id))


def _offer(event: EventFacts, code: str) -> OfferToEdit:
    found = next((offer for offer in _offers(event) if offer.code == code), None)
    if found is None:
        abort(404)
    return found


def _page(form: TicketTypeForm, event: EventFacts, offer: OfferToEdit | None, notice: str | None = None) -> str:
    return render_template("ticketing/ticket_type.html", form=form, event=event, offer=offer, notice=notice)
