"""The way out for mail: an SMTP server, or a folder that `/staff/inbox` shows while none is set."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS_TO_WAIT = 15
MAILS_SHOWN = 100


@dataclass(frozen=True)
class Mail:
    """A mail in words. `key` makes its Message-ID, the same however often it is sent."""

    key: str
    sender: str
    recipient: str
    subject: str
    text: str
    at: datetime
    host: str

    def as_message(self) -> EmailMessage:
        """RFC 5322; control characters in headers are refused by the library."""
        message = EmailMessage(policy=policy.SMTP)
        message["Subject"] = " ".join(self.subject.split())
        message["From"] = self.sender
        message["To"] = self.recipient
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<{self.key.replace(':', '.')}@{self.host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        return message


@dataclass(frozen=True)
class InboxMail:
    """A mail in the development inbox."""

    id: str
    to: str
    subject: str
    at: datetime
    text: str


class Outgoing(Protocol):
    """An open way out."""

    def send(self, mail: Mail) -> None:
        """Raises `OSError` (of which SMTP's errors are a kind) where the mail was not taken."""


class _Smtp:
    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server

    def send(self, mail: Mail) -> None:
        self.server.send_message(mail.as_message())


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{mail.key.replace(':', '.')}.part"
        draft.write_bytes(mail.as_message().as_bytes())
        draft.replace(draft.with_suffix(".eml"))


@contextmanager
def open_mailer(smtp_url: str, inbox: Path) -> Iterator[Outgoing]:
    """A connection to the SMTP server, or the inbox folder where `smtp_url` is empty. Raises `OSError`."""
    if not smtp_url:
        yield _Folder(inbox)
        return
    url = urlsplit(smtp_url)
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS_TO_WAIT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=SECONDS_TO_WAIT)
    with server:
        if url.scheme == "smtp" and parse_qs(url.query).get("tls", ["starttls"])[0] == "starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield _Smtp(server)


def read_inbox(inbox: Path) -> list[InboxMail]:
    """The newest mails of the development inbox."""
    paths = sorted(inbox.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in paths[:MAILS_SHOWN]]


def _read(path: Path) -> InboxMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return InboxMail(path.stem, str(message["To"]), str(message["Subject"]), parsedate_to_datetime(str(message["Date"])), text)
