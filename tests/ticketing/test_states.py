"""What may happen to a ticket."""

from culture_week.ticketing.states import TICKET, TicketState
from tests.core.test_lifecycle import grid, grid_of


def test_ticket_lifecycle():
    assert grid_of(TICKET, TicketState) == grid("""
           valid      cancelled
    void   cancelled  .
    """)
