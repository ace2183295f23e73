"""Runs migrations through the site's own engine, in one write transaction."""

from alembic import context
from flask import current_app

from culture_week.core.database import db, write_access


def run_migrations() -> None:
    """One transaction for all; on SQLite behind the site's own write lock, on PostgreSQL behind an advisory lock."""
    options = current_app.extensions["migrate"].configure_args
    with write_access(), db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261124)")
            context.run_migrations()
        connection.commit()


run_migrations()
