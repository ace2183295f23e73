"""Pages for visitors, for staff, and for the operator."""

from culture_week.pages.routes import machines, operator, phone, staff, trail, work
from culture_week.pages.routes.guests import guests
from culture_week.pages.routes.visitor import pages

BLUEPRINTS = (pages, guests)
