"""The office's pages for places and announcements."""

from culture_week.festival.routes import announcements
from culture_week.festival.routes.places import festival

BLUEPRINTS = (festival,)
