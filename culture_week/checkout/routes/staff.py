"""Bookings as the office sees them: found, looked at, sent again, given a new link, cancelled."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.accounts.queries import names_of_accounts
from culture_week.accounts.rules import may_somewhere
from culture_week.checkout import actions
from culture_week.checkout.forms import ReasonForm
from culture_week.checkout.queries import OrderOnShow, order_for_office
from culture_week.checkout.rules import may_cancel, read_reason
from culture_week.core.access import requires
from culture_week.core.audit_trail import audit_of
from culture_week.core.clock import utc_now
from culture_week.core.codes import CODE_LENGTH, read_code
from culture_week.core.contact import BadContact, Contact, mask_contact, read_contact
from culture_week.core.database import in_transaction
from culture_week.core.errors import NotFound, Refusal
from culture_week.core.text import day_bounds, in_reader_language
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import CurrentEdition
from culture_week.messages.queries import messages_about_order
from culture_week.messages.words import CHANNELS, MESSAGE_STATES, template_name
from culture_week.sales.queries import persons_of
from culture_week.sales.states import OrderState
from culture_week.sales.words import ORDER_STATES
from culture_week.ticketing.queries import bookings as orders_found
from culture_week.ticketing.queries.events import events_by_ids
from culture_week.ticketing.rules import TicketStatus

# Staff have sessions, so their forms carry tokens: a blueprint of its own, apart from the visitors' which is exempt.
bookings = Blueprint("bookings", __name__, url_prefix="/staff/pemesanan")
LONGEST_SEARCH = 254
DEEDS_ASKED = ("cancel", "send_again", "change_link")


@bookings.get("")
@requires("orders.see")
def orders() -> str:
    """The bookings of the edition, the newest first, fewer by event, state, day and words."""
    edition = desk_edition()
    asked = {name: request.args.get(name, "").strip()[:LONGEST_SEARCH] for name in ("q", "acara", "status", "hari")}
    page = request.args.get("page", 1, type=int)
    found = orders_found.orders_of(edition.id, _wanted(asked), page) if edition else orders_found.OrdersOnPage()
    lines = orders_found.lines_for_list([order.id for order in found.orders])
    return render_template(
        "checkout/bookings.html",
        count=found.count,
        orders=[_as_row(order, lines[order.id]) for order in found.orders],
        asked=asked,
        events=orders_found.events_with_tickets(edition.id) if edition else [],
        states=ORDER_STATES,
        page=found.page,
        pages=found.pages,
        url_of=lambda number: f"{url_for('bookings.orders')}?{urlencode({**asked, 'page': number})}",
    )


def _wanted(asked: dict[str, str]) -> orders_found.Wanted:
    words, code = asked["q"], read_code(asked["q"])
    try:
        persons = tuple(persons_of(read_contact(words)))
    except BadContact:
        persons = ()
    try:
        placed = day_bounds(date.fromisoformat(asked["hari"]))
    except (ValueError, OverflowError):
        placed = None
    return orders_found.Wanted(
        event_code=asked["acara"] or None,
        state=OrderState(asked["status"]) if asked["status"] in set(OrderState) else None,
        placed=placed,
        code=code if len(code) == CODE_LENGTH else None,
        persons=persons,
        names=tuple(words.split()),
    )


def _as_row(order: orders_found.ListedOrder, lines: list[orders_found.ListedLine]) -> dict[str, Any]:
    return {
        **vars(order),
        "state_name": ORDER_STATES[order.state],
        "contact": mask_contact(Contact(order.channel, order.contact)),
        "url": url_for("bookings.order", order_code=order.code),
        "lines": lines,
    }


@bookings.get("/<order_code>")
@requires("orders.see")
def order(order_code: str) -> str:
    """One booking: its tickets, what its buyer was told, and what was done to it."""
    return _order_page(_order_or_404(order_code))


def _order_or_404(code: str) -> OrderOnShow:
    edition: CurrentEdition | None = desk_edition()
    if edition is None or not orders_found.is_of_edition(edition.id, code):
        raise NotFound()
    return order_for_office(code)


def _order_page(shown: OrderOnShow, forms: dict[str, ReasonForm] | None = None, notice: str | None = None) -> str:
    told = shown.order
    history = audit_of(f"order:{told.code}")
    any_used = any(ticket.status is TicketStatus.USED for ticket in shown.tickets)
    reachable = bool(told.contact)
    changes = reachable and may_somewhere(current_user.grants, "orders.change", edition.id if (edition := desk_edition()) else None)
    return render_template(
        "checkout/booking.html",
        order=told,
        state_name=ORDER_STATES[told.state],
        channel=CHANNELS[told.channel],
        contact=mask_contact(Contact(told.channel, told.contact)),
        parts=_parts(shown),
        messages=[
            {**vars(message), "name": template_name(message.template), "state_name": MESSAGE_STATES[message.state]}
            for message in messages_about_order(told.contact, told.code)
        ],
        history=history,
        names=names_of_accounts(deed.actor.partition(":")[2] for deed in history),
        done=request.args.get("selesai") if request.args.get("selesai") in DEEDS_ASKED else None,
        notice=notice,
        forms_of=forms or {deed: ReasonForm(formdata=None, prefix=deed) for deed in DEEDS_ASKED},
        urls={deed: url_for(f"bookings.{deed}", order_code=told.code) for deed in DEEDS_ASKED},
        may_cancel=changes and may_cancel(told.state, any_used),
        may_send=changes and told.state is OrderState.CONFIRMED,
        any_used=any_used,
        reachable=reachable,
    )


def _parts(shown: OrderOnShow) -> list[dict[str, Any]]:
    events = events_by_ids(tuple(sorted({ticket.event_id for ticket in shown.tickets})))
    return [
        {
            "title": in_reader_language(event.title),
            "starts_at": event.starts_at,
            "venue": event.venue.name,
            "tickets": [
                {"number": number, "state": ticket.status.value, "entered_at": ticket.entered_at, "gate": ticket.gate_name}
                for number, ticket in enumerate((t for t in shown.tickets if t.event_id == event.id), start=1)
            ],
        }
        for event in events
    ]


@bookings.post("/<order_code>/batal")
@requires("orders.change")
def cancel(order_code: str) -> Any:
    """Cancels it in the buyer's place; they are told why."""
    return _change(order_code, "cancel", actions.cancel_for_buyer)


@bookings.post("/<order_code>/kirim-ulang")
@requires("orders.change")
def send_again(order_code: str) -> Any:
    """Sends the buyer the same link once more."""
    return _change(order_code, "send_again", actions.send_again)


@bookings.post("/<order_code>/ganti-tautan")
@requires("orders.change")
def change_link(order_code: str) -> Any:
    """Ends the link and the codes behind it, and sends the buyer new ones."""
    return _change(order_code, "change_link", actions.change_link)


def _change(code: str, deed: str, action: Callable[..., None]) -> Any:
    shown = _order_or_404(code)
    forms = {name: ReasonForm(formdata=None if name != deed else request.form, prefix=name) for name in DEEDS_ASKED}
    if not forms[deed].validate():
        return _order_page(shown, forms), 422
    try:
        reason = read_reason(forms[deed].reason.data or "")
        in_transaction(action, order=shown.order, reason=reason, by=current_user.actor, now=utc_now())
    except Refusal as refusal:
        return _order_page(_order_or_404(code), notice=refusal.text()), refusal.status
    return redirect(url_for("bookings.order", order_code=code, selesai=deed), 303)
