"""The API's shapes for events."""

from datetime import date

import marshmallow as ma

from culture_week.core.api import StrictSchema, Text
from culture_week.festival.states import Category
from culture_week.sales.rules import OfferState
from culture_week.ticketing.rules import Status


class EventQuerySchema(StrictSchema):
    """Which events: of a day of the city, a venue, a category; `after` is the code behind which to go on."""

    on = ma.fields.Date(validate=ma.validate.Range(date(2000, 1, 1), date(2100, 1, 1)))
    venue = Text(validate=ma.validate.Length(1, 20))
    category = Text(validate=ma.validate.OneOf([category.value for category in Category]))
    after = Text(validate=ma.validate.Length(1, 20))
    limit = ma.fields.Integer(load_default=50, validate=ma.validate.Range(1, 100))


class VenueSchema(ma.Schema):
    """Where."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class OfferSchema(ma.Schema):
    """A ticket type; `price` in rupiah."""

    code = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    price = ma.fields.Integer(required=True)
    left = ma.fields.Integer(required=True)
    state = ma.fields.Enum(OfferState, by_value=True, required=True)


class EventSchema(ma.Schema):
    """An event; without offers it needs no ticket."""

    code = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    starts_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    venue = ma.fields.Nested(VenueSchema, required=True)
    state = ma.fields.Enum(Status, by_value=True, required=True)
    offers = ma.fields.List(ma.fields.Nested(OfferSchema), required=True)


class EventPageSchema(ma.Schema):
    """Some events; `next` is the address of the following page, or null."""

    items = ma.fields.List(ma.fields.Nested(EventSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)
