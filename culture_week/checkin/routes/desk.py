"""Behind a gate without a phone: finding a name, letting people in by it, and the list on paper."""

import re
from contextlib import suppress
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.checkin import actions, queries
from culture_week.checkin.forms import AdmitForm
from culture_week.checkin.routes.gates import checkin, gate_named
from culture_week.checkin.rules import SCAN_ID
from culture_week.checkin.words import VERDICTS
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.codes import new_token
from culture_week.core.database import Translated, in_transaction
from culture_week.core.errors import NotFound
from culture_week.core.fields import on_one_line
from culture_week.core.forms import TextForm
from culture_week.core.idempotency import request_hash
from culture_week.core.limits import limited
from culture_week.core.text import local_zone
from culture_week.festival.queries import GateFacts

MOST_FOUND = 30
MOST_ON_PAPER = 5000
SHORTEST_WORDS, LONGEST_WORDS = 2, 100


def _account() -> str:
    return str(current_user.code) if current_user.is_authenticated else "nobody"


@checkin.route("/staff/gerbang/<gate_code>/cari", methods=["GET", "POST"])
@requires("tickets.find")
@limited("LIMIT_NAME_SEARCH", by=_account, scope="name-search")
def find(gate_code: str) -> Any:
    """Who has tickets for what is on at this gate; a name never stands in an address, so it is asked for by POST."""
    gate = gate_named(gate_code)
    scan_id = request.args.get("hasil", "")
    answer = queries.scan_by_id(scan_id) if re.match(SCAN_ID, scan_id) else None
    words = on_one_line(request.form.get("q", ""), LONGEST_WORDS)
    events = _events_at(gate)
    found = []
    if len(words) >= SHORTEST_WORDS:
        found = queries.booked_at([event.id for event in events], words, MOST_FOUND)
        in_transaction(actions.record_search, gate_code=gate.code, found=len(found), by=current_user.actor, now=utc_now())
    titles = {event.id: event.title for event in events}
    return render_template(
        "checkin/find.html",
        gate=gate,
        events=events,
        words=words,
        too_short=0 < len(words) < SHORTEST_WORDS,
        found=[_as_row(row, titles[row.event_id]) for row in found],
        more=len(found) == MOST_FOUND,
        answer=answer and {"word": VERDICTS[answer.verdict], "good": answer.admitted > 0, "admitted": answer.admitted},
        form=TextForm(formdata=None),
    )


def _as_row(row: queries.Booked, title: Translated) -> dict[str, Any]:
    return {**vars(row), "event_title": title, "left": row.tickets - row.entered, "scan_id": new_token()}


def _events_at(gate: GateFacts) -> list[queries.EventAtVenue]:
    return queries.events_at_gate(gate.venue_id, gate.edition_id, utc_now())


@checkin.post("/staff/gerbang/<gate_code>/masuk")
@requires("tickets.find")
def admit(gate_code: str) -> Any:
    """Lets people in whom staff found by name."""
    gate, form = gate_named(gate_code), AdmitForm()
    if not form.validate():
        return redirect(url_for("checkin.find", gate_code=gate.code), 303)
    order, offer, count = form.order.data or "", form.offer.data or "", form.count.data or 1
    party_code = queries.party_code_of([event.id for event in _events_at(gate)], order, offer)
    if party_code is None:
        raise NotFound()
    scan_id = form.scan_id.data or ""
    hashed = request_hash({"by": current_user.actor, "order": order, "offer": offer, "count": count})
    asked = {"party_code": party_code, "count": count, "scan_id": scan_id, "request_hash": hashed, "zone": local_zone()}
    with suppress(actions.ScanAnsweredMeanwhile):  # pressed twice: the first one's answer is shown
        in_transaction(actions.admit_by_name, gate_id=gate.id, **asked, by=current_user.actor, now=utc_now())
    return redirect(url_for("checkin.find", gate_code=gate.code, hasil=scan_id), 303)


@checkin.post("/staff/gerbang/<gate_code>/daftar")
@requires("tickets.find")
def names(gate_code: str) -> str:
    """The names for what is on at this gate, on paper, for the day the phones die."""
    gate, now = gate_named(gate_code), utc_now()
    events = _events_at(gate)
    rows = queries.booked_at([event.id for event in events], None, MOST_ON_PAPER * len(events))
    lists = [(event, [row for row in rows if row.event_id == event.id]) for event in events]
    taken = {"events": [event.code for event in events], "names": len(rows)}
    in_transaction(actions.record_list, gate_code=gate.code, **taken, by=current_user.actor, now=now)
    return render_template("checkin/names.html", gate=gate, lists=lists, now=now, form=TextForm(formdata=None))
