"""Migrations on a database that is in use: tables with rows that others point to are made anew, and huey's are left alone."""

import shutil
from pathlib import Path

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from config import PROJECT
from culture_week.core.database import Base, db, in_transaction, session
from culture_week.core.migrations import schema_revision
from culture_week.insights.queries import broken_invariants
from culture_week.sales.models import Offer
from tests.conftest import TEST_DATABASE, emptied, make_config, make_site
from tests.factories import book, make_festival

MIGRATION = '''"""One more"""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down}
'''
REBUILD = """with op.batch_alter_table("offer") as offer:
        offer.alter_column("code", type_=sa.String({}))
    with op.batch_alter_table("order") as order:
        order.alter_column("buyer_name", type_=sa.String({}))"""
LOSE_ROWS = """op.execute('DELETE FROM offer')"""


@pytest.fixture(scope="module")
def old_site(new_database, data_folder):
    """A site of its own, as the migrations change the tables under it."""
    app = make_site(make_config(new_database(f"{TEST_DATABASE}_old"), data_folder))
    with app.app_context():
        upgrade(str(PROJECT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def in_use(old_site):
    """The same with a festival and orders."""
    with emptied(old_site):
        offer = make_festival().event.offer
        assert book(old_site.test_client(), offer, 2).status_code == 201
        yield old_site


@pytest.fixture
def one_more(tmp_path):
    """Writes a migration that follows the newest; answers with the folder of all."""

    def write(up: str, down: str = "pass") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(PROJECT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "9999.py").write_text(MIGRATION.format(head=schema_revision()[1], up=up, down=down))
        session.remove()  # what was read so far is one snapshot
        return folder

    return write


def count_rows():
    return {name: session.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()}


def test_tables_that_others_point_to_are_made_anew(in_use, one_more):
    before = count_rows()
    assert before["offer"] and before["order_line"] and before["ticket"]
    folder = one_more(REBUILD.format(60, 120), REBUILD.format(30, 100))
    upgrade(str(folder))
    assert schema_revision()[0] == "9999"
    assert count_rows() == before and not any(broken_invariants().values())
    if db.engine.dialect.name == "sqlite":
        assert "VARCHAR(60)" in session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'offer'"))
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    with pytest.raises(IntegrityError):  # references are watched over again
        in_transaction(lambda: session.execute(Offer.__table__.delete()))
    session.remove()
    downgrade(str(folder), revision="-1")


def test_a_migration_that_loses_rows_is_taken_back(in_use, one_more, caplog):
    before = count_rows()
    with pytest.raises((SystemExit, IntegrityError)):
        upgrade(str(one_more(LOSE_ROWS)))
    assert schema_revision()[0] != "9999" and count_rows() == before
    if db.engine.dialect.name == "sqlite":
        assert "rows point to nothing: offer_quota -> offer, order_line -> offer, ticket_type -> offer" in caplog.text


def test_a_migration_may_take_longer_than_a_page(in_use, one_more):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("has no time limit")
    folder = one_more("op.execute(\"DO $$ BEGIN ASSERT current_setting('statement_timeout') = '0'; END $$\")")
    upgrade(str(folder))
    downgrade(str(folder), revision="-1")
    assert session.scalar(text("SELECT current_setting('statement_timeout')")) == "15s"


def test_nothing_is_left_to_migrate_once_a_worker_ran(old_site):
    with old_site.app_context():
        old_site.extensions["worker"].make_tables()
        check(str(PROJECT / "migrations"))
