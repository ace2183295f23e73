"""Where a WSGI server finds the site."""

from culture_week.app import create_app

app = create_app()
