"""What people are shown when something is not as they asked for."""

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Gone

from culture_week.core.database import db
from culture_week.core.short_memory import forget_all
from tests.factories import make_edition


@pytest.mark.parametrize(
    ("path", "title"), [("/", "Alamat ini tidak bisa dipakai begitu"), ("/en/", "This address cannot be used like that")]
)
def test_a_method_that_is_not_there(client, path, title):
    answer = client.post(path)
    assert answer.status_code == 405 and f"<h1>{title}</h1>" in answer.text


@pytest.mark.parametrize(("path", "title"), [("/", "Halaman ini sudah tidak ada"), ("/en/", "This page is gone")])
def test_what_is_gone(app, path, title):
    with app.test_request_context(path, environ_overrides={"culture_week.language": path[1:3] or "id"}):
        answer = app.handle_user_exception(Gone())
    assert answer.status_code == 410 and f"<h1>{title}</h1>" in answer.get_data(as_text=True)


def test_an_error_page_stands_without_a_database(app, client):
    make_edition()
    app.extensions["page_cache"].clear()
    forget_all()

    def fail(*_args):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        answer = client.get("/")
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
    assert answer.status_code == 500 and "<title>Ada yang salah di pihak kami · Pekan Kebudayaan</title>" in answer.text
