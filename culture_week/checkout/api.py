"""The orders' API."""

from typing import Any

from flask import request
from werkzeug.exceptions import Unauthorized

from culture_week.checkout import actions
from culture_week.checkout.queries import OrderAnswer, OrderOnShow, answer_of, order_behind, read_lines
from culture_week.checkout.rules import read_name
from culture_week.checkout.schemas import KeySchema, NewOrderSchema, OrderSchema
from culture_week.core import metrics
from culture_week.core.access import public
from culture_week.core.api import Blueprint, bearer_token
from culture_week.core.clock import utc_now
from culture_week.core.codes import digest, new_code
from culture_week.core.contact import BadContact, Contact, read_contact, read_email, read_phone
from culture_week.core.database import in_transaction
from culture_week.core.errors import NotFound
from culture_week.core.idempotency import request_hash
from culture_week.core.limits import client_address, count_miss, limited
from culture_week.core.text import current_language

checkout_api = Blueprint("checkout_api", __name__, url_prefix="/api/v1", description="Orders")


def posted_contact() -> str:
    """Whose requests the contact limits count: the posted contact in its normal form."""
    body = request.get_json() if request.is_json else None
    buyer = body.get("buyer") if isinstance(body, dict) else None
    text = (buyer.get("phone") or buyer.get("email")) if isinstance(buyer, dict) else request.form.get("contact")
    try:
        return read_contact(str(text)).value
    except BadContact:
        # Not everybody who mistypes is the same person: what was typed stands for who typed it, or the address of who typed nothing.
        return f"typed:{digest(str(text or client_address()))}"


def posted_buyer() -> str:
    """The same, and from where: whoever books in another's name must not keep them from booking."""
    return f"{posted_contact()} {client_address()}"


@checkout_api.post("/orders")
@public
@limited("LIMIT_BOOKING_ADDRESS", scope="booking-address")
@limited("LIMIT_BOOKING_CONTACT", by=posted_buyer, scope="booking-contact")
@checkout_api.arguments(NewOrderSchema())
@checkout_api.arguments(KeySchema(), location="headers")
@checkout_api.response(201, OrderSchema)
@checkout_api.alt_response(409, description="sold-out, sale-closed or limit")
def place_order(body: dict[str, Any], headers: dict[str, str]) -> Any:
    """Books tickets. Send it again with the same Idempotency-Key as often as needed: it books once."""
    booked = in_transaction(
        actions.book,
        code=new_code(),
        key=headers["idempotency_key"],
        request_hash=request_hash(body),
        lines=read_lines([(line["offer"], line["quantity"]) for line in body["lines"]]),
        buyer_name=read_name(body["buyer"]["name"]),
        contact=_contact(body["buyer"]),
        language=current_language(),
        by="buyer",
        now=utc_now(),
    )
    metrics.BOOKINGS.inc(len(booked.tickets))
    return _as_json(booked)


def _contact(buyer: dict[str, str]) -> Contact:
    return read_phone(buyer["phone"]) if "phone" in buyer else read_email(buyer["email"])


def _as_json(order: OrderAnswer) -> dict[str, Any]:
    return {
        "code": order.code,
        "secret": order.secret,
        "state": order.state,
        "total": order.total,
        "party_code": order.tickets[0].party_code if order.tickets else "",
        "tickets": [{"entry_code": t.entry_code, "qr": t.payload, "party_code": t.party_code, "state": t.status} for t in order.tickets],
    }


def _behind_bearer(code: str) -> OrderOnShow:
    secret = bearer_token(request.headers.get("Authorization"))
    if secret is None:
        raise Unauthorized()
    return order_or_miss(code, secret)


def order_or_miss(code: str, secret: str) -> OrderOnShow:
    """The order that a link opens; a wrong secret counts as a guess. Raises `NotFound`."""
    try:
        return order_behind(code, secret)
    except NotFound:
        count_miss("LIMIT_SECRET_MISSES", by=client_address(), scope="secret-misses")
        raise


@checkout_api.get("/orders/<code>")
@public
@checkout_api.response(200, OrderSchema)
@checkout_api.alt_response(401, description="No secret was given")
@checkout_api.alt_response(404, description="No such order, or another secret")
@checkout_api.doc(security=[{"bearer": []}])
def order(code: str) -> Any:
    """An order and its tickets, for whoever has its secret."""
    return _as_json(answer_of(_behind_bearer(code)))


@checkout_api.post("/orders/<code>/cancel")
@public
@checkout_api.response(200, OrderSchema)
@checkout_api.alt_response(401, description="No secret was given")
@checkout_api.alt_response(404, description="No such order, or another secret")
@checkout_api.alt_response(409, description="not-possible-now or already-used")
@checkout_api.doc(security=[{"bearer": []}])
def cancel_order(code: str) -> Any:
    """Cancels an order; its places are free at once."""
    shown = _behind_bearer(code)
    in_transaction(actions.cancel, order=shown.order, by="buyer", now=utc_now())
    return _as_json(answer_of(order_behind(code, shown.secret)))
