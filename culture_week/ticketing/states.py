"""What may happen to a ticket."""

from enum import StrEnum

from culture_week.core.lifecycle import Lifecycle


class TicketState(StrEnum):
    """Whether a ticket admits at all; whether it has, its entries say."""

    VALID = "valid"
    CANCELLED = "cancelled"


TICKET = Lifecycle(
    # action  from                   to                     by
    ("void", (TicketState.VALID,), TicketState.CANCELLED, "checkout"),
)
