"""What may be exported."""

from enum import StrEnum


class ExportKind(StrEnum):
    """A table that leaves the house."""

    ORDERS = "orders"
    TICKETS = "tickets"
    ARRIVALS = "arrivals"
    EVENTS = "events"
    MESSAGES = "messages"
    DAYS = "days"
