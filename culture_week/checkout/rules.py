"""What checkout itself decides."""

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.sales.states import ORDER, OrderState


class PaymentNotOpen(Refusal):
    """The order costs something and nothing takes money yet."""

    reason = "sale-closed"

    def text(self) -> str:
        return gettext("Tiket berbayar belum dijual di sini.")


class UnknownOffer(Refusal):
    """There is no such offer."""

    reason = "unknown-offer"
    status = 422

    def text(self) -> str:
        return gettext("Tiket yang dipilih tidak ada.")


class NoName(Refusal):
    """The name has no visible character."""

    reason = "no-name"
    status = 422

    def text(self) -> str:
        return gettext("Isi nama Anda.")


def check_name(name: str) -> None:
    """Raises `NoName` for an empty one."""
    if not name:
        raise NoName()


def check_free(total: int) -> None:
    """Raises `PaymentNotOpen` for an order of more than 0 rupiah."""
    if total > 0:
        raise PaymentNotOpen()


def may_cancel(state: OrderState, any_used: bool) -> bool:
    """Whether the buyer may still give everything back."""
    return ORDER.allows("cancel", state) and not any_used
