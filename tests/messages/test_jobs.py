"""The outbox against a real SMTP server on loopback: nothing is lost while it is away, nothing is told twice."""

import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from culture_week.core.contact import Channel, Contact
from culture_week.core.database import in_transaction, session
from culture_week.messages.actions import claim_due, queue
from culture_week.messages.jobs import deliver_messages
from culture_week.messages.models import Message
from culture_week.messages.rules import MOST_IN_AN_HOUR, PACE, PACED
from culture_week.messages.states import MessageState
from tests.factories import make_festival, now, statements


class Sink:
    """Keeps what it is sent."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002  the shape is the library's
        self.mails.append(envelope)
        return "250 kept"


@pytest.fixture
def smtp(app):
    """A mail server, and its address in the site's settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}?tls=none"
    yield controller
    app.config["SMTP_URL"] = ""
    if controller.loop.is_running():
        controller.stop()


def book_by_mail(client, festival, address):
    form = {"name": "Siti Contoh", "contact": address, "quantity": "1", "key": f"key-of-{address.split('@')[0]}"}
    assert client.post(f"/pesan/{festival.event.code}", data=form).status_code == 303


def states():
    session.rollback()
    return list(session.scalars(select(Message.state)))


def test_a_mail_waits_while_the_server_is_away_and_then_goes_out_once(client, smtp):
    festival = make_festival()
    book_by_mail(client, festival, "siti@contoh.id")
    assert deliver_messages().failed == 1
    assert states() == [MessageState.QUEUED]
    smtp.start()
    assert deliver_messages().sent == 0  # its pause is not over
    in_transaction(lambda: session.execute(update(Message).values(due_at=now() - timedelta(seconds=1))))
    assert deliver_messages().sent == 1
    assert deliver_messages().sent == 0
    (mail,) = smtp.handler.mails
    text = mail.content.decode()
    assert mail.rcpt_tos == ["siti@contoh.id"] and "Message-ID: <order-confirmed." in text
    assert festival.event.title["id"] in text and "/pesanan/" in text.replace("=\r\n", "")


def test_a_claim_whose_worker_died_is_sent_after_its_lease(client, smtp):
    book_by_mail(client, make_festival(), "budi@contoh.id")
    smtp.start()
    assert len(in_transaction(claim_due, now=now())) == 1  # and then this worker is killed
    assert deliver_messages().sent == 0
    in_transaction(lambda: session.execute(update(Message).values(due_at=now() - timedelta(seconds=1))))
    assert deliver_messages().sent == 1
    assert states() == [MessageState.SENT]


def test_the_same_key_is_told_once_and_a_phone_waits_for_a_hand(app):
    phone = Contact(Channel.WHATSAPP, "+6286110000001")
    values = {"key": "once", "contact": phone, "language": "id", "template": "checkout/order_confirmed", "context": {}}
    for _ in range(2):
        in_transaction(queue, **values, now=now())
    assert states() == [MessageState.BY_HAND]
    assert deliver_messages().sent == 0


def write_letters(address, numbers, due_at):
    contact = Contact(Channel.EMAIL, address)
    for n in numbers:
        queue(key=f"{address}-{n}", contact=contact, language="id", template=PACED, context={}, now=due_at)


def fill_an_inbox(address, waiting):
    """As many confirmations as may go in an hour have gone, and more are due."""
    in_transaction(write_letters, address=address, numbers=range(MOST_IN_AN_HOUR), due_at=now())
    in_transaction(lambda: session.execute(update(Message).values(state=MessageState.SENT, sent_at=now())))
    in_transaction(
        write_letters, address=address, numbers=range(MOST_IN_AN_HOUR, MOST_IN_AN_HOUR + waiting), due_at=now() - timedelta(minutes=1)
    )


def test_however_many_letters_wait_for_one_address_others_are_reached_at_once(app):
    """All of it is one transaction, and on SQLite nobody books meanwhile."""
    fill_an_inbox("korban@contoh.id", 200)
    in_transaction(write_letters, address="siti@contoh.id", numbers=range(2), due_at=now())
    with statements() as seen:
        claimed = in_transaction(claim_due, now=now())
    assert [message.recipient for message in claimed] == ["siti@contoh.id"] * 2
    assert len(seen) < 15
    later = in_transaction(claim_due, now=now() + PACE + timedelta(hours=1))
    assert {message.recipient for message in later} >= {"korban@contoh.id"}


def test_letters_that_are_held_back_are_not_late_mail(client):
    """Else whoever books often enough in one name sounds the operator's alarm; a worker that stands still does."""
    fill_an_inbox("korban@contoh.id", 1)
    in_transaction(lambda: session.execute(update(Message).values(created_at=now() - timedelta(hours=1))))
    assert in_transaction(claim_due, now=now()) == []
    assert client.get("/readyz").json["mail"] == "ok"
    held = update(Message).where(Message.state == MessageState.QUEUED)
    in_transaction(lambda: session.execute(held.values(due_at=now() - timedelta(minutes=20))))
    assert client.get("/readyz").json["mail"] == "late"
    in_transaction(lambda: session.execute(held.values(due_at=now() + timedelta(minutes=20), attempts=3)))
    assert client.get("/readyz").json["mail"] == "late"  # tried in vain for an hour
