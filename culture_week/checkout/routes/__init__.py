"""Pages of bookings: for visitors, and for the office."""

from culture_week.checkout.routes import lost_link
from culture_week.checkout.routes.staff import bookings
from culture_week.checkout.routes.visitor import checkout

BLUEPRINTS = (checkout, bookings)
