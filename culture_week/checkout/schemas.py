"""The API's shapes for orders."""

import marshmallow as ma

from culture_week.core.api import StrictSchema, Text
from culture_week.core.idempotency import KEY
from culture_week.sales.models import LARGEST_QUANTITY
from culture_week.sales.states import OrderState


class LineSchema(StrictSchema):
    """So many of an offer."""

    offer = Text(required=True, validate=ma.validate.Length(1, 30))
    quantity = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(1, LARGEST_QUANTITY))


class BuyerSchema(StrictSchema):
    """A name, and a phone number or an e-mail address."""

    name = Text(required=True, validate=ma.validate.Length(1, 100))
    phone = Text(validate=ma.validate.Length(1, 40))
    email = Text(validate=ma.validate.Length(1, 254))

    @ma.validates_schema
    def one_contact(self, data: dict[str, object], **_kwargs: object) -> None:
        """Exactly one of the two."""
        if ("phone" in data) == ("email" in data):
            raise ma.ValidationError("exactly one of phone and email", "phone")


class NewOrderSchema(StrictSchema):
    """What is booked, and by whom."""

    lines = ma.fields.List(ma.fields.Nested(LineSchema), required=True, validate=ma.validate.Length(1, 20))
    buyer = ma.fields.Nested(BuyerSchema, required=True)


class TicketSchema(ma.Schema):
    """A ticket; `qr` is the text that its QR code says, `party_code` admits the others of its line too."""

    entry_code = ma.fields.String(required=True)
    qr = ma.fields.String(required=True)
    party_code = ma.fields.String(required=True)
    state = ma.fields.String(required=True)


class OrderSchema(ma.Schema):
    """An order; `secret` opens it, `party_code` admits all tickets of its first line, `total` is in rupiah."""

    code = ma.fields.String(required=True)
    secret = ma.fields.String(required=True)
    state = ma.fields.Enum(OrderState, by_value=True, required=True)
    total = ma.fields.Integer(required=True)
    party_code = ma.fields.String(required=True)
    tickets = ma.fields.List(ma.fields.Nested(TicketSchema), required=True)


class KeySchema(ma.Schema):
    """The header that makes sending again safe."""

    idempotency_key = ma.fields.String(required=True, data_key="Idempotency-Key", validate=ma.validate.Regexp(KEY))

    class Meta:
        unknown = ma.EXCLUDE
