"""Pages of the programme: for visitors, and for the office."""

from culture_week.programme.routes import bulk, calendars, changes, clones, editions, edits, favourites, feeds, imports, now, search, venues
from culture_week.programme.routes.office import office
from culture_week.programme.routes.visitor import programme
from culture_week.programme.routes.watching import watching

BLUEPRINTS = (programme, office, watching)
