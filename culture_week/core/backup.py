"""Backups that were tried: made while the site runs, restored into a scratch database, and checked there.

In a backup: every table of the site. Not in it: the worker's queue of wake-ups, which makes itself good within a
minute, and the settings. Without the same SECRET_KEY the links of orders in a restored site are worth nothing: keep it apart.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import URL, create_engine, inspect, make_url
from sqlalchemy.exc import DBAPIError

from config import PROJECT
from culture_week.core.clock import utc_now
from culture_week.core.database import db
from culture_week.core.sqlite import sqlite_module

NAME = "culture-week-"
SUFFIXES = {"sqlite": ".db", "postgresql": ".dump"}
# With what core/retention erases before it, nothing of a person outlives the 90 days that the privacy page promises.
KEPT_DAYS = 35
# What a restored database must pass: it is brought up to this program first, as a real one would be.
TRIALS = (("db", "upgrade"), ("invariants", "check"), ("audit", "verify"))

backup_commands = AppGroup("backup", help="Copies of the database that were tried.")


@backup_commands.command("create")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--keep-days", default=KEPT_DAYS, show_default=True, help="older backups in the folder are deleted")
def create(folder: Path | None, keep_days: int) -> None:
    """Writes a backup and its SHA-256 into FOLDER (DATA_FOLDER/backups) and prints its name; the site goes on."""
    folder = folder or Path(current_app.config["DATA_FOLDER"]) / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    dialect = db.engine.dialect.name
    target = folder / f"{NAME}{utc_now():%Y%m%dT%H%M%S}Z{SUFFIXES[dialect]}"
    draft = target.with_name(f"{target.name}.part")
    try:
        _copy_sqlite(draft) if dialect == "sqlite" else _dump(draft)
        draft.chmod(0o600)
        _write_digest(target, _digest(draft))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    for old in _older_than(folder, keep_days):
        old.unlink(missing_ok=True)
    click.echo(target)


def _copy_sqlite(draft: Path) -> None:
    """One state of the whole database, without what was deleted from it."""
    connection = sqlite_module().connect(db.engine.url.database, timeout=30, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", (str(draft),))
    finally:
        connection.close()


def _dump(draft: Path) -> None:
    _postgresql("pg_dump", db.engine.url, "--format=custom", "--no-owner", "--no-privileges", "--exclude-table=huey_*", f"--file={draft}")


def _postgresql(program: str, url: URL, *arguments: str) -> None:
    """Runs a program of PostgreSQL's client; the password goes by the environment, as a command line is seen by all."""
    if shutil.which(program) is None:
        raise click.ClickException(f"{program} is not installed (apt install postgresql-client, of the server's version or newer)")
    facts = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database}
    environ = os.environ | {name: str(value) for name, value in facts.items() if value is not None}
    environ |= {name: str(url.query[key]) for name, key in (("PGHOST", "host"), ("PGSSLMODE", "sslmode")) if key in url.query}
    done = subprocess.run([program, *arguments], env=environ, capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException(f"{program}: {done.stderr.strip()[-2000:]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _write_digest(path: Path, digest: str) -> None:
    """As `sha256sum -c` reads it."""
    _digest_file(path).write_text(f"{digest}  {path.name}\n")
    _digest_file(path).chmod(0o600)


def _older_than(folder: Path, days: int) -> Iterator[Path]:
    oldest = f"{NAME}{utc_now() - timedelta(days=days):%Y%m%dT%H%M%S}Z"
    yield from (path for path in folder.glob(f"{NAME}*") if path.name < oldest)


@backup_commands.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scratch", help="address of an empty PostgreSQL database to try it in, where the role may not make one")
def verify(file: Path, scratch: str | None) -> None:
    """Restores FILE into a scratch database and looks for broken promises there; ends with 1 if there are any."""
    check_digest(file)
    with _scratch(file, scratch) as url:
        _fill(file, url)
        for trial in TRIALS:
            _try(trial, url)
    click.echo(f"{file.name}: restored and whole")


def check_digest(file: Path) -> None:
    """Refuses a file that is not what `create` wrote."""
    told = _digest_file(file)
    if not told.exists():
        raise click.ClickException(f"{told.name} is missing: nothing says what this file should be")
    if told.read_text().split()[:1] != [_digest(file)]:
        raise click.ClickException(f"{file.name} is damaged: its SHA-256 is not that of {told.name}")


@contextmanager
def _scratch(file: Path, given: str | None) -> Iterator[URL]:
    """An empty database of the kind that the file is of, gone afterwards."""
    if file.suffix == SUFFIXES["sqlite"]:
        with tempfile.TemporaryDirectory(prefix="verify-", dir=current_app.config["DATA_FOLDER"]) as folder:
            yield make_url(f"sqlite:///{folder}/scratch.db")
        return
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    if db.engine.dialect.name == "sqlite":
        raise click.UsageError("a dump of PostgreSQL is tried in one: --scratch postgresql://… names an empty database")
    url = db.engine.url.set(database=f"{db.engine.url.database}_verify_{uuid4().hex[:8]}")
    _run_on_server(f'CREATE DATABASE "{url.database}"')
    try:
        yield url
    finally:
        _run_on_server(f'DROP DATABASE "{url.database}" WITH (FORCE)')


def _run_on_server(statement: str) -> None:
    engine = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        raise click.ClickException(f"{str(error.orig).strip()}: give the role CREATEDB, or name an empty database by --scratch") from None
    finally:
        engine.dispose()


def _fill(file: Path, url: URL) -> None:
    if file.suffix == SUFFIXES["sqlite"]:
        target = Path(url.database or "")
        for leftover in ("-wal", "-shm"):  # they would be taken for the new file's own
            Path(f"{target}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(file, target)
        target.chmod(0o600)
    else:
        wanted = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={url.database}", str(file))
        _postgresql("pg_restore", url, *wanted)


def _try(command: tuple[str, ...], url: URL) -> None:
    """Runs a command of ours on another database, in a process of its own as it would run there."""
    there = {"DATABASE_URL": url.render_as_string(hide_password=False), "DATA_FOLDER": str(current_app.config["DATA_FOLDER"])}
    arguments = [sys.executable, "-m", "flask", "--app", "wsgi.py", *command]
    done = subprocess.run(arguments, cwd=PROJECT, env=os.environ | there, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join(line for line in done.stdout.splitlines() if "BROKEN" in line) or done.stderr.strip()[-2000:]
        raise click.ClickException(f"flask {' '.join(command)} on the restored database:\n{said}")


@backup_commands.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fills the database of DATABASE_URL, which must be empty, with FILE; then `flask db upgrade`, and start the site."""
    check_digest(file)
    dialect = db.engine.dialect.name
    if file.suffix != SUFFIXES[dialect]:
        raise click.ClickException(f"{file.name} is no backup of {dialect}, which DATABASE_URL names")
    tables = [name for name in inspect(db.engine).get_table_names() if not name.startswith("huey_")]
    url = db.engine.url
    db.engine.dispose()
    if tables:
        raise click.ClickException(f"the database is not empty ({len(tables)} tables): restore into a new one, and give that to the site")
    _fill(file, url)
    click.echo("restored; now `flask db upgrade`, and `flask retention run` for what should have been erased since")
