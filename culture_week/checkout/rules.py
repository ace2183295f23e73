"""What checkout itself decides."""

import re
import unicodedata

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.sales.states import ORDER, OrderState

LONGEST_NAME = 100
LONGEST_TYPED_NAME = 4 * LONGEST_NAME
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


def read_name(typed: str) -> str:
    """A name on one line, trimmed, without control characters; otherwise as the person typed it. Raises `BadName`."""
    if len(typed) > LONGEST_TYPED_NAME:
        raise BadName()  # before it is normalised, which takes very long on some text
    printable = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", typed))
    name = " ".join(printable.split())
    if not 0 < len(name) <= LONGEST_NAME or LINK.search(name):
        raise BadName()
    return name


def may_cancel(state: OrderState, any_used: bool) -> bool:
    """Whether the buyer may still give everything back."""
    return ORDER.allows("cancel", state) and not any_used
