"""Pages of performers: the group's own, and the office's."""

from culture_week.performers.routes.group import group
from culture_week.performers.routes.office import performers

BLUEPRINTS = (performers, group)
