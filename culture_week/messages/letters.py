"""Puts a message into words: a template whose first line is the subject."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from flask import current_app, render_template

from culture_week.core.codes import derived_digits, derived_secret
from culture_week.core.text import in_language
from culture_week.messages.queries import WaitingMessage


def write_letter(message: WaitingMessage) -> tuple[str, str]:
    """Subject and text in the message's language."""
    with in_language(message.language):
        links = {"site_link": _site_link(message.language), "secret_link": _secret_link(message.language), "digits": derived_digits}
        page = render_template(f"messages/{message.template}.txt", **message.context, **links)
    subject, _, text = page.strip().partition("\n")
    return subject.strip(), text.strip() + "\n"


def public_host() -> str:
    """The name of the site in addresses; passkeys are bound to it."""
    return urlsplit(current_app.config["PUBLIC_BASE_URL"]).hostname or "localhost"


def whatsapp_url(phone: str, text: str) -> str:
    """Opens a draft to `phone` (E.164); a person still presses send."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"


def _site_link(language: str) -> Callable[[str], str]:
    base = current_app.config["PUBLIC_BASE_URL"] + ("/en" if language == "en" else "")
    return lambda path: f"{base}/{path}"


def _secret_link(language: str) -> Callable[[str, str, int], str]:
    site_link = _site_link(language)

    def link(page: str, code: str, generation: int) -> str:
        """The address of `page` about the thing called `code`, with the secret that opens it."""
        return site_link(f"{page}/{code}/{derived_secret(page, code, generation)}")

    return link
