"""What checkout itself decides."""

import re
import unicodedata

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.sales.states import ORDER, OrderState

LONGEST_NAME = 100
LONGEST_TYPED_NAME = 4 * LONGEST_NAME
SHORTEST_REASON, LONGEST_REASON = 5, 200
LINK = re.compile(r"://|www\.|@|\w\.\w+/", re.IGNORECASE)


class UnknownOffer(Refusal):
    """There is no such offer."""

    reason = "unknown-offer"
    status = 422

    def text(self) -> str:
        return gettext("Tiket yang dipilih tidak ada.")


class BadName(Refusal):
    """The name has no visible character, too many, or says where to click: mails and messages repeat it."""

    reason = "bad-name"
    status = 422

    def text(self) -> str:
        return gettext("Isi nama Anda saja, tanpa tautan, paling panjang %(most)d huruf.", most=LONGEST_NAME)


class PaidAlready(Refusal):
    """The order cost something, which would have to be given back."""

    reason = "paid-already"

    def text(self) -> str:
        return gettext("Pemesanan ini berbayar. Uangnya harus dikembalikan lebih dulu.")


class ContactErased(Refusal):
    """Nobody knows any more whom to write to: the festival is long over."""

    reason = "contact-erased"

    def text(self) -> str:
        return gettext("Kontak pemesan sudah dihapus sesuai masa simpan, jadi tidak ada yang bisa dikirimi.")


class BadReason(Refusal):
    """Nobody would understand it, or it says where to click: the buyer is told it and the trail keeps it."""

    reason = "bad-reason"
    status = 422

    def text(self) -> str:
        return gettext(
            "Tulis alasannya dengan %(least)d sampai %(most)d huruf, tanpa tautan atau alamat.",
            least=SHORTEST_REASON,
            most=LONGEST_REASON,
        )


def read_reason(typed: str) -> str:
    """Why staff change an order, on one line. Raises `BadReason`."""
    reason = _on_one_line(typed) if len(typed) <= 4 * LONGEST_REASON else ""
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or LINK.search(reason):
        raise BadReason()
    return reason


def read_name(typed: str) -> str:
    """A name on one line, trimmed, without control characters; otherwise as the person typed it. Raises `BadName`."""
    if len(typed) > LONGEST_TYPED_NAME:
        raise BadName()  # before it is normalised, which takes very long on some text
    name = _on_one_line(typed)
    if not 0 < len(name) <= LONGEST_NAME or LINK.search(name):
        raise BadName()
    return name


def _on_one_line(typed: str) -> str:
    printable = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", typed))
    return " ".join(printable.split())


def may_cancel(state: OrderState, any_used: bool) -> bool:
    """Whether the buyer may still give everything back."""
    return ORDER.allows("cancel", state) and not any_used
