"""What an error tells, that a snapshot is let go of, and that a dead connection is replaced."""

import traceback

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from culture_week.accounts.models import Account
from culture_week.core import database
from culture_week.core.database import db, in_transaction, one_snapshot, session
from culture_week.sales.models import Seller
from tests.factories import now

CONTACT, NAME, CODE = "siti.rahasia@contoh.id", "Siti Rahasia", "BBBB3333"


def add_account(code):
    session.add(Account(code=code, email=CONTACT, name=NAME, password_hash="hash", created_at=now()))
    session.flush()


def test_an_error_does_not_tell_the_row(app):
    in_transaction(add_account, code="AAAA2222")
    with pytest.raises(IntegrityError) as caught:
        in_transaction(add_account, code=CODE)
    told = "".join(traceback.format_exception(caught.value))
    assert "account" in str(caught.value)
    for value in (CONTACT, NAME, CODE):
        assert value not in told


def test_a_row_that_a_check_refuses_is_not_told(app):
    with pytest.raises(IntegrityError) as caught:
        in_transaction(lambda: session.execute(Seller.__table__.insert().values(code=CODE, name=None)))
    assert CODE not in "".join(traceback.format_exception(caught.value))


def test_a_snapshot_is_let_go_of_after_an_error(app):
    with pytest.raises(ValueError, match="in between"), one_snapshot():
        session.scalar(Seller.__table__.select())
        raise ValueError("in between")
    assert not session().in_transaction()


def test_a_connection_that_died_while_idle_is_replaced(app, monkeypatch):
    """The server was restarted in the night; the first request of the morning does not notice."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no server")
    monkeypatch.setattr(database, "IDLE_AFTER", 0.0)
    session.remove()
    db.engine.dispose()  # so that the one that dies is the only one there is, and the one that is asked for
    backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    session.remove()
    with create_engine(db.engine.url).begin() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
    assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend
