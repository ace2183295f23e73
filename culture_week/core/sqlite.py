"""Which SQLite is safe, and how each connection to it is made so."""

import sqlite3
from typing import Any


def sqlite_module() -> Any:
    """Python's own `sqlite3`, or `pysqlite3` where the interpreter's has the WAL-reset bug (3.7.0 to 3.51.2)."""
    if not has_wal_reset_bug(sqlite3.sqlite_version_info):
        return sqlite3
    try:
        from pysqlite3 import dbapi2  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return sqlite3
    return dbapi2


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose committed pages when a checkpoint races a commit (sqlite.org/changes.html, 3.51.3)."""
    return (3, 7, 0) <= version < (3, 51, 3) and version[:3] not in ((3, 44, 6), (3, 50, 7))


def prepare(connection: Any, _record: Any) -> None:
    """Durable writes, foreign keys, bounded waits; called with each new connection."""
    connection.isolation_level = None  # the driver's own BEGIN comes late and deferred
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-8000"):
        connection.execute(f"PRAGMA {pragma}")
