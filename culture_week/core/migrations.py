"""The tables' versions: Alembic's commands, and at which version the database is."""

from flask import Flask
from sqlalchemy import text

from config import PROJECT
from culture_week.core.database import db, session

FOLDER = PROJECT / "migrations"


def init_app(app: Flask) -> None:
    """Gives the app `flask db`; for commands only: a process that serves people would carry 10 MB of Alembic for nothing."""
    from flask_migrate import Migrate

    Migrate(app, db, str(FOLDER), render_as_batch=True, compare_type=True)


def schema_revision() -> tuple[str | None, str]:
    """The migration at which the database is, and the newest that this program has; a file's name begins with its number."""
    present = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return present, max(path.name for path in (FOLDER / "versions").glob("[0-9]*.py")).split("_")[0]
