"""What may happen to an order."""

from enum import StrEnum

from culture_week.core.lifecycle import Lifecycle


class OrderState(StrEnum):
    """Money states belong to payments and refunds, not here."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNWINDING = "unwinding"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class OfferKind(StrEnum):
    """What a line of this offer turns into."""

    TICKET = "ticket"


_PENDING, _CONFIRMED, _UNWINDING = OrderState.PENDING, OrderState.CONFIRMED, OrderState.UNWINDING

ORDER = Lifecycle(
    # action    from                                to                      by
    ("confirm", (_PENDING,), OrderState.CONFIRMED, "payment"),
    ("expire", (_PENDING,), OrderState.EXPIRED, "clock"),
    ("unwind", (_PENDING, _CONFIRMED), OrderState.UNWINDING, "vendor or cancelled event"),
    ("cancel", (_PENDING, _CONFIRMED, _UNWINDING), OrderState.CANCELLED, "buyer, organizer or job"),
)
