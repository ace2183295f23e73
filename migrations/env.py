"""Runs migrations through the site's own engine, in one write transaction."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from culture_week.core.database import db, write_access


class BrokenReferences(RuntimeError):
    """A migration would leave rows that point to nothing; nothing of it was kept."""


def run_migrations() -> None:
    """One transaction for all; on SQLite behind the site's own write lock, on PostgreSQL behind an advisory lock."""
    options = current_app.extensions["migrate"].configure_args
    with write_access(), db.engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            leave_references_alone(connection)
        with connection.begin():
            if not on_sqlite:
                # Filling a column of a large table may take longer than any page may.
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261124)")
            context.configure(connection=connection, target_metadata=db.metadata, include_name=is_ours, **options)
            context.run_migrations()
            if on_sqlite:
                check_references(connection)


def leave_references_alone(connection: Connection) -> None:
    """SQLite changes a table by making it anew, and may not drop the old one while rows point to it.

    The PRAGMA is without effect in a transaction, so the driver's connection is told, and given away afterwards.
    """
    driver: Any = connection.connection.driver_connection
    connection.detach()
    driver.execute("PRAGMA foreign_keys=OFF")


def check_references(connection: Connection) -> None:
    """What SQLite was told to leave alone. Raises `BrokenReferences`."""
    broken = {f"{table} -> {target}" for table, _row, target, _key in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise BrokenReferences(f"rows point to nothing: {', '.join(sorted(broken))}")


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table that is found is one of the models; huey makes its own."""
    return kind != "table" or not (name or "").startswith("huey_")


run_migrations()
