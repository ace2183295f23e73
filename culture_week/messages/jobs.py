"""Delivers the outbox."""

from dataclasses import dataclass

from flask import current_app

from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.log import logger
from culture_week.messages.actions import claim_due, mark_delivered, mark_failed
from culture_week.messages.letters import public_host, write_letter
from culture_week.messages.mailer import Mail, Outgoing, open_mailer
from culture_week.messages.queries import WaitingMessage


@dataclass
class Delivery:
    """How a round went."""

    sent: int = 0
    failed: int = 0


def deliver_messages() -> Delivery:
    """Sends every mail that is due, each at least once: claim, send outside any transaction, record."""
    delivery = Delivery()
    while claimed := in_transaction(claim_due, now=utc_now()):
        try:
            with open_mailer(current_app.config["SMTP_URL"], current_app.config["DATA_FOLDER"] / "inbox") as outgoing:
                for message in claimed:
                    _deliver(message, outgoing, delivery)
        except OSError as error:  # no connection: none of the rest went out
            for message in claimed:
                _record_failure(message, error, delivery)
            break
    return delivery


def _deliver(message: WaitingMessage, outgoing: Outgoing, delivery: Delivery) -> None:
    try:
        outgoing.send(_as_mail(message))
    except Exception as error:  # one bad message must not hold up the others
        _record_failure(message, error, delivery)
    else:
        in_transaction(mark_delivered, message_id=message.id, now=utc_now())
        delivery.sent += 1


def _record_failure(message: WaitingMessage, error: Exception, delivery: Delivery) -> None:
    logger.warning("message not sent", message=message.key, error=type(error).__name__)
    in_transaction(
        mark_failed, message_id=message.id, attempts=message.attempts + 1, error=f"{type(error).__name__}: {error}", now=utc_now()
    )
    delivery.failed += 1


def _as_mail(message: WaitingMessage) -> Mail:
    subject, text = write_letter(message)
    sender = current_app.config["MAIL_FROM"]
    return Mail(message.key, sender, message.recipient, subject, text, message.created_at, public_host())
