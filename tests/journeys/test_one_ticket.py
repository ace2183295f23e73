"""One ticket through the gate, over HTTP."""

from datetime import timedelta

from culture_week.insights.queries import broken_invariants
from culture_week.messages.jobs import deliver_messages
from tests.factories import book, make_device, make_event, make_festival, make_venue, now, scan


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_books_scans_and_is_refused_the_second_time(client):
    festival = make_festival()
    order = book(client, festival.event.offer, 2)
    assert order.status_code == 201
    assert (order.json["state"], order.json["total"], len(order.json["tickets"])) == ("confirmed", 0, 2)
    token = make_device(festival.venue.gate_id)
    first = scan(client, token, qr=order.json["tickets"][0]["qr"])
    assert (first.json["verdict"], first.json["admitted"], first.json["event"]["title"]) == ("welcome", 1, festival.event.title["id"])
    second = scan(client, token, qr=order.json["tickets"][0]["qr"])
    assert second.json["verdict"] == "already-used"
    assert second.json["first_scan"]["gate"] == festival.venue.gate_name
    by_hand = scan(client, token, entry_code=order.json["tickets"][1]["entry_code"].lower())
    assert by_hand.json["verdict"] == "welcome"
    assert not any(broken_invariants().values())


def test_party_is_asked_how_many_and_enters_in_two_parts(client):
    festival = make_festival()
    party = book(client, festival.event.offer, 4).json["party_code"]
    token = make_device(festival.venue.gate_id)
    assert scan(client, token, qr=party, ask=True).json["verdict"] == "how-many"
    part = scan(client, token, qr=party, count=3).json
    assert (part["verdict"], part["admitted"], part["remaining"]) == ("welcome", 3, 1)
    assert scan(client, token, qr=party, count=2).json["verdict"] == "how-many"
    assert scan(client, token, qr=party).json["admitted"] == 1
    assert scan(client, token, qr=party).json["verdict"] == "already-used"
    assert not any(broken_invariants().values())


def test_same_scan_id_gets_the_same_answer(client):
    festival = make_festival()
    qr = book(client, festival.event.offer).json["tickets"][0]["qr"]
    token = make_device(festival.venue.gate_id)
    answers = [scan(client, token, qr=qr, scan_id="the-same-scan").json for _ in range(3)]
    assert answers[0]["verdict"] == "welcome" and answers[0] == answers[1] == answers[2]
    assert scan(client, token, qr="CW1" + "0" * 26, scan_id="the-same-scan").json["reason"] == "key-reused"


def test_every_verdict(client):
    festival = make_festival()
    edition, here = festival.edition, festival.venue
    elsewhere = make_venue(edition)
    token = make_device(here.gate_id)
    soon = {"starts_at": now() + timedelta(hours=90), "ends_at": now() + timedelta(hours=91)}
    past = {"starts_at": now() - timedelta(hours=90), "ends_at": now() - timedelta(hours=89)}
    at_other_venue = make_event(edition, elsewhere)
    another_day = make_event(edition, here, **soon)
    qr = book(client, at_other_venue.offer).json["tickets"][0]["qr"]
    assert scan(client, token, qr=qr).json["verdict"] == "wrong-venue"
    qr = book(client, another_day.offer).json["tickets"][0]["qr"]
    assert scan(client, token, qr=qr).json["verdict"] == "wrong-day"
    assert book(client, make_event(edition, here, **past).offer).json["reason"] == "sale-closed"
    assert scan(client, token, qr="hello").json["verdict"] == "unknown"
    cancelled = book(client, festival.event.offer).json
    client.post(f"/api/v1/orders/{cancelled['code']}/cancel", headers=bearer(cancelled["secret"]))
    assert scan(client, token, qr=cancelled["tickets"][0]["qr"]).json["verdict"] == "cancelled"
    assert scan(client, "no-such-token", qr=qr).status_code == 401


def test_cancelling_gives_the_place_back_at_once(client):
    festival = make_festival(size=1)
    order = book(client, festival.event.offer).json
    assert book(client, festival.event.offer).json["reason"] == "sold-out"
    cancelled = client.post(f"/api/v1/orders/{order['code']}/cancel", headers=bearer(order["secret"]))
    assert cancelled.json["state"] == "cancelled"
    assert book(client, festival.event.offer).status_code == 201
    again = client.post(f"/api/v1/orders/{order['code']}/cancel", headers=bearer(order["secret"]))
    assert (again.status_code, again.json["reason"]) == (409, "not-possible-now")
    assert not any(broken_invariants().values())


def test_used_ticket_cannot_be_cancelled(client):
    festival = make_festival()
    order = book(client, festival.event.offer).json
    scan(client, make_device(festival.venue.gate_id), qr=order["tickets"][0]["qr"])
    answer = client.post(f"/api/v1/orders/{order['code']}/cancel", headers=bearer(order["secret"]))
    assert (answer.status_code, answer.json["reason"]) == (409, "already-used")
    assert client.get(f"/api/v1/orders/{order['code']}", headers=bearer(order["secret"])).json["state"] == "confirmed"


def test_limits_and_bad_shapes(client):
    festival = make_festival(per_person=5)
    offer, phone = festival.event.offer, "0861-1000-0001"
    assert book(client, offer, 5, phone=phone).status_code == 201
    assert book(client, offer, 1, phone="+62 861 1000 0001").json["reason"] == "limit"
    assert book(client, offer, 6).json["reason"] == "limit"
    for quantity in (0, -1, 1.5, "2", 10**9, True):
        assert book(client, offer, quantity).status_code == 422
    unknown = client.post(
        "/api/v1/orders",
        json={"lines": [{"offer": offer, "quantity": 1}], "buyer": {"name": "A", "phone": phone}, "total": 0},
        headers={"Idempotency-Key": "unknown-field"},
    )
    assert (unknown.status_code, unknown.content_type) == (422, "application/problem+json")
    assert book(client, "NO-SUCH-OFFER").json["reason"] == "unknown-offer"


def test_replayed_key_gives_the_same_answer_and_another_body_is_refused(client):
    festival = make_festival()
    phone = "0861-1000-0002"
    first = book(client, festival.event.offer, key="one-and-the-same", phone=phone)
    again = book(client, festival.event.offer, key="one-and-the-same", phone=phone)
    assert first.json == again.json
    other = book(client, festival.event.offer, 2, key="one-and-the-same", phone=phone)
    assert (other.status_code, other.json["reason"]) == (422, "key-reused")


def test_paid_events_are_shown_but_not_sold(client):
    festival = make_festival(price=15_000)
    page = client.get(f"/acara/{festival.event.code}")
    assert "Rp15.000" in page.text and "/pesan/" not in page.text
    assert book(client, festival.event.offer).json["reason"] == "sale-closed"
    assert client.get(f"/api/v1/events/{festival.event.code}").json["offers"][0]["state"] == "not-yet"


def test_visitor_books_on_the_web_without_javascript(client):
    festival = make_festival()
    path = f"/pesan/{festival.event.code}"
    page = client.get(path)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    bad = client.post(path, data={"name": "Siti Contoh", "contact": "12345", "quantity": "2", "key": "a-form-key-1"})
    assert bad.status_code == 422 and "12345" in bad.text and "Siti Contoh" in bad.text
    good = client.post(path, data={"name": "Siti Contoh", "contact": "siti@contoh.id", "quantity": "2", "key": "a-form-key-2"})
    assert good.status_code == 303
    order = client.get(good.headers["Location"])
    assert order.text.count('class="qr"') == 3
    assert order.headers["Referrer-Policy"] == "no-referrer"
    assert "Siti Contoh" in client.get(path).text  # the phone remembers
    assert deliver_messages().sent == 1


def test_public_pages_read_no_session_and_answer_304(client):
    festival = make_festival()
    for path in ("/", "/jadwal", f"/acara/{festival.event.code}", "/privasi", "/en/"):
        page = client.get(path)
        assert page.status_code == 200 and "Set-Cookie" not in page.headers and "Cookie" not in page.headers.get("Vary", "")
        assert client.get(path, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_other_peoples_secrets_open_nothing(client):
    festival = make_festival()
    mine, theirs = book(client, festival.event.offer).json, book(client, festival.event.offer).json
    assert client.get(f"/pesanan/{theirs['code']}/{mine['secret']}").status_code == 404
    assert client.get(f"/api/v1/orders/{theirs['code']}", headers=bearer(mine["secret"])).status_code == 404
    assert client.get(f"/api/v1/orders/{theirs['code']}").status_code == 401


def test_cross_site_posts_are_refused(client):
    festival = make_festival()
    answer = client.post(f"/pesan/{festival.event.code}", data={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_page_says_why_a_used_order_cannot_be_cancelled(client):
    festival = make_festival()
    order = book(client, festival.event.offer, 2).json
    scan(client, make_device(festival.venue.gate_id), qr=order["tickets"][0]["qr"])
    path = f"/pesanan/{order['code']}/{order['secret']}"
    assert "Batalkan pemesanan" not in client.get(path).text
    refused = client.post(f"{path}/batal")
    assert refused.status_code == 409 and "sudah dipakai masuk" in refused.text


def test_calendar_file_and_english_page(client):
    festival = make_festival()
    order = book(client, festival.event.offer).json
    path = f"/pesanan/{order['code']}/{order['secret']}"
    calendar = client.get(f"{path}/kalender.ics")
    assert calendar.content_type.startswith("text/calendar") and "BEGIN:VEVENT" in calendar.text and "Asia/Jakarta" in calendar.text
    english = client.get(f"/en{path}").text
    assert 'lang="en"' in english and festival.event.title["en"] in english
