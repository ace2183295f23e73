"""The database: the typed base of all tables, and the only place that begins and commits transactions."""

import fcntl
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import JSON, BigInteger, DateTime, Engine, Enum, MetaData, Table, event
from sqlalchemy.dialects.postgresql import insert as insert
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from culture_week.core.sqlite import prepare, sqlite_module

T = TypeVar("T")

# Text that people read in two languages: {"id": …, "en": …}.
Translated = dict[str, str]

TRIES = 5
IDLE_AFTER = 5.0  # seconds
# busy and locked (SQLite); serialization failure, deadlock, lock not available (PostgreSQL)
REPEATABLE_STATES = ("40001", "40P01", "55P03")

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)


class WriteOutsideTransaction(RuntimeError):
    """A statement that writes was run outside `in_transaction`."""


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database; refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def state_type(states: type[StrEnum], name: str) -> Enum:
    """A column type for an enum: its values as text behind a CHECK constraint called `name`."""
    return Enum(states, native_enum=False, create_constraint=True, name=name, length=32, values_callable=lambda e: [s.value for s in e])


class Base(DeclarativeBase):
    """The base of every table: constraint names that migrations can find, and the column type of each Python type."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    registry = registry(
        metadata=metadata,
        type_annotation_map={datetime: UTCDateTime(), Translated: JSON(), dict[str, Any]: JSON(), list[str]: JSON()},
    )


def table_of(model: type[Base]) -> Table:
    """A model's table, for statements that are built once at import."""
    return cast(Table, model.__table__)


# Whole rupiah.
Rupiah = BigInteger


class Session(FlaskSession):
    """Reads on PostgreSQL run without BEGIN and ROLLBACK around them: two round trips less on every page."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        engine = super().get_bind(*args, **kwargs)
        if _writing.get() or not isinstance(engine, Engine) or engine.dialect.name == "sqlite":
            return engine
        return _reader(engine)


@lru_cache(maxsize=8)
def _reader(engine: Engine) -> Engine:
    """One and the same face of an engine, else a session would take a new connection for every query."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(model_class=Base, session_options={"class_": Session}, disable_autonaming=True)
session = db.session


def init_app(app: Flask) -> None:
    """Connects the app's database and makes each connection safe (durable writes, bounded waits)."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    options = _sqlite_options() if url.startswith("sqlite") else _postgresql_options()
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, "hide_parameters": True}  # contacts and names stay out of the log
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            Path(engine.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", prepare)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            _watch_idle(engine)
        event.listen(engine, "before_cursor_execute", _refuse_stray_write)
        event.listen(engine, "handle_error", _hide_row)


def _sqlite_options() -> dict[str, Any]:
    return {"module": sqlite_module(), "connect_args": {"timeout": 5, "check_same_thread": False}, "pool_size": 20}


def _postgresql_options() -> dict[str, Any]:
    limits = "-c lock_timeout=3000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=10000"
    return {
        "connect_args": {"options": limits},
        "pool_size": 10,
        "max_overflow": 10,
        "pool_recycle": 1800,
    }


def _watch_idle(engine: Engine) -> None:
    """Asks a connection that lay idle whether it is alive; asking one that was used a moment ago costs each request a round trip."""

    def leave(_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    def take(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used_at", 0.0) < IDLE_AFTER:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise DisconnectionError() from error  # the pool makes a new one

    event.listen(engine, "checkin", leave)
    event.listen(engine, "checkout", take)


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _refuse_stray_write(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: bool) -> None:
    if _writing.get():
        return
    writes = context.isinsert or context.isupdate or context.isdelete if context else False
    if writes or statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
        raise WriteOutsideTransaction(statement[:80])


def _hide_row(context: Any) -> None:
    """Keeps the first line of what PostgreSQL says: its DETAIL quotes the row that was refused."""
    if getattr(context.original_exception, "sqlstate", None):
        for error in filter(None, (context.original_exception, context.sqlalchemy_exception)):
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def in_transaction(function: Callable[..., T], **values: Any) -> T:
    """Runs `function(**values)` in one write transaction and commits it; any exception rolls it all back.

    For routes, commands and jobs only. Runs `function` again when the database was busy or chose it as a victim, so
    it must not touch anything outside the database.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            result, callbacks = _run_once(function, values)
        except DBAPIError as error:
            if not tries_left or not _is_repeatable(error):
                raise
            time.sleep(random.uniform(0, 0.02 * (TRIES - tries_left)))
        else:
            for callback in callbacks:
                callback()
            return result
    raise AssertionError("unreachable")


def _run_once(function: Callable[..., T], values: dict[str, Any]) -> tuple[T, list[Callable[[], None]]]:
    session.rollback()  # end a read that went before: its snapshot may be old
    with write_access():
        callbacks: list[Callable[[], None]] = []
        token = _after_commit.set(callbacks)
        try:
            result = function(**values)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _after_commit.reset(token)
    return result, callbacks


@contextmanager
def write_access() -> Iterator[None]:
    """Lets statements write; on SQLite it first waits for its turn at a file lock, in order of arrival.

    SQLite's own busy handler polls and starves: with eight processes one of them got a single transaction in four
    seconds. Used by `in_transaction` and by migrations.
    """
    if _writing.get():
        raise RuntimeError("a write transaction is open already")
    engine = db.engine
    with _turn(engine) if engine.dialect.name == "sqlite" else _no_turn():
        token = _writing.set(True)
        try:
            yield
        finally:
            _writing.reset(token)


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    with open(f"{engine.url.database}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _no_turn() -> Iterator[None]:
    yield


def _is_repeatable(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in REPEATABLE_STATES or "database is locked" in str(error.orig)


@contextmanager
def attempt() -> Iterator[None]:
    """A part of a transaction that may be refused without leaving half of itself behind (a savepoint)."""
    with session.begin_nested():
        yield


def after_commit(callback: Callable[[], None]) -> None:
    """Runs `callback` once the present transaction is committed, and not at all if it is rolled back."""
    callbacks = _after_commit.get()
    if callbacks is None:
        raise WriteOutsideTransaction("after_commit")
    callbacks.append(callback)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Reads inside see one state of the whole database, for exports and checks."""
    session.rollback()
    try:
        if db.engine.dialect.name != "sqlite":  # there BEGIN is a snapshot from the first read on
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        session.rollback()
