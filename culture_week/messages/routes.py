"""The hand-send list, and the development inbox."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.contact import show_phone
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.messages import actions, queries
from culture_week.messages.letters import whatsapp_url, write_letter
from culture_week.messages.mailer import read_inbox

messages = Blueprint("messages", __name__, url_prefix="/staff")


@messages.get("/pesan")
@requires("messages.send")
def hand_list() -> str:
    """What waits for a person with WhatsApp."""
    return render_template("messages/hand_list.html", items=[_as_item(m) for m in queries.hand_list()], form=TextForm())


def _as_item(message: queries.WaitingMessage) -> dict[str, Any]:
    subject, text = write_letter(message)
    return {
        "key": message.key,
        "to": show_phone(message.recipient),
        "buyer": message.context.get("name", ""),
        "text": text,
        "whatsapp_url": whatsapp_url(message.recipient, text),
        "created_at": message.created_at,
        "sent_url": url_for("messages.sent_by_hand", key=message.key),
    }


@messages.post("/pesan/<key>/terkirim")
@requires("messages.send")
def sent_by_hand(key: str) -> Any:
    """Staff say that they sent one."""
    in_transaction(actions.mark_sent_by_hand, key=key, by=current_user.actor, now=utc_now())
    return redirect(url_for("messages.hand_list"), 303)


@messages.get("/inbox")
@requires("development")
def inbox() -> str:
    """The mails that went nowhere, for lack of an SMTP server."""
    mails = [{**vars(mail), "url": url_for("messages.inbox_mail", mail_id=mail.id)} for mail in _mails()]
    return render_template("messages/inbox.html", mails=mails)


@messages.get("/inbox/<mail_id>")
@requires("development")
def inbox_mail(mail_id: str) -> str:
    """One of them."""
    mail = next((mail for mail in _mails() if mail.id == mail_id), None)
    if mail is None:
        abort(404)
    return render_template("messages/inbox_mail.html", mail=mail)


def _mails() -> Any:
    if current_app.config["ENVIRONMENT"] == "production":
        abort(404)
    return read_inbox(current_app.config["DATA_FOLDER"] / "inbox")
