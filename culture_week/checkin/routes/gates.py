"""The gate phone's page, and the staff page that makes phones into devices."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.accounts.rules import Scope, may
from culture_week.checkin import actions, queries
from culture_week.checkin.rules import ENROLMENT_LASTS
from culture_week.core.access import public, requires
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.fields import on_one_line
from culture_week.core.forms import TextForm
from culture_week.core.qr import draw_qr
from culture_week.core.security import allow_camera
from culture_week.core.short_memory import forget_all
from culture_week.core.text import gettext
from culture_week.festival.desk import desk_edition
from culture_week.festival.queries import GateFacts, gate_by_code, gates_of
from culture_week.ticketing.queries.tickets import attendance_of

checkin = Blueprint("checkin", __name__)
LONGEST_NAME = 40


@checkin.get("/gerbang")
@public
def scan() -> str:
    """The gate phone's page; what it may do, its device token says."""
    allow_camera()
    return render_template("checkin/scan.html")


@checkin.get("/staff/gerbang")
@requires("gates.see")
def gates() -> str:
    """The gates that the account may see, with their devices."""
    edition, now = desk_edition(), utc_now()
    shown = [gate for gate in (gates_of(edition.id) if edition else []) if _may(gate, "gates.see")]
    venues: dict[int, list[GateFacts]] = {}
    for gate in shown:
        venues.setdefault(gate.venue_id, []).append(gate)
    events = queries.events_at_gates(venues, edition.id, now) if edition else {}
    attendance = attendance_of([event.id for at_venue in events.values() for event in at_venue])
    devices = queries.devices_of([gate.id for gate in shown])
    rows = [_as_venue(gates, devices, events.get(venue_id, []), attendance) for venue_id, gates in venues.items()]
    rows.sort(key=lambda venue: (venue["starts_at"] is None, venue["starts_at"], venue["name"]))
    now_or_next = [venue for venue in rows if venue["events"]]
    quiet = [venue for venue in rows if not venue["events"]]
    notice = gettext("Ponsel itu sudah dicabut dan langsung berhenti memindai.") if "dicabut" in request.args else None
    return render_template("checkin/gates.html", venues=now_or_next, quiet=quiet, notice=notice, form=TextForm())


def _may(gate: GateFacts, permission: str) -> bool:
    return may(current_user.grants, permission, Scope(gate.edition_id, gate.venue_id, gate.id))


def _as_venue(
    gates: list[GateFacts],
    devices: list[queries.DeviceOnList],
    events: list[queries.EventAtVenue],
    attendance: dict[int, tuple[int, int]],
) -> dict[str, Any]:
    """A venue's gates, and what they are busy with: people are counted by event, through whichever gate they went."""
    return {
        "code": gates[0].venue_code,
        "name": gates[0].venue_name,
        "starts_at": events[0].starts_at if events else None,
        "events": [{**vars(event), "inside": attendance[event.id][0], "expected": attendance[event.id][1]} for event in events],
        "gates": [_as_gate(gate, [device for device in devices if device.gate_id == gate.id]) for gate in gates],
    }


def _as_gate(gate: GateFacts, devices: list[queries.DeviceOnList]) -> dict[str, Any]:
    return {
        "code": gate.code,
        "name": gate.name,
        "link_url": url_for("checkin.gate_link", gate_code=gate.code),
        "search_url": url_for("checkin.find", gate_code=gate.code) if _may(gate, "tickets.find") else None,
        "list_url": url_for("checkin.names", gate_code=gate.code) if _may(gate, "tickets.find") else None,
        "devices": [_as_device(gate, device) for device in devices if _is_of_interest(device)],
    }


def _is_of_interest(device: queries.DeviceOnList) -> bool:
    return device.enrolled_at is not None or device.enrolment_expires_at > utc_now()


def _as_device(gate: GateFacts, device: queries.DeviceOnList) -> dict[str, Any]:
    state = "revoked" if device.revoked_at else "active" if device.enrolled_at else "waiting"
    revocable = state != "revoked" and _may(gate, "devices.revoke")
    return {
        "code": device.code,
        "name": device.name or device.code,
        "last_seen_at": device.last_seen_at,
        "state": state,
        "revoke_url": url_for("checkin.revoke", gate_code=gate.code, device_code=device.code) if revocable else None,
    }


@checkin.post("/staff/gerbang/<gate_code>/tautan")
@requires("devices.enrol")
def gate_link(gate_code: str) -> str:
    """A one-time link, as a QR for the phone that becomes this gate's device."""
    gate, now = gate_named(gate_code), utc_now()
    name = on_one_line(request.form.get("name", ""), LONGEST_NAME) or None
    whose = {"offered_by_id": current_user.id, "by": current_user.actor}
    secret = in_transaction(actions.offer_enrolment, gate_id=gate.id, name=name, **whose, now=now)
    # After the # so that the code never reaches a server's log.
    link = f"{current_app.config['PUBLIC_BASE_URL']}{url_for('checkin.scan')}#aktif={secret}"
    shown = {"code": gate.code, "name": gate.name, "venue_name": gate.venue_name}
    expires_at = now + ENROLMENT_LASTS
    return render_template("checkin/gate_link.html", gate=shown, qr=draw_qr(link), link=link, expires_at=expires_at)


@checkin.post("/staff/gerbang/<gate_code>/perangkat/<device_code>/cabut")
@requires("devices.revoke")
def revoke(gate_code: str, device_code: str) -> Any:
    """Ends a device."""
    in_transaction(actions.revoke_device, gate_id=gate_named(gate_code).id, code=device_code, by=current_user.actor, now=utc_now())
    forget_all()
    return redirect(url_for("checkin.gates", dicabut=""), 303)


def gate_named(code: str) -> GateFacts:
    """The gate that the address names."""
    edition = desk_edition()
    gate = gate_by_code(edition.id, code) if edition else None
    assert gate is not None  # the access check found it
    return gate
