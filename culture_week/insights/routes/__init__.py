"""Figures and their neighbours, for visitors and for staff."""

from culture_week.insights.routes import exports
from culture_week.insights.routes.figures import insights
from culture_week.insights.routes.retention import retention

BLUEPRINTS = (insights, retention)
