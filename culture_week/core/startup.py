"""What production refuses to start with; each line names the setting and the cure."""

import sqlite3
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from culture_week.core.database import has_wal_reset_bug, sqlite_module

SHORTEST_KEY = 32
KNOWN_KEYS = frozenset({"change-me", "changeme", "secret", "dev", "development", "test"})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class UnsafeSettings(RuntimeError):
    """Production was started with settings that would harm its users."""


def check_settings(app: Flask) -> None:
    """Raises `UnsafeSettings` with every complaint at once; only in production."""
    if app.config["ENVIRONMENT"] != "production":
        return
    complaints = [*_secrets(app), *_addresses(app), *_database(app), *_mail(app)]
    if complaints:
        raise UnsafeSettings("production will not start:\n  - " + "\n  - ".join(complaints))


def _secrets(app: Flask) -> list[str]:
    found = []
    key: str = app.config["SECRET_KEY"]
    if len(key) < SHORTEST_KEY or key.lower() in KNOWN_KEYS or len(set(key)) < 10:
        found.append("SECRET_KEY: set at least 32 random characters (python -c 'import secrets; print(secrets.token_urlsafe(48))')")
    if key and key in (app.config["METRICS_TOKEN"], *app.config["SECRET_KEY_FALLBACKS"]):
        found.append("SECRET_KEY: must differ from METRICS_TOKEN and SECRET_KEY_FALLBACKS")
    if app.debug or app.testing:
        found.append("FLASK_DEBUG: must be off")
    return found


def _addresses(app: Flask) -> list[str]:
    found = []
    if not app.config["PUBLIC_BASE_URL"].startswith("https://"):
        found.append("PUBLIC_BASE_URL: must be the https:// address that people use")
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
