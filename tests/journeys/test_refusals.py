"""What must be refused, and what a refusal must not break."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Event
from culture_week.festival.states import EventState
from culture_week.insights.queries import broken_invariants
from tests.factories import book, make_device, make_edition, make_event, make_festival, make_venue, now, order_body, scan


def booking_form(key, quantity=1):
    return {"name": "Siti Contoh", "contact": "0861-1000-0042", "quantity": quantity, "key": key}


def set_state(event, state):
    in_transaction(lambda: session.execute(update(Event).where(Event.id == event.id).values(state=state)))
    forget_all()


def test_a_form_sent_twice_for_the_last_place_leads_to_the_same_order(client):
    event = make_festival(size=1).event
    page, form = f"/pesan/{event.code}", booking_form("the-same-key")
    first = client.post(page, data=form)
    forget_all()
    again = client.post(page, data=form)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]


def test_who_comes_too_late_is_told_and_keeps_what_was_typed(client):
    event = make_festival(size=1).event
    assert client.post(f"/pesan/{event.code}", data=booking_form("early-bird")).status_code == 303
    forget_all()
    answer = client.post(f"/pesan/{event.code}", data={**booking_form("too-late-1"), "contact": "0861-1000-0043"})
    assert answer.status_code == 409
    assert "0861-1000-0043" in answer.text and "Siti Contoh" in answer.text and "Maaf" in answer.text
    assert client.get(f"/pesan/{event.code}").status_code == 303


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.POSTPONED])
def test_an_event_that_does_not_take_place_is_not_booked(client, state):
    event = make_festival().event
    set_state(event, state)
    assert client.get(f"/pesan/{event.code}").status_code == 303
    assert client.post(f"/pesan/{event.code}", data=booking_form("not-this-one")).status_code == 409
    assert book(client, event.offer).json["reason"] == "sale-closed"
    shown = client.get(f"/api/v1/events/{event.code}").json
    assert (shown["state"], shown["offers"][0]["state"]) == (state.value, "closed")
    assert session.execute(text('SELECT COUNT(*) FROM "order"')).scalar_one() == 0


def test_an_edition_in_preparation_shows_nowhere(client):
    event = make_festival().event
    later = now().date() + timedelta(days=365)
    make_edition(starts_on=later, ends_on=later, published_at=None)
    assert client.get(f"/acara/{event.code}").status_code == 200


def test_a_party_at_two_gates_is_never_admitted_twice_nor_in_part(app):
    edition = make_edition()
    venue = make_venue(edition)
    tokens = [make_device(venue.gate_id) for _ in range(2)]
    for _ in range(10):
        event = make_event(edition, venue)
        party = book(app.test_client(), event.offer, 4).json["party_code"]
        session.remove()
        with ThreadPoolExecutor(2) as pool:
            few, all_of_them = pool.map(_scan, [app] * 2, tokens, (2, 4), [party] * 2)
        assert (few["admitted"], all_of_them["admitted"]) in ((2, 0), (0, 4))
        assert all_of_them["remaining"] == (2 if few["admitted"] else 0)
    assert not any(broken_invariants().values())


def _scan(app, token, count, party):
    with app.app_context():
        try:
            return scan(app.test_client(), token, qr=party, count=count).json
        finally:
            session.remove()


def test_a_device_is_worth_nothing_once_its_edition_is_over(client):
    today = now().date()
    edition = make_edition(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=2))
    venue = make_venue(edition)
    assert scan(client, make_device(venue.gate_id), qr="CW1" + "0" * 26).status_code == 401


SURROGATE = "\ud800"


@pytest.mark.parametrize(
    "body",
    [
        {"lines": [{"offer": "A" + SURROGATE, "quantity": 1}]},
        {"lines": [{"offer": "A\0", "quantity": 1}]},
        {"buyer": {"name": "Siti" + SURROGATE, "phone": "0861-1000-0001"}},
        {"buyer": {"name": "Siti", "phone": "0861" + SURROGATE}},
        {"buyer": {"name": "\u0958" * 100, "phone": "0861-1000-0001"}},
    ],
)
def test_text_that_no_database_takes_is_refused(client, body):
    festival = make_festival()
    answer = client.post("/api/v1/orders", json={**order_body(festival.event.offer), **body}, headers={"Idempotency-Key": "test-key-odd"})
    assert answer.status_code == 422


@pytest.mark.parametrize("scanned_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_clock_from_another_age_is_refused(client, scanned_at):
    festival = make_festival()
    assert scan(client, make_device(festival.venue.gate_id), qr="CW1" + "0" * 26, scanned_at=scanned_at).status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/acara/a%00b", 400),
        ("/api/v1/events?venue=%00", 400),
        ("/api/v1/events?on=9999-12-31", 422),
        ("/api/v1/events?on=0001-01-01", 422),
    ],
)
def test_addresses_that_cannot_be_asked_for(client, path, status):
    make_festival()
    assert client.get(path).status_code == status
