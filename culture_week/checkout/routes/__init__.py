"""Pages of bookings: for visitors, and for the office."""
