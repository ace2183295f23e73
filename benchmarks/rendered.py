"""The site as it is, but that no page is kept ready: what a page costs that nobody asked for in the last two seconds."""

from culture_week.core import page_cache

page_cache.SECONDS = -1.0

from wsgi import app, server  # noqa: E402, F401
