"""Pages of the gates: the phone's, and those of the staff behind it."""

from culture_week.checkin.routes import desk
from culture_week.checkin.routes.gates import checkin

BLUEPRINTS = (checkin,)
