"""What production refuses to start with; each line names the setting and the cure."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from werkzeug.sansio.utils import host_is_trusted

from culture_week.core.clock import utc_now
from culture_week.core.contact import BadContact, read_email, read_phone
from culture_week.core.database import db, session
from culture_week.core.migrations import schema_revision
from culture_week.core.sqlite import has_wal_reset_bug, sqlite_module

SHORTEST_KEY = 32
KNOWN_KEYS = frozenset({"change-me", "changeme", "secret", "dev", "development", "test"})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# Their locks do not hold between hosts, or not at all.
NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "afs", "ceph", "gluster", "lustre", "fuse.sshfs", "fuse.gluster", "fuse.ceph", "fuse.rclone")
MOUNTS = Path("/proc/mounts")
LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=60)

# Complaints about what the database holds.
Check = Callable[[], list[str]]

settings_commands = AppGroup("settings", help="What the site is started with.")


class UnsafeSettings(click.ClickException):
    """Production was started with settings that would harm its users. Commands print it without a traceback."""


def init_app(app: Flask, checks: Sequence[Check]) -> None:
    """Refuses unsafe settings; `checks` are what `check_database` asks of the domains' tables."""
    check_settings(app)
    app.extensions["startup_checks"] = checks
    app.cli.add_command(settings_commands)


def check_settings(app: Flask) -> None:
    """Raises `UnsafeSettings` with every complaint at once; only in production."""
    if app.config["ENVIRONMENT"] == "production":
        _refuse([*_secrets(app), *_addresses(app), *_database(app), *_mail(app), *_contacts(app)])


def check_database(app: Flask) -> None:
    """The same for the database as it is; for whatever serves people, not for commands, which may be the cure."""
    if app.config["ENVIRONMENT"] != "production":
        return
    with app.app_context():
        try:
            complaints = [*_place(), *_server(), *(_schema() or _rows(app))]
        except DBAPIError as error:
            complaints = [f"DATABASE_URL: the database does not answer ({str(error.orig).strip()})"]
        finally:
            session.remove()
            db.engine.dispose()  # a server may fork after this, and a connection is nobody's to share
    _refuse(complaints)


def _refuse(complaints: list[str]) -> None:
    if complaints:
        raise UnsafeSettings("production will not start:\n  - " + "\n  - ".join(complaints))


@settings_commands.command("check")
def check() -> None:
    """Says why production would not start, and ends with 1 if there is a reason."""
    check_database(current_app)


def _secrets(app: Flask) -> list[str]:
    found = []
    key: str = app.config["SECRET_KEY"]
    if len(key) < SHORTEST_KEY or key.lower() in KNOWN_KEYS or len(set(key)) < 10:
        found.append("SECRET_KEY: set at least 32 random characters (python -c 'import secrets; print(secrets.token_urlsafe(48))')")
    anchors: str = app.config["AUDIT_ANCHOR_KEY"]
    if key and key in (app.config["METRICS_TOKEN"], anchors, *app.config["SECRET_KEY_FALLBACKS"]):
        found.append("SECRET_KEY: must differ from METRICS_TOKEN, AUDIT_ANCHOR_KEY and SECRET_KEY_FALLBACKS")
    if anchors and len(anchors) < SHORTEST_KEY:
        found.append("AUDIT_ANCHOR_KEY: needs at least 32 random characters")
    if app.debug or app.testing:
        found.append("FLASK_DEBUG: must be off")
    return found


def _addresses(app: Flask) -> list[str]:
    found = []
    public = urlsplit(app.config["PUBLIC_BASE_URL"])
    if public.scheme != "https":
        found.append("PUBLIC_BASE_URL: must be the https:// address that people use")
    if not host_is_trusted(public.netloc, app.config["TRUSTED_HOSTS"]):
        found.append(f"TRUSTED_HOSTS: must name {public.hostname}, the host of PUBLIC_BASE_URL")
    if app.config["TRUSTED_PROXIES"] < 0 or app.config["TRUSTED_PROXIES"] > 3:
        found.append("TRUSTED_PROXIES: must be the exact number of proxies before the site")
    limits = urlsplit(app.config["LIMITS_URL"])
    if limits.hostname and limits.hostname not in LOCAL_HOSTS and not limits.password:
        found.append("LIMITS_URL: a Redis on another host needs a password")
    return found


def _database(app: Flask) -> list[str]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        host = urlsplit(url.replace("+psycopg", ""))
        remote = host.hostname and host.hostname not in LOCAL_HOSTS
        return ["DATABASE_URL: a PostgreSQL on another host needs a password"] if remote and not host.password else []
    if has_wal_reset_bug(sqlite_module().sqlite_version_info):
        version = sqlite3.sqlite_version
        return [f"SQLite {version} can corrupt its database (WAL-reset bug): install pysqlite3 0.6.1 or newer, or use PostgreSQL"]
    return []


def _mail(app: Flask) -> list[str]:
    if not app.config["SMTP_URL"]:
        return ["SMTP_URL: must be set, or confirmations would reach nobody"]
    url = urlsplit(app.config["SMTP_URL"])
    secure = url.scheme == "smtps" or parse_qs(url.query).get("tls", ["starttls"])[0] == "starttls"
    if not secure and url.hostname not in LOCAL_HOSTS:
        return ["SMTP_URL: mail to another host must be encrypted (tls=starttls or smtps://)"]
    return []


def _contacts(app: Flask) -> list[str]:
    """Whom people ask for what the law gives them; read here, where a slip still costs nothing."""
    found = []
    readers = {"CONTACT_EMAIL": (read_email, "e-mail address"), "CONTACT_WHATSAPP": (read_phone, "mobile number")}
    for name, (read, kind) in readers.items():
        try:
            _ = app.config[name] and read(app.config[name])
        except BadContact:
            found.append(f"{name}: is no {kind}")
    if not any(app.config[name] for name in readers):
        found.append("CONTACT_EMAIL or CONTACT_WHATSAPP: must be set, or nobody could ask for their own data (UU 27/2022)")
    if app.config["SECURITY_CONTACT"] and not app.config["SECURITY_CONTACT"].startswith(("mailto:", "https://")):
        found.append("SECURITY_CONTACT: must begin with mailto: or https://")
    return found


def _place() -> list[str]:
    if db.engine.dialect.name != "sqlite" or not MOUNTS.exists():
        return []
    kind = file_system_of(Path(db.engine.url.database or ""), MOUNTS.read_text())
    if not kind.startswith(NETWORK_FILE_SYSTEMS):
        return []
    return [f"DATABASE_URL: SQLite cannot lock its file on a network file system ({kind}): use a local disk, or PostgreSQL"]


def file_system_of(path: Path, mounts: str) -> str:
    """The type of the file system that holds `path`, by the lines of /proc/mounts; empty if none does."""
    path = path.resolve()
    points = [(Path(point.replace("\\040", " ")), kind) for _device, point, kind, *_rest in map(str.split, mounts.splitlines())]
    holding = [(len(point.parts), position, kind) for position, (point, kind) in enumerate(points) if path.is_relative_to(point)]
    return max(holding)[2] if holding else ""  # of two mounts on one point the later one is seen


def _server() -> list[str]:
    if db.engine.dialect.name == "sqlite":
        return []
    found = []
    superuser, now = session.execute(text("SELECT current_setting('is_superuser') = 'on', clock_timestamp()")).one()
    if superuser:
        found.append("DATABASE_URL: the role is a superuser; give the site one that is not")
    difference = abs(utc_now() - now)
    if difference > LARGEST_CLOCK_DIFFERENCE:
        found.append(f"the clock of this host and the database's differ by {round(difference.total_seconds())} s: set both by NTP")
    return found


def _schema() -> list[str]:
    present, wanted = schema_revision() if inspect(db.engine).has_table("alembic_version") else (None, "")
    return [] if present == wanted else ["DATABASE_URL: the tables are not those of this program: run `flask db upgrade`"]


def _rows(app: Flask) -> list[str]:
    checks: Sequence[Check] = app.extensions["startup_checks"]
    return [complaint for check in checks for complaint in check()]
