"""Booking, the order's page, and cancelling."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for

from culture_week.checkout import actions
from culture_week.checkout.api import order_or_miss, posted_buyer
from culture_week.checkout.cards import by_event, events_of
from culture_week.checkout.forms import BookingForm, OriginForm
from culture_week.checkout.queries import OrderAnswer, OrderOnShow, event_to_book, order_behind, read_lines
from culture_week.checkout.rules import may_cancel, read_name
from culture_week.core import metrics
from culture_week.core.access import public
from culture_week.core.calendar import draw_calendar
from culture_week.core.clock import utc_now
from culture_week.core.codes import new_code, new_token
from culture_week.core.database import in_transaction
from culture_week.core.errors import NotFound, Refusal
from culture_week.core.idempotency import request_hash
from culture_week.core.limits import limited
from culture_week.core.security import hide_address
from culture_week.core.text import current_language, gettext, in_reader_language, local_zone
from culture_week.festival.consents import Purpose, current_text
from culture_week.festival.queries import current_edition
from culture_week.sales.actions import origins
from culture_week.sales.rules import OfferOnShow, OfferState
from culture_week.sales.states import OrderState
from culture_week.ticketing import cards
from culture_week.ticketing.queries.events import ListedEvent
from culture_week.ticketing.rules import TicketStatus, state_of

checkout = Blueprint("checkout", __name__)
BUYER_COOKIE = "buyer"
# The booking pages in both languages; no other page is sent the cookie.
BUYER_PATHS = ("/pesan/", "/en/pesan/")
BUYER_KEPT = timedelta(days=180)
# So long after its last event a phone still keeps an order's page: evenings run late.
PAGE_KEPT_AFTER_END = timedelta(hours=6)


def _ask_to_wait() -> Response:
    """The form with what was typed, for who booked too often in a short time."""
    event = _event_or_404((request.view_args or {})["event_code"])
    free = [offer for offer in event.offers if offer.price == 0]
    page = _booking_page(event, free, BookingForm(), notice=gettext("Terlalu banyak percobaan. Tunggu satu menit, lalu tekan lagi."))
    page.status_code = 429
    return page


@checkout.route("/pesan/<event_code>", methods=["GET", "POST"])
@public
@limited("LIMIT_BOOKING_ADDRESS", scope="booking-address", instead=_ask_to_wait)
@limited("LIMIT_BOOKING_CONTACT", by=posted_buyer, scope="booking-contact", instead=_ask_to_wait)
def book(event_code: str) -> Any:
    """The booking page."""
    event = _event_or_404(event_code)
    free = [offer for offer in event.offers if offer.price == 0]
    on_sale = [offer for offer in free if state_of(event.state, offer, utc_now()) is OfferState.ON_SALE]
    if not free or (request.method == "GET" and not on_sale):
        return redirect(url_for("programme.event", code=event.code), 303)
    if request.method == "GET":
        return _empty_booking_page(event, on_sale)
    # What is not on sale any more is for `place_order` to refuse: a form sent twice may have had the last place.
    form = BookingForm()
    form.offer_choices(free, in_reader_language)
    if not form.validate():
        return _booking_page(event, on_sale or free, form), 422
    try:
        booked = _place_order(form)
    except Refusal as refusal:
        form.key.data = new_token()
        return _booking_page(event, on_sale or free, form, notice=refusal.text()), refusal.status
    order_url = url_for("checkout.order", code=booked.code, secret=booked.secret, baru=1)
    return _remember_buyer(redirect(order_url, 303), form)


def _empty_booking_page(event: ListedEvent, offers: list[OfferOnShow]) -> Any:
    """Empty but for what the phone remembers, unless asked to forget it."""
    forgets = "lupa" in request.args
    known = {} if forgets else _known_buyer()
    form = BookingForm(data={**known, "key": new_token()})
    page = _booking_page(event, offers, form, remembered=bool(known))
    return _forget_buyer(page) if forgets else page


def _event_or_404(code: str) -> ListedEvent:
    edition = current_edition()
    event = event_to_book(edition.id, code) if edition else None
    if event is None:
        abort(404)
    return event


def _place_order(form: BookingForm) -> OrderAnswer:
    line = (form.offer.data, form.quantity.data)
    contact = form.contact.contact
    name = read_name(form.name.data or "")
    booked = in_transaction(
        actions.book,
        code=new_code(),
        key=form.key.data,
        request_hash=request_hash([line, name, contact.value]),
        lines=read_lines([line]),
        buyer_name=name,
        contact=contact,
        language=current_language(),
        by="buyer",
        now=utc_now(),
    )
    metrics.BOOKINGS.inc(len(booked.tickets))
    return booked


def _booking_page(
    event: ListedEvent, offers: list[OfferOnShow], form: BookingForm, *, notice: str | None = None, remembered: bool = False
) -> Response:
    form.offer_choices(offers, in_reader_language)
    page = render_template(
        "checkout/book.html",
        edition=current_edition(),
        event=cards.as_card(event, utc_now()),
        offers=offers,
        form=form,
        notice=notice,
        remembered=remembered,
        forgets="lupa" in request.args,
        forget_url=url_for("checkout.book", event_code=event.code, lupa=1),
        consent=current_text(Purpose.BOOKING),
        privacy_url=url_for("pages.privacy"),
    )
    return Response(page)


def _known_buyer() -> dict[str, str]:
    """Name and contact as this phone kept them; nobody else has them."""
    try:
        known = json.loads(request.cookies.get(BUYER_COOKIE, ""))
        fields = {field: str(known[field])[:254] for field in ("name", "contact")}
        "".join(fields.values()).encode()  # what cannot be sent back is no name
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    return fields


def _remember_buyer(response: Any, form: BookingForm) -> Any:
    value = json.dumps({"name": read_name(form.name.data or ""), "contact": form.contact.data})
    for path in BUYER_PATHS:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(BUYER_COOKIE, value, max_age=BUYER_KEPT, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def _forget_buyer(response: Response) -> Response:
    for path in BUYER_PATHS:
        response.delete_cookie(BUYER_COOKIE, path=path)
    return response


@checkout.get("/pesanan/<code>/<secret>")
@public
def order(code: str, secret: str) -> Response:
    """The order's page: its tickets. Nobody on the way keeps it; the service worker on the buyer's phone may for a while."""
    shown = order_or_miss(code, secret)
    page = Response(_order_page(shown))
    ends = [event.ends_at for event in events_of(shown.tickets)]
    if ends and shown.order.state is OrderState.CONFIRMED and current_app.config["SERVICE_WORKER"]:
        page.headers["X-Keep-Until"] = (max(ends) + PAGE_KEPT_AFTER_END).isoformat()
    return page


def _order_page(shown: OrderOnShow, notice: str | None = None, origin_form: OriginForm | None = None) -> str:
    hide_address()
    origin_form = origin_form or OriginForm(formdata=None)
    origin_form.offer_origins(shown.order.origin)
    parts = by_event(shown.tickets, utc_now())
    titles = [in_reader_language(part["event"]["title"]) for part in parts]
    link = f"{current_app.config['PUBLIC_BASE_URL']}{_order_url(shown)}"
    any_used = any(ticket["state"] is TicketStatus.USED for part in parts for ticket in part["tickets"])
    return render_template(
        "checkout/order.html",
        edition=current_edition(),
        order=shown.order,
        parts=parts,
        ticket_count=len(shown.tickets),
        notice=notice,
        shown_at=utc_now(),
        fresh="baru" in request.args,
        delivery=shown.order.channel.value,
        calendar_url=_order_url(shown, endpoint="checkout.order_calendar"),
        whatsapp_url=f"https://wa.me/?text={quote(chr(10).join([*titles, link]))}",
        share_link=link,
        origin_form=origin_form,
        origin_url=_order_url(shown, endpoint="checkout.say_origin"),
        origin_consent=current_text(Purpose.ORIGIN),
        may_cancel=may_cancel(shown.order.state, any_used),
        cancel_url=_order_url(shown, endpoint="checkout.cancel"),
    )


def _order_url(shown: OrderOnShow, endpoint: str = "checkout.order", **more: Any) -> str:
    return url_for(endpoint, code=shown.order.code, secret=shown.secret, **more)


@checkout.post("/pesanan/<code>/<secret>/batal")
@public
def cancel(code: str, secret: str) -> Any:
    """Gives the places back."""
    shown = order_or_miss(code, secret)
    try:
        in_transaction(actions.cancel, order=shown.order, by="buyer", now=utc_now())
    except Refusal as refusal:
        return _order_page(order_behind(code, secret), notice=refusal.text()), refusal.status
    return redirect(_order_url(shown), 303)


@checkout.post("/pesanan/<code>/<secret>/asal")
@public
def say_origin(code: str, secret: str) -> Any:
    """Where the buyer comes from, for the city's figures."""
    shown, form = order_or_miss(code, secret), OriginForm()
    if not form.validate():
        return _order_page(shown, origin_form=form), 422
    in_transaction(origins.say_origin, order=shown.order, origin=form.origin.data, by="buyer", now=utc_now())
    return redirect(_order_url(shown, _anchor="asal"), 303)


@checkout.get("/pesanan/<code>/<secret>/kalender.ics")
@public
def order_calendar(code: str, secret: str) -> Response:
    """The event for the phone's calendar."""
    hide_address()
    shown = order_or_miss(code, secret)
    if not shown.tickets:
        raise NotFound()
    link = f"{current_app.config['PUBLIC_BASE_URL']}{_order_url(shown)}"
    items = [cards.as_calendar_item(event, link) for event in events_of(shown.tickets)]
    items = [replace(item, changed_at=max(item.changed_at, shown.order.placed_at)) for item in items]
    headers = {"Content-Disposition": f'attachment; filename="{shown.order.code}.ics"'}
    return Response(draw_calendar(items, local_zone()), content_type="text/calendar; charset=utf-8", headers=headers)
