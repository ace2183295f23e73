"""Lost links are sent again to whom they belong to, and nobody else learns whether there are any."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from culture_week.checkout.jobs import answer_link_requests
from culture_week.checkout.models import LinkRequest
from culture_week.core.contact import Channel
from culture_week.core.database import in_transaction, session
from culture_week.messages.jobs import deliver_messages
from culture_week.messages.letters import write_letter
from culture_week.messages.mailer import read_inbox
from culture_week.messages.models import Message
from culture_week.messages.queries import hand_list
from culture_week.messages.states import MessageState
from tests.factories import book, make_edition, make_event, make_festival, make_venue, now, statements

PAGE = "/tiket-hilang"
KNOWN, UNKNOWN = "0861-1000-0042", "0861-1000-0099"


def ask(client, contact, path=PAGE, **headers):
    return client.post(path, data={"contact": contact}, headers=headers)


def told():
    """The keys of all messages about lost links."""
    return list(session.scalars(select(Message.key).where(Message.template == "checkout/lost_link")))


def test_all_living_orders_come_in_one_message(client):
    festival = make_festival()
    later = make_event(festival.edition, festival.venue, starts_at=now() + timedelta(days=1), ends_at=now() + timedelta(days=1, hours=1))
    orders = [book(client, event.offer, phone=KNOWN).json for event in (later, festival.event)]
    gone = book(client, festival.event.offer, phone=KNOWN).json
    client.post(f"/api/v1/orders/{gone['code']}/cancel", headers={"Authorization": f"Bearer {gone['secret']}"})
    strangers = book(client, festival.event.offer).json
    answer = ask(client, "+62 861 1000 0042", "/en" + PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en{PAGE}?diminta=1")
    answer_link_requests()
    message = next(message for message in hand_list() if message.template == "checkout/lost_link")
    assert (message.recipient, message.channel) == ("+6286110000042", Channel.WHATSAPP)
    assert [order["code"] for order in message.context["orders"]] == [orders[1]["code"], orders[0]["code"]]
    assert not any(order["secret"] in str(message.context) for order in orders)
    subject, letter = write_letter(message)
    assert subject == "Your ticket links"
    links = re.findall(r"http://localhost(/en/pesanan/\S+)", letter)
    assert links == [f"/en/pesanan/{order['code']}/{order['secret']}" for order in reversed(orders)]
    assert all(client.get(link).status_code == 200 for link in links)
    assert strangers["code"] not in letter and gone["code"] not in letter


def test_mail_goes_out_and_is_told_once_in_ten_minutes(client, app):
    event = make_festival().event
    form = {"name": "Siti", "contact": "siti@contoh.id", "quantity": "1", "key": "a-mail-to-be-lost"}
    client.post(f"/pesan/{event.code}", data=form)
    deliver_messages()
    inbox = app.config["DATA_FOLDER"] / "inbox"
    before = len(read_inbox(inbox))
    for _ in range(3):
        ask(client, " SITI@contoh.id ")
        answer_link_requests()
    deliver_messages()
    assert len(told()) == 1 and session.scalar(select(LinkRequest.contact)) is None
    assert len(read_inbox(inbox)) == before + 1
    in_transaction(lambda: session.execute(delete(Message)))


def test_orders_of_past_events_and_other_editions_are_not_sent(client):
    old = make_edition(starts_on=now().date() - timedelta(days=400), ends_on=now().date() - timedelta(days=390))
    event = make_event(old, make_venue(old))
    book(client, event.offer, phone=KNOWN)
    make_edition()
    ask(client, KNOWN)
    answer_link_requests()
    assert told() == []


def test_a39_the_answer_tells_nobody_who_has_tickets(client):
    """A39: neither its words nor its work differ; what is looked up is looked up later, by the worker."""
    book(client, make_festival().event.offer, phone=KNOWN)
    seen = {}
    ask(client, "0861-1000-0001")  # what is read once in two seconds is read
    for contact in (KNOWN, UNKNOWN):
        with statements() as work:
            answer = ask(client, contact)
        page = client.get(answer.headers["Location"])
        words = re.sub(r'"mono">[^<]+', "", page.text)
        seen[contact] = (answer.status_code, answer.headers["Location"], answer.text, page.status_code, words, work)
    assert seen[KNOWN] == seen[UNKNOWN]
    assert [statement.split()[2] for statement in work if statement.startswith("INSERT")] == ["link_request", "audit_entry"]
    assert not any('"order"' in statement or "message" in statement for statement in work)
    answer_link_requests()
    assert len(told()) == 1
    assert session.scalar(select(LinkRequest.contact)) is None  # nothing is kept of who has none


def test_a39_limits_count_a_contact_alike_whether_it_is_known(client, app, monkeypatch):
    """A39: nor does the limit tell."""
    monkeypatch.setitem(app.config, "LIMIT_LOST_LINK_CONTACT", "2 per 10 minutes")
    book(client, make_festival().event.offer, phone=KNOWN)
    statuses = {
        contact: [ask(client, spelling).status_code for spelling in (contact, contact, contact.replace("-", " "))]
        for contact in (KNOWN, UNKNOWN)
    }
    assert statuses == {KNOWN: [303, 303, 429], UNKNOWN: [303, 303, 429]}
    assert ask(client, "0861-1000-0077").status_code == 303
    monkeypatch.setitem(app.config, "LIMIT_LOST_LINK_ADDRESS", "1 per 10 minutes")
    assert [ask(client, f"0861-1000-00{n}").status_code for n in (80, 81)][1] == 429


def test_a29_links_lead_to_the_site_whatever_host_was_asked_for(client):
    """A29: whoever asks under another name cannot plant it in somebody's message."""
    book(client, make_festival().event.offer, phone=KNOWN)
    client.post(
        PAGE, data={"contact": KNOWN}, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"}
    )
    ask(client, KNOWN, **{"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    client.post(PAGE, data={"contact": KNOWN}, headers={"Host": "evil.example"})
    answer_link_requests()
    (message,) = [message for message in hand_list() if message.template == "checkout/lost_link"]
    letter = write_letter(message)[1]
    assert "evil" not in letter and "http://localhost/pesanan/" in letter


@pytest.mark.parametrize("contact", ["", "0861", "bukan kontak", "a@b", "siti\x00@contoh.id"])
def test_what_cannot_be_read_is_said_and_kept(client, contact):
    answer = ask(client, contact)
    assert answer.status_code == 422 and 'id="contact-error"' in answer.text
    assert session.scalar(select(LinkRequest.contact)) is None


def test_who_opens_a_wrong_link_is_shown_the_way(client):
    make_festival()
    assert PAGE in client.get("/pesanan/NOSUCH/nothing").text
    assert PAGE in client.get("/").text


def test_links_still_come_after_the_key_was_changed(client, app, monkeypatch):
    book(client, make_festival().event.offer, phone=KNOWN)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-for-tests-0123456789abcdef")
    ask(client, KNOWN)
    answer_link_requests()
    assert len(told()) == 1


def test_one_that_waits_for_a_hand_is_in_the_list_of_staff(client):
    book(client, make_festival().event.offer, phone=KNOWN)
    ask(client, KNOWN)
    answer_link_requests()
    (key,) = told()
    assert session.scalar(select(Message.state).where(Message.key == key)) is MessageState.BY_HAND


def test_who_sends_the_empty_form_shuts_out_nobody_elsewhere(client):
    make_festival()

    def send(address):
        return client.post(PAGE, data={"contact": ""}, environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [send("127.0.3.1") for _ in range(4)] == [422, 422, 422, 429]
    assert send("127.0.3.2") == 422
