"""The hand-send list, and the development inbox."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.contact import BadContact, Contact, mask_contact, read_phone, show_phone
from culture_week.core.database import in_transaction
from culture_week.core.forms import TextForm
from culture_week.messages import actions, queries
from culture_week.messages.letters import whatsapp_url, write_letter
from culture_week.messages.mailer import read_inbox
from culture_week.messages.rules import may_go_elsewhere
from culture_week.messages.words import template_name

messages = Blueprint("messages", __name__, url_prefix="/staff")
BLUEPRINTS = (messages,)


@messages.get("/pesan")
@requires("messages.send")
def hand_list() -> str:
    """What waits for a person with WhatsApp: the one before them, those that follow, and mails that did not go through."""
    return _hand_list_page()


def _hand_list_page(refused: str | None = None, notice: str | None = None) -> str:
    now, counts = utc_now(), queries.count_by_hand()
    kind = _kind(request.args.get("jenis"), counts)
    mine = queries.claimed_by(current_user.actor, now)
    waiting = [message for message in queries.hand_list(kind) if mine is None or message.id != mine.id]
    return render_template(
        "messages/hand_list.html",
        mine=_as_item(mine) if mine else None,
        items=[_as_item(message) for message in waiting],
        count=counts.get(kind, 0) if kind else sum(counts.values()),
        kind=kind,
        kinds=[{"template": template, "name": template_name(template), "count": count} for template, count in counts.items()],
        dead=[_as_dead(message) for message in queries.dead_mails()],
        refused=refused,
        notice=notice,
        now=now,
        form=TextForm(),
    )


def _kind(asked: str | None, counts: dict[str, int]) -> str | None:
    return asked if asked in counts else None


def _as_item(message: queries.HandMessage) -> dict[str, Any]:
    _subject, text = write_letter(message)
    taken = message.claimed_until is not None and message.claimed_until > utc_now()
    return {
        "key": message.key,
        "to": show_phone(message.recipient),
        "buyer": message.context.get("name", ""),
        "about": template_name(message.template),
        "text": text,
        "whatsapp_url": whatsapp_url(message.recipient, text),
        "created_at": message.created_at,
        "claimer": message.claimer_name if taken else None,
        "claimed_until": message.claimed_until,
    }


def _as_dead(message: queries.WaitingMessage) -> dict[str, Any]:
    return {
        "may_go_elsewhere": may_go_elsewhere(message.template),
        "key": message.key,
        "to": mask_contact(Contact(message.channel, message.recipient)),
        "buyer": message.context.get("name", ""),
        "about": template_name(message.template),
        "created_at": message.created_at,
    }


@messages.post("/pesan/mulai")
@requires("messages.send")
def begin_by_hand() -> Any:
    """The first message comes up, and nobody else is given it meanwhile."""
    kind = _kind(request.form.get("jenis"), queries.count_by_hand())
    in_transaction(actions.begin_by_hand, template=kind, by=current_user.actor, name=current_user.name, now=utc_now())
    return redirect(url_for("messages.hand_list", jenis=kind), 303)


@messages.post("/pesan/<key>/terkirim")
@requires("messages.send")
def sent_by_hand(key: str) -> Any:
    """Staff say that they sent one; the next one comes up by itself."""
    return _and_the_next(actions.mark_sent_by_hand, key)


@messages.post("/pesan/<key>/lewati")
@requires("messages.send")
def put_off(key: str) -> Any:
    """Staff leave one for later; the next one comes up by itself."""
    return _and_the_next(actions.put_off, key)


def _and_the_next(deed: Callable[..., None], key: str) -> Any:
    kind = _kind(request.form.get("jenis"), queries.count_by_hand())
    who = {"by": current_user.actor, "name": current_user.name}
    in_transaction(actions.go_on_by_hand, deed=deed, key=key, template=kind, **who, now=utc_now())
    return redirect(url_for("messages.hand_list", jenis=kind), 303)


@messages.post("/pesan/<key>/coba-lagi")
@requires("messages.send")
def retry(key: str) -> Any:
    """A mail that was given up is tried again."""
    in_transaction(actions.retry, key=key, by=current_user.actor, now=utc_now())
    return redirect(url_for("messages.hand_list"), 303)


@messages.post("/pesan/<key>/lewat-whatsapp")
@requires("messages.send")
def send_by_whatsapp(key: str) -> Any:
    """A mail that was given up goes to a phone instead."""
    try:
        phone = read_phone(request.form.get("phone", ""))
    except BadContact as refusal:
        return _hand_list_page(refused=key, notice=refusal.text()), 422
    in_transaction(actions.send_by_whatsapp, key=key, phone=phone, by=current_user.actor, now=utc_now())
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
