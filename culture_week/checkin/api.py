"""The gates' API. A device's token is its credential; scans may be sent again safely."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request
from werkzeug.exceptions import Unauthorized

from culture_week.checkin import actions, queries
from culture_week.checkin.rules import EnrolmentOver, is_over
from culture_week.checkin.schemas import AnswerSchema, DeviceSchema, EnrolmentSchema, GateNowSchema, ScanSchema, UndoneSchema
from culture_week.checkin.states import Verdict
from culture_week.core import metrics
from culture_week.core.access import public
from culture_week.core.api import Blueprint, bearer_token
from culture_week.core.clock import utc_now
from culture_week.core.codes import digest, read_code, read_payload
from culture_week.core.database import in_transaction
from culture_week.core.idempotency import request_hash
from culture_week.core.limits import client_address, count_miss
from culture_week.core.text import in_reader_language, local_zone
from culture_week.ticketing.queries.tickets import attendance_of

checkin_api = Blueprint("checkin_api", __name__, url_prefix="/api/v1", description="Gates")


def by_device(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only a working device of an edition that is not over may call this; it is in `g.device`."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        token = bearer_token(request.headers.get("Authorization"))
        device = queries.device_by_token(digest(token)) if token else None
        if device is None or is_over(device.edition_ends_on, utc_now(), local_zone()):
            raise Unauthorized()
        g.device = device
        return view(*args, **kwargs)

    return guarded


def _gate(device: queries.DeviceAtGate) -> dict[str, Any]:
    return {"code": device.gate_code, "name": device.gate_name, "venue": {"code": device.venue_code, "name": device.venue_name}}


@checkin_api.post("/devices")
@public
@checkin_api.arguments(EnrolmentSchema())
@checkin_api.response(201, DeviceSchema)
@checkin_api.alt_response(404, description="The code was used, is too old, or never was one")
def enrol(body: dict[str, str]) -> Any:
    """Makes the caller a device of the gate that the one-time code is for."""
    try:
        token = in_transaction(actions.enrol_device, secret=body["code"].strip(), now=utc_now())
    except EnrolmentOver:
        count_miss("LIMIT_ENROL_ADDRESS", by=client_address(), scope="enrol-address")
        raise
    device = queries.device_by_token(digest(token))
    assert device is not None
    return {"token": token, "gate": _gate(device)}


@checkin_api.post("/scans")
@public
@by_device
@checkin_api.arguments(ScanSchema())
@checkin_api.response(200, AnswerSchema)
@checkin_api.alt_response(401, description="No working device has this token")
@checkin_api.doc(security=[{"bearer": []}])
def scan(body: dict[str, Any]) -> Any:
    """Judges a code and lets its holder in."""
    hashed = request_hash({"device": g.device.code} | {name: body.get(name) for name in ("qr", "entry_code", "count", "ask")})
    try:
        answer = in_transaction(
            actions.scan,
            device=g.device,
            payload=read_payload(body["qr"]) if "qr" in body else None,
            entry_code=read_code(body["entry_code"]) if "entry_code" in body else None,
            scan_id=body["scan_id"],
            request_hash=hashed,
            count=body.get("count"),
            ask=body["ask"],
            scanned_at=body["scanned_at"],
            zone=local_zone(),
            by=f"device:{g.device.code}",
            now=utc_now(),
        )
    except actions.ScanAnsweredMeanwhile:
        seen = queries.scan_by_id(body["scan_id"])
        assert seen is not None
        answer = actions.same_answer(seen, hashed)
    metrics.SCANS.labels(answer.verdict.value).inc()
    if "entry_code" in body and answer.verdict is Verdict.UNKNOWN:
        count_miss("LIMIT_ENTRY_CODE_MISSES", by=g.device.code, scope="entry-code-misses")
    return _as_json(answer)


@checkin_api.post("/scans/<scan_id>/undo")
@public
@by_device
@checkin_api.response(200, UndoneSchema)
@checkin_api.alt_response(401, description="No working device has this token")
@checkin_api.alt_response(404, description="This device made no such scan")
@checkin_api.alt_response(409, description="More than a minute ago, or nobody was let in")
@checkin_api.doc(security=[{"bearer": []}])
def undo_scan(scan_id: str) -> Any:
    """Takes back what this device let in within the last minute; asked again it answers the same."""
    return {"undone": True, "given_back": in_transaction(actions.undo_scan, device=g.device, scan_id=scan_id, now=utc_now())}


def _as_json(answer: queries.ScanAnswer) -> dict[str, Any]:
    shown: dict[str, Any] = {"verdict": answer.verdict, "remaining": answer.remaining, "admitted": answer.admitted}
    if answer.event:
        title = in_reader_language(answer.event.title)
        shown["event"] = {"code": answer.event.code, "title": title, "starts_at": answer.event.starts_at, "venue": answer.event.venue_name}
    if answer.first_entered_at:
        shown["first_scan"] = {"at": answer.first_entered_at, "gate": answer.first_gate}
    return shown


@checkin_api.get("/gate")
@public
@by_device
@checkin_api.response(200, GateNowSchema)
@checkin_api.alt_response(401, description="No working device has this token")
@checkin_api.doc(security=[{"bearer": []}])
def gate_now() -> Any:
    """The gate's events now, with how many are inside and expected."""
    events = queries.events_at_gate(g.device.venue_id, g.device.edition_id, utc_now())
    attendance = attendance_of([event.id for event in events])
    shown = [
        {
            "code": event.code,
            "title": in_reader_language(event.title),
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "inside": attendance[event.id][0],
            "expected": attendance[event.id][1],
        }
        for event in events
    ]
    return {"gate": _gate(g.device), "events": shown}
