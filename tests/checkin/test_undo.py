"""Taking a scan back: within a minute, by the same device, once."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from culture_week.checkin.models import Scan
from culture_week.core.database import in_transaction, session
from culture_week.insights.queries import broken_invariants
from tests.factories import book, make_device, make_festival, now, scan
from tests.journeys.test_one_ticket import bearer


@pytest.fixture
def gate(client):
    festival = make_festival()
    order = book(client, festival.event.offer, 3).json
    return festival, make_device(festival.venue.gate_id), order


def undo(client, token, scan_id):
    return client.post(f"/api/v1/scans/{scan_id}/undo", headers=bearer(token))


def test_a_party_that_was_let_in_by_mistake_may_go_in_again(client, gate):
    _festival, token, order = gate
    party = order["party_code"]
    assert scan(client, token, qr=party, scan_id="scan-0001", count=2).json["admitted"] == 2
    assert undo(client, token, "scan-0001").json == {"undone": True, "given_back": 2}
    assert undo(client, token, "scan-0001").json == {"undone": True, "given_back": 2}
    assert scan(client, token, qr=party, scan_id="scan-0002").json["admitted"] == 3
    assert undo(client, token, "scan-0001").json["undone"] is True  # and takes nothing from the second scan
    assert scan(client, token, qr=party, scan_id="scan-0003").json["verdict"] == "already-used"
    assert not any(broken_invariants().values())
    assert session.scalar(text("SELECT COUNT(*) FROM audit_entry WHERE action = 'undo'")) == 1


def test_a_minute_later_it_is_over(client, gate):
    _festival, token, order = gate
    scan(client, token, qr=order["tickets"][0]["qr"], scan_id="scan-0001")
    in_transaction(lambda: session.execute(update(Scan).values(received_at=now() - timedelta(seconds=61))))
    answer = undo(client, token, "scan-0001")
    assert (answer.status_code, answer.json["reason"]) == (409, "undo-over")


def test_a_refusal_has_nothing_to_undo(client, gate):
    _festival, token, _order = gate
    scan(client, token, qr="CW1" + "0" * 26, scan_id="scan-0001")
    assert undo(client, token, "scan-0001").status_code == 409


def test_a15_another_device_cannot_undo_it(client, gate):
    festival, token, order = gate
    scan(client, token, qr=order["tickets"][0]["qr"], scan_id="scan-0001")
    assert undo(client, make_device(festival.venue.gate_id), "scan-0001").status_code == 404
    assert undo(client, token, "no-such-scan").status_code == 404
