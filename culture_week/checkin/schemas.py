"""The API's shapes for gates."""

from datetime import UTC, datetime

import marshmallow as ma

from culture_week.checkin.rules import LARGEST_PARTY, SCAN_ID
from culture_week.checkin.states import Verdict
from culture_week.core.api import StrictSchema, Text

# A device's clock may be wrong, but not so wrong that the database cannot keep it.
CLOCKS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


class EnrolmentSchema(StrictSchema):
    """A one-time code."""

    code = Text(required=True, validate=ma.validate.Length(8, 64))


class PlaceSchema(ma.Schema):
    """Code and name."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class GateSchema(PlaceSchema):
    """A gate and its venue."""

    venue = ma.fields.Nested(PlaceSchema, required=True)


class DeviceSchema(ma.Schema):
    """A new device: keep the token, it is shown once."""

    token = ma.fields.String(required=True)
    gate = ma.fields.Nested(GateSchema, required=True)


class ScanSchema(StrictSchema):
    """One scan: a QR's text or a typed entry code."""

    qr = Text(validate=ma.validate.Length(1, 200))
    entry_code = Text(validate=ma.validate.Length(1, 40))
    scan_id = Text(required=True, validate=ma.validate.Regexp(SCAN_ID))
    scanned_at = ma.fields.AwareDateTime(
        required=True, format="iso", validate=ma.validate.Range(*CLOCKS), metadata={"description": "The device's clock"}
    )
    count = ma.fields.Integer(
        strict=True, validate=ma.validate.Range(1, LARGEST_PARTY), metadata={"description": "Of a party; all if left out"}
    )
    ask = ma.fields.Boolean(load_default=False, metadata={"description": "Answer `how-many` where a party leaves a choice"})

    @ma.validates_schema
    def one_code(self, data: dict[str, object], **_kwargs: object) -> None:
        """Exactly one of the two codes."""
        if ("qr" in data) == ("entry_code" in data):
            raise ma.ValidationError("exactly one of qr and entry_code", "qr")


class ScannedEventSchema(ma.Schema):
    """What the ticket is for."""

    code = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    starts_at = ma.fields.AwareDateTime(required=True)
    venue = ma.fields.String(required=True, metadata={"description": "Name of the place"})


class FirstScanSchema(ma.Schema):
    """When and where it was used first."""

    at = ma.fields.AwareDateTime(required=True)
    gate = ma.fields.String(required=True)


class AnswerSchema(ma.Schema):
    """The verdict. `remaining`: how many more the code admits; `admitted`: how many went in by this scan."""

    verdict = ma.fields.Enum(Verdict, by_value=True, required=True)
    remaining = ma.fields.Integer(required=True)
    admitted = ma.fields.Integer(required=True)
    event = ma.fields.Nested(ScannedEventSchema)
    first_scan = ma.fields.Nested(FirstScanSchema)


class UndoneSchema(ma.Schema):
    """A scan was taken back; `given_back`: how many may go in again."""

    undone = ma.fields.Boolean(required=True)
    given_back = ma.fields.Integer(required=True)


class AttendanceSchema(ma.Schema):
    """An event at the gate, with its counter."""

    code = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    starts_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    inside = ma.fields.Integer(required=True)
    expected = ma.fields.Integer(required=True)


class GateNowSchema(ma.Schema):
    """What a gate is busy with."""

    gate = ma.fields.Nested(GateSchema, required=True)
    events = ma.fields.List(ma.fields.Nested(AttendanceSchema), required=True)
