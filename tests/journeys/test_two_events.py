"""One order for two events: each has its own codes, and its page says which is which."""

import re
from datetime import timedelta

import pytest

from culture_week.core.short_memory import forget_all
from tests.factories import book, make_device, make_edition, make_event, make_venue, now, scan, statements


@pytest.fixture
def festival(app):
    edition = make_edition()
    return edition, make_venue(edition, name="Balai Satu"), make_venue(edition, name="Balai Dua")


@pytest.fixture
def events(festival):
    """The second is on now; the first, in order of booking, is later."""
    edition, first, second = festival
    later = {"starts_at": now() + timedelta(hours=30), "ends_at": now() + timedelta(hours=32)}
    return make_event(edition, first, **later), make_event(edition, second)


@pytest.fixture
def order(client, events):
    lines = [{"offer": events[0].offer, "quantity": 1}, {"offer": events[1].offer, "quantity": 2}]
    body = {"lines": lines, "buyer": {"name": "Siti Contoh", "phone": "0861-1000-0009"}}
    return client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": "two-events"}).json


@pytest.fixture
def path(order):
    return f"/pesanan/{order['code']}/{order['secret']}"


def sections_of(page):
    """Each event's part of the page, in the order shown."""
    return re.split(r'<section class="part', page.split('<div class="split__side')[0])[1:]


def test_each_event_stands_with_its_time_place_and_codes(client, path, events):
    page = client.get(path).text
    assert "<h1>Tiket untuk 2 acara</h1>" in page
    now_on, later = sections_of(page)
    assert events[1].title["id"] in now_on and "Balai Dua" in now_on and events[0].title["id"] not in now_on
    assert events[0].title["id"] in later and "Balai Satu" in later and "Balai Dua" not in later
    assert now_on.count('class="qr"') == 3 and later.count('class="qr"') == 1
    assert "Berlaku untuk 2 orang" in now_on and "Hanya untuk acara ini." in now_on
    assert "Satu kode untuk semua" not in later
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert client.get(f"{path}/kalender.ics").text.count("BEGIN:VEVENT") == 2
    english = client.get(f"/en{path}").text
    assert "Tickets for 2 events" in english and "Only for this event." in english


def test_gate_admits_only_the_tickets_of_its_event(client, festival, order, path):
    token = make_device(festival[2].gate_id)
    verdicts = [scan(client, token, qr=ticket["qr"]).json["verdict"] for ticket in order["tickets"]]
    assert sorted(verdicts) == ["welcome", "welcome", "wrong-venue"]
    now_on, later = sections_of(client.get(path).text)
    assert now_on.count("Sudah dipakai") == 2 and "Satu kode untuk semua" not in now_on
    assert "Sudah dipakai" not in later


def test_cancelling_ends_the_codes_of_both(client, path):
    assert client.post(f"{path}/batal").status_code == 303
    page = client.get(path).text
    assert page.count("Dibatalkan") == 3 and "Satu kode untuk semua" not in page
    assert "Pemesanan ini sudah dibatalkan" in page and "Terangkan layar" not in page


def test_page_of_one_event_has_that_event_as_its_heading(client, events):
    body = {"lines": [{"offer": events[1].offer, "quantity": 2}], "buyer": {"name": "Siti Contoh", "phone": "0861-1000-0010"}}
    order = client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": "one-event"}).json
    page = client.get(f"/pesanan/{order['code']}/{order['secret']}").text
    assert re.search(rf"<h1[^>]*>{events[1].title['id']}</h1>", page) and 'class="part' not in page
    assert "Hanya untuk acara ini." not in page


def test_page_asks_as_much_for_two_events_as_for_one(client, events, path):
    single = book(client, events[1].offer).json
    asked = []
    for page in (path, f"/pesanan/{single['code']}/{single['secret']}"):
        forget_all()
        with statements() as seen:
            assert client.get(page).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
