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
from culture_week.messages.states import MessageState
from tests.factories import make_festival, now


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
