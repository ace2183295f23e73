"""An event is moved, postponed, delayed or cancelled: who is told, once, whatever is killed, and what becomes of the orders."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from culture_week.checkout.actions import undo_next
from culture_week.checkout.jobs import cancel_orders
from culture_week.checkout.models import MassCancellation
from culture_week.core import short_memory
from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.core.rows import ChangedMeanwhile
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Event, EventChange
from culture_week.festival.queries import Place, event_facts
from culture_week.festival.rules import Times, times_moved
from culture_week.festival.states import ChangeKind, EventState
from culture_week.insights.queries import broken_invariants
from culture_week.messages.jobs import deliver_messages
from culture_week.messages.models import Message
from culture_week.messages.queries import hand_list
from culture_week.programme.actions import changes
from culture_week.programme.jobs import tell_changes
from culture_week.programme.models import Notice
from culture_week.sales.models import Offer, Order, Quota
from culture_week.sales.states import OrderState
from culture_week.ticketing.actions import add_ticket_type
from tests.factories import book, change_event, let_changes_settle, make_device, make_event, make_festival, make_venue, now, scan
from tests.messages.test_jobs import smtp  # noqa: F401  a fixture

LATER = timedelta(hours=3)


@pytest.fixture
def festival(app):
    return make_festival(starts_at=now() + timedelta(hours=4), ends_at=now() + timedelta(hours=6))


def facts(festival):
    session.rollback()
    return event_facts(festival.edition.id, festival.event.code)


def move(festival, venue=None, by_so_much=LATER, **more):
    event = facts(festival)
    venue = venue or festival.venue
    times = times_moved(event.times, event.times.starts_at + by_so_much, event.times.ends_at + by_so_much)
    place = Place(venue.id, venue.code, venue.name, venue.capacity)
    change_event(changes.move_event, festival, **({"place": place, "times": times} | more))


def keys(start="event-change:"):
    session.rollback()
    return sorted(session.scalars(select(Message.key).where(Message.key.startswith(start))))


def orders(*codes):
    session.rollback()
    return [session.scalars(select(Order.state).where(Order.code == code)).one() for code in codes]


def test_what_moves_with_an_event(festival):
    other = make_venue(festival.edition)
    before = facts(festival)
    closes_at = session.scalars(select(Offer.sale_closes_at)).one()
    move(festival, other, note={"id": "Hujan", "en": "Rain"})
    after = facts(festival)
    assert (after.state, after.revision, after.venue_code) == (EventState.MOVED, 1, other.code)
    assert after.times == Times(*(instant + LATER for instant in vars(before.times).values()))
    assert session.scalars(select(Offer.sale_closes_at)).one() == closes_at + LATER
    change = session.scalars(select(EventChange)).one()
    assert (change.kind, change.revision, change.note) == (ChangeKind.MOVE, 1, {"id": "Hujan", "en": "Rain"})
    assert change.before["venue"] == festival.venue.code and change.after["venue"] == other.code
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "move")).one()
    assert entry.seq and entry.details == {"before": change.before, "after": change.after}


def test_another_time_at_the_same_place_is_no_move(festival):
    move(festival)
    assert (facts(festival).state, facts(festival).revision) == (EventState.SCHEDULED, 1)
    assert "venue" not in session.scalars(select(EventChange.after)).one()


def test_two_organizers_at_once(festival):
    seen = facts(festival)
    move(festival)
    with pytest.raises(ChangedMeanwhile):
        change_event(changes.cancel_event, festival, event=seen)
    session.rollback()
    assert facts(festival).state is EventState.SCHEDULED
    assert not session.scalars(select(Quota.closed)).one()  # the whole of it was taken back


def test_a_delay_keeps_the_plan_and_holds_the_gates_open(festival):
    planned = facts(festival).times
    for minutes in (20, 45, 0):
        change_event(changes.delay_event, festival, late_by=timedelta(minutes=minutes))
        late = facts(festival)
        assert late.late_by == timedelta(minutes=minutes) and late.times.starts_at == planned.starts_at
        assert late.times.entry_closes_at == planned.entry_closes_at + timedelta(minutes=minutes)
    assert late.projected_ends_at is None and late.state is EventState.SCHEDULED


def test_the_holder_is_told_by_mail_and_on_the_hand_list(client, festival, smtp):  # noqa: F811
    smtp.start()
    by_mail, by_hand = (book(client, festival.event.offer, 2, by_mail=mail).json for mail in (True, False))
    given_back = book(client, festival.event.offer, by_mail=True).json
    client.post(f"/pesanan/{given_back['code']}/{given_back['secret']}/batal")
    deliver_messages()
    smtp.handler.mails.clear()
    other = make_venue(festival.edition)
    move(festival, other, note={"id": "Lapangan tergenang", "en": "The field is flooded"})
    let_changes_settle()
    tell_changes()
    deliver_messages()
    (mail,) = smtp.handler.mails
    text = mail.content.decode()
    assert f"event-change:{festival.event.code}:1:{by_mail['code']}".replace(":", ".") in text
    assert other.name in text and festival.venue.name in text and "Lapangan tergenang" in text
    assert by_mail["secret"] in text.replace("=\r\n", "")
    on_list = [message.key for message in hand_list()]
    assert f"event-change:{festival.event.code}:1:{by_hand['code']}" in on_list
    page = client.get(f"/pesanan/{by_hand['code']}/{by_hand['secret']}")
    assert other.name in page.text and "Acara ini pindah tempat" in page.text and "Lapangan tergenang" in page.text
    calendar = client.get(f"/pesanan/{by_hand['code']}/{by_hand['secret']}/kalender.ics").text
    assert "SEQUENCE:1" in calendar and other.name in calendar


def test_each_is_told_once_though_the_teller_is_killed_between_and_inside_its_steps(client, festival, monkeypatch):
    monkeypatch.setattr(changes, "TOLD_AT_ONCE", 2)
    codes = [book(client, festival.event.offer).json["code"] for _ in range(5)]
    move(festival)
    assert in_transaction(changes.tell_next, now=now()) is False  # whoever books this second may still see the old facts
    let_changes_settle()
    assert in_transaction(changes.tell_next, now=now())

    def die():
        changes.tell_next(now=now())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_transaction(die)
    assert len(keys()) == 2
    tell_changes()
    tell_changes()
    assert keys() == sorted(f"event-change:{festival.event.code}:1:{code}" for code in codes)
    notice = session.scalars(select(Notice)).one()
    assert notice.told == 5 and notice.done_at


def test_a_cancelled_event_ends_its_orders_one_by_one(client, festival):
    codes = [book(client, festival.event.offer, 2, by_mail=True).json["code"] for _ in range(3)]
    change_event(changes.cancel_event, festival, note={"id": "Maaf", "en": "Sorry"})
    assert book(client, festival.event.offer).status_code == 409  # at once, before any order is undone
    let_changes_settle()
    assert in_transaction(undo_next, now=now())

    def die():
        undo_next(now=now())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_transaction(die)
    assert orders(*codes) == [OrderState.CANCELLED, OrderState.CONFIRMED, OrderState.CONFIRMED]
    cancel_orders()
    cancel_orders()
    assert orders(*codes) == [OrderState.CANCELLED] * 3
    done = session.scalars(select(MassCancellation)).one()
    assert (done.cancelled, done.kept) == (3, 0) and done.done_at
    tell_changes()
    assert len(keys()) == 3  # told, though their orders are gone by now
    assert session.scalars(select(Quota.sold)).one() == 0
    assert not any(broken_invariants().values())


def test_an_order_for_two_events_keeps_the_other(client, festival):
    other = make_event(festival.edition, festival.venue)
    body = {
        "lines": [{"offer": festival.event.offer, "quantity": 2}, {"offer": other.offer, "quantity": 1}],
        "buyer": {"name": "Siti Contoh", "email": "siti@contoh.id"},
    }
    order = client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": "two-events"}).json
    change_event(changes.cancel_event, festival)
    let_changes_settle()
    cancel_orders()
    assert orders(order["code"]) == [OrderState.CONFIRMED]
    page = client.get(f"/pesanan/{order['code']}/{order['secret']}").text
    assert page.count("Acara ini dibatalkan") == 1
    assert "Satu kode untuk semua" not in page and page.count("ticket--cancelled") == 2 and page.count("ticket--valid") == 1
    assert "Terangkan layar saat dipindai" in page  # for the other
    assert not any(broken_invariants().values())
    assert client.post(f"/pesanan/{order['code']}/{order['secret']}/batal").status_code == 303
    assert not any(broken_invariants().values())


def test_places_shared_with_another_event_stay_open_for_it_alone(client, festival, monkeypatch):
    """Another process may sell from its short memory for two seconds more; what it sells is undone as well."""
    other = make_event(festival.edition, festival.venue, size=None)
    quota, seller = session.scalars(select(Quota)).one(), session.scalars(select(Offer.seller_id)).one()
    shared = {"event_id": other.id, "code": "BERSAMA", "seller_id": seller, "quota_ids": [quota.id], "title": {"id": "Umum"}, "price": 0}
    window = {"sale_opens_at": now() - LATER, "sale_closes_at": other.ends_at}
    in_transaction(add_ticket_type, **shared, **window, max_per_order=5, per_person=5, by="test", now=now())
    monkeypatch.setattr(short_memory, "time", SimpleNamespace(monotonic=lambda: 0.0))  # what is remembered is not forgotten by itself
    early = book(client, festival.event.offer).json["code"]
    in_transaction(changes.cancel_event, event=facts(festival), note=None, by="test", now=now())
    cancel_orders()
    late = book(client, festival.event.offer).json["code"]
    forget_all()
    assert book(client, festival.event.offer).json["reason"] == "sale-closed"
    kept = book(client, "BERSAMA").json["code"]
    let_changes_settle()
    cancel_orders()
    assert orders(early, late, kept) == [OrderState.CANCELLED, OrderState.CANCELLED, OrderState.CONFIRMED]
    assert not any(broken_invariants().values())


def test_whoever_went_in_keeps_the_order(client):
    festival = make_festival()
    used, unused = (book(client, festival.event.offer).json for _ in range(2))
    scan(client, make_device(festival.venue.gate_id), qr=used["tickets"][0]["qr"])
    change_event(changes.cancel_event, festival)
    let_changes_settle()
    cancel_orders()
    assert orders(used["code"], unused["code"]) == [OrderState.CONFIRMED, OrderState.CANCELLED]
    assert session.scalars(select(MassCancellation.kept)).one() == 1
    assert not any(broken_invariants().values())


def test_a_postponed_event_gets_a_new_time(client, festival):
    code = book(client, festival.event.offer).json["code"]
    change_event(changes.postpone_event, festival)
    assert book(client, festival.event.offer).status_code == 409
    move(festival)
    assert facts(festival).state is EventState.SCHEDULED
    assert book(client, festival.event.offer).status_code == 201
    let_changes_settle()
    tell_changes()
    assert {key.split(":")[2] for key in keys() if key.endswith(code)} == {"1", "2"}
    assert session.scalars(select(Event.revision)).one() == 2
