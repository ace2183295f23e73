"""The office's pages for editions, places and announcements."""

from culture_week.festival.routes import announcements, places
from culture_week.festival.routes.editions import festival

BLUEPRINTS = (festival,)
