"""How to reach a person: a phone number or an e-mail address, in the one form in which it is kept."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext

# An Indonesian mobile number in E.164 form: 62, 8, then 8 to 11 digits.
MOBILE = re.compile(r"\+628[1-9][0-9]{7,10}\Z")
# Any other country's number: E.164 allows 15 digits at most.
FOREIGN = re.compile(r"\+(?!62)[1-9][0-9]{7,14}\Z")
# The letters of RFC 5322's dot-atom. `=?` begins an encoded word, which a mail program would take for another address.
LOCAL_PART = r"(?!\.|.*=\?|[^@]*\.@)[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
EMAIL = re.compile(rf"{LOCAL_PART}@{DOMAIN}\Z")
LONGEST_EMAIL = 254


class Channel(StrEnum):
    """Which way a contact is reached."""

    WHATSAPP = "whatsapp"
    EMAIL = "email"


class Flaw(StrEnum):
    """What is wrong with a contact, as far as one can tell."""

    UNCLEAR = "unclear"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    LETTERS = "letters"
    NO_AT = "no-at"
    BAD_EMAIL = "bad-email"


class BadContact(Refusal):
    """Neither a mobile number nor an e-mail address; `flaw` says what is wrong with it."""

    reason = "bad-contact"
    status = 422

    def __init__(self, flaw: Flaw = Flaw.UNCLEAR) -> None:
        super().__init__(flaw)
        self.flaw = flaw

    def text(self) -> str:
        return {
            Flaw.UNCLEAR: gettext("Isi nomor WhatsApp seperti 0812 3456 7890, atau alamat e-mail seperti nama@contoh.id."),
            Flaw.TOO_SHORT: gettext("Nomornya terlalu pendek. Periksa lagi, misalnya 0812 3456 7890."),
            Flaw.TOO_LONG: gettext("Nomornya terlalu panjang. Isi satu nomor saja, misalnya 0812 3456 7890."),
            Flaw.LETTERS: gettext("Ada huruf di dalam nomor. Isi angka saja, misalnya 0812 3456 7890."),
            Flaw.NO_AT: gettext("Alamat e-mail perlu tanda @, misalnya nama@contoh.id."),
            Flaw.BAD_EMAIL: gettext("Alamat e-mail belum lengkap atau salah ketik. Periksa lagi, misalnya nama@contoh.id."),
        }[self.flaw]


@dataclass(frozen=True)
class Contact:
    """`value` is E.164 for a phone (`+6286110000001`), lower case for an e-mail address."""

    channel: Channel
    value: str


def read_contact(text: str) -> Contact:
    """Reads what a person typed into one field. Raises `BadContact`."""
    text = _normal(text)
    return read_email(text) if "@" in text else read_phone(text)


def _normal(text: str) -> str:
    """One spelling for letters that look alike. Refuses what is too long first: on some text this takes very long."""
    if len(text) > LONGEST_EMAIL:
        raise BadContact()
    return unicodedata.normalize("NFKC", text)


def read_email(text: str) -> Contact:
    """An e-mail address, trimmed and in lower case. Raises `BadContact`."""
    value = _normal(text).strip().lower()
    if len(value) > LONGEST_EMAIL or not value.isascii() or ".." in value or not EMAIL.match(value):
        raise BadContact(Flaw.BAD_EMAIL)
    return Contact(Channel.EMAIL, value)


def read_phone(text: str) -> Contact:
    """A mobile number as people write it: 0861-…, +62 861 …, 62861…, +62 (0)861…. Raises `BadContact`."""
    visible = "".join(c for c in _normal(text) if unicodedata.category(c) != "Cf")  # copied from a contact card
    compact = re.sub(r"[\s().\-‐-―]", "", visible)
    if not re.fullmatch(r"\+?[0-9]+", compact) or not compact.isascii():
        raise BadContact(_flaw_of_text(compact))
    if compact.startswith("0"):
        compact = "+62" + compact[1:]
    elif compact.startswith("62"):
        compact = "+" + compact
    value = re.sub(r"^\+620", "+62", compact)
    if not (MOBILE.match(value) or FOREIGN.match(value)):
        raise BadContact(_flaw_of_number(value))
    return Contact(Channel.WHATSAPP, value)


def _flaw_of_text(text: str) -> Flaw:
    """Letters among many digits are slips; an address has hardly any digits."""
    letters, digits = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    if letters and digits > letters:
        return Flaw.LETTERS
    return Flaw.NO_AT if letters else Flaw.UNCLEAR


def _flaw_of_number(value: str) -> Flaw:
    """Only of a number that begins as mobile numbers do can one say that it ends wrongly."""
    if not value.startswith("+628"):
        return Flaw.UNCLEAR
    digits = len(value) - len("+62")
    return Flaw.TOO_SHORT if digits < 9 else Flaw.TOO_LONG if digits > 12 else Flaw.UNCLEAR


def show_phone(value: str) -> str:
    """`0861-1000-0001` for `+6286110000001`; other countries' numbers as they are."""
    if not value.startswith("+62"):
        return value
    digits = "0" + value[3:]
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


def mask_contact(contact: Contact) -> str:
    """Enough to recognise one's own: `0861-…-001`, `s…@contoh.id`; a dash for one that was erased."""
    if not contact.value:
        return "–"
    if contact.channel is Channel.EMAIL:
        name, _at, domain = contact.value.partition("@")
        return f"{name[:1]}…@{domain}"
    phone = show_phone(contact.value)
    return f"{phone[:4]}-…-{phone[-3:]}"
