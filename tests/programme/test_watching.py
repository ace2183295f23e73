"""Who asked about an event is told of it, can stop by a link, and nobody learns who asked."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from culture_week.core.codes import derived_secret
from culture_week.core.database import session
from culture_week.core.short_memory import forget_all
from culture_week.messages.letters import write_letter
from culture_week.messages.queries import hand_list
from culture_week.programme.actions import changes
from culture_week.programme.jobs import tell_changes, tell_free_places
from culture_week.programme.models import Watch
from tests.factories import book, change_event, let_changes_settle, make_festival, now, statements

WATCHER, OTHER = "0861-1000-0042", "0861-1000-0043"


@pytest.fixture
def festival(app):
    return make_festival(starts_at=now() + timedelta(hours=4), ends_at=now() + timedelta(hours=6), size=2)


def ask(client, festival, contact=WATCHER, face=""):
    return client.post(f"{face}/acara/{festival.event.code}/kabari", data={"contact": contact})


def letters(start):
    waiting = [(message.recipient, *write_letter(message)) for message in hand_list() if message.key.startswith(start)]
    session.rollback()  # what is read next is read anew
    return waiting


def watches():
    session.rollback()
    return list(session.scalars(select(Watch.contact).order_by(Watch.id)))


def test_a_change_is_told_once_to_each_who_asked_before_it(client, festival):
    assert ask(client, festival).headers["Location"].endswith("?dicatat=1")
    ask(client, festival, OTHER, "/en")
    change_event(changes.postpone_event, festival, note={"id": "Karena hujan.", "en": "Because of rain."})
    ask(client, festival, "0861-1000-0044")
    let_changes_settle()
    tell_changes()
    tell_changes()
    (first, subject, text), (_second, english, _) = letters("watch:")
    assert (first, len(letters("watch:"))) == ("+6286110000042", 2)
    assert subject.startswith("Ditunda:") and "Karena hujan." in text and "Tiket Anda" not in text
    assert english.startswith("Postponed:")
    link = re.search(r"http://localhost(/kabari/\S+/berhenti)", text)[1]
    assert client.get(link).status_code == 200 and len(watches()) == 3  # a program that follows links ends nothing
    assert client.post(link).headers["Location"].endswith(link)
    assert "tidak dikabari lagi" in client.get(link).text
    assert watches() == ["+6286110000043", "+6286110000044"]
    assert client.post(link).status_code == 303


def test_ticket_holders_are_still_told_of_their_tickets(client, festival):
    book(client, festival.event.offer, phone=OTHER)
    ask(client, festival)
    change_event(changes.cancel_event, festival)
    let_changes_settle()
    tell_changes()
    (holder,) = letters("event-change:")
    (watcher,) = letters("watch:")
    assert "tidak berlaku lagi" in holder[2] and "/pesanan/" in holder[2]
    assert "tidak berlaku lagi" not in watcher[2] and "/kabari/" in watcher[2]


def test_places_that_are_free_again_are_told_once(client, festival):
    order = book(client, festival.event.offer, 2).json
    forget_all()
    ask(client, festival)
    tell_free_places()
    assert letters("places:") == []
    client.post(f"/api/v1/orders/{order['code']}/cancel", headers={"Authorization": f"Bearer {order['secret']}"})
    for _ in range(2):
        forget_all()
        tell_free_places()
    ((_to, subject, text),) = letters("places:")
    assert subject.startswith("Ada tempat lagi") and f"http://localhost/acara/{festival.event.code}\n" in text


def test_who_asked_while_there_were_places_hears_after_it_was_full(client, festival):
    ask(client, festival)
    tell_free_places()
    order = book(client, festival.event.offer, 2).json
    forget_all()
    tell_free_places()
    assert letters("places:") == []
    client.post(f"/api/v1/orders/{order['code']}/cancel", headers={"Authorization": f"Bearer {order['secret']}"})
    forget_all()
    tell_free_places()
    assert len(letters("places:")) == 1


def test_a39_asking_twice_looks_like_asking_once(client, festival):
    """A39: neither words nor work tell whether a contact is told already."""
    ask(client, festival, OTHER)
    seen = []
    for _ in range(2):
        with statements() as work:
            answer = ask(client, festival)
        seen.append((answer.status_code, answer.headers["Location"], answer.text, list(work)))
    assert seen[0] == seen[1] and watches() == ["+6286110000043", "+6286110000042"]


def test_a21_links_that_end_a_watch_are_not_guessed(client, app, festival, monkeypatch):
    """A21: who guesses is stopped."""
    monkeypatch.setitem(app.config, "LIMIT_SECRET_MISSES", "3 per 10 minutes")
    ask(client, festival)
    code = session.scalar(select(Watch.code))
    statuses = [client.post(f"/kabari/{code}/{'0' * 26}/berhenti").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429] and len(watches()) == 1
    answer = client.get(f"/kabari/{code}/{derived_secret('kabari', code, 1)}/berhenti")
    assert (answer.status_code, answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == (200, "no-referrer", "no-store")


def test_an_event_that_is_over_or_cancelled_is_not_watched(client, festival):
    change_event(changes.cancel_event, festival)
    assert ask(client, festival).headers["Location"] == f"/acara/{festival.event.code}"
    assert watches() == []
    assert client.get("/acara/NOSUCH/kabari").status_code == 404


def test_what_cannot_be_read_is_said(client, festival):
    answer = ask(client, festival, "0861")
    assert answer.status_code == 422 and "terlalu pendek" in answer.text and 'value="0861"' in answer.text


def test_requests_are_limited_by_contact(client, app, festival, monkeypatch):
    monkeypatch.setitem(app.config, "LIMIT_WATCH_CONTACT", "2 per 10 minutes")
    assert [ask(client, festival, spelling).status_code for spelling in (WATCHER, "+62 861 1000 0042", WATCHER)] == [303, 303, 429]
