"""Where Granian finds the site (`server`), any WSGI server and the tests (`app`), and `flask` its commands."""

import os

from culture_week.app import create_app
from culture_week.core import migrations
from culture_week.core.access import largest_body_by_path
from culture_week.core.startup import check_database
from culture_week.core.whole_requests import WholeRequests

os.umask(0o077)  # the database and the inbox hold what concerns nobody else on this machine
app = create_app()
server = WholeRequests(app, app.config["MAX_CONTENT_LENGTH"], largest_body_by_path(app))
if os.environ.get("FLASK_RUN_FROM_CLI") == "true":  # set by Flask
    migrations.init_app(app)
else:  # a command may be the cure, as `flask db upgrade` is
    check_database(app)
