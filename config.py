"""Every setting of the site, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent
ENVIRONMENTS = ("development", "test", "production")


class Config:
    """What the environment may set; the comment above each line says what it is for.

    Reads `environ` once. Raises `ValueError` for a value that cannot be understood.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        # development (default), test or production. Production refuses to start on unsafe settings (core/startup.py).
        self.ENVIRONMENT = environ.get("CULTURE_WEEK_ENV", "development")
        if self.ENVIRONMENT not in ENVIRONMENTS:
            raise ValueError(f"CULTURE_WEEK_ENV: must be one of {', '.join(ENVIRONMENTS)}, not {self.ENVIRONMENT!r}")
        # What /version answers: set by the release.
        self.VERSION = environ.get("VERSION", "development")
        # Where the site keeps what it writes itself: the embedded database, the job queue, the development mails.
        self.DATA_FOLDER = Path(environ.get("DATA_FOLDER", PROJECT / "var"))
        # sqlite:///… (embedded, one host) or postgresql://… (production).
        self.DATABASE_URL = environ.get("DATABASE_URL") or f"sqlite:///{self.DATA_FOLDER}/culture_week.db"
        # Where `make run` listens, and with how many web processes. An address other than this host's own is for a proxy on
        # another host, and for nobody else: a firewall keeps the others away.
        self.HOST = environ.get("HOST", "127.0.0.1")
        self.PORT = _whole_number(environ, "PORT", 8000)
        self.WORKERS = _whole_number(environ, "WORKERS", 2)
        # Signs log-ins and derives the secrets of order links: at least 32 random characters in production.
        self.SECRET_KEY = environ.get("SECRET_KEY") or self._kept_secret()
        # Signs the anchors of the audit trail, so that nobody invents one: at least 32 random characters, kept apart from
        # this host. Empty: anchors are not signed.
        self.AUDIT_ANCHOR_KEY = environ.get("AUDIT_ANCHOR_KEY", "")
        # Older keys that still verify log-in cookies and order links after SECRET_KEY was changed, separated by spaces.
        self.SECRET_KEY_FALLBACKS = environ.get("SECRET_KEY_FALLBACKS", "").split()
        # The address people see, used in every link of a message: https://pekan.example.go.id
        self.PUBLIC_BASE_URL = environ.get("PUBLIC_BASE_URL", f"http://127.0.0.1:{self.PORT}").rstrip("/")
        # Host names by which the site may be asked for, separated by spaces, `.example.go.id` for all below it. Empty: the
        # host of PUBLIC_BASE_URL, and outside production any. This host itself may always ask.
        self.TRUSTED_HOSTS = self._trusted_hosts(environ.get("TRUSTED_HOSTS", "").split())
        # The name of the site before there is an edition.
        self.SITE_NAME = environ.get("SITE_NAME", "Pekan Kebudayaan")
        # The city whose festival it is, and the public body that answers for it, as people call them.
        self.CITY_NAME = environ.get("CITY_NAME", "Kota Tebing Tinggi")
        self.ORGANIZER = environ.get("ORGANIZER", "Pemerintah Kota Tebing Tinggi")
        # Whom people ask: shown on /tentang, /privasi and in security.txt. Production needs one of the two.
        self.CONTACT_EMAIL = environ.get("CONTACT_EMAIL", "")
        self.CONTACT_WHATSAPP = environ.get("CONTACT_WHATSAPP", "")
        # Where the committee sits, for those who rather come.
        self.CONTACT_ADDRESS = environ.get("CONTACT_ADDRESS", "")
        # Where weaknesses are reported: mailto:… or https://…. Empty: CONTACT_EMAIL, else the page /tentang.
        self.SECURITY_CONTACT = environ.get("SECURITY_CONTACT", "")
        # How many proxies of ours stand before the site and set X-Forwarded-*: 0 ignores these headers.
        self.TRUSTED_PROXIES = _whole_number(environ, "TRUSTED_PROXIES", 0)
        # The zone the city lives in; times are shown in it.
        self.TIME_ZONE = environ.get("TIME_ZONE", "Asia/Jakarta")
        # smtp://user:password@host:587?tls=starttls (or tls=none, smtps://…:465). Empty: mails go to /staff/inbox.
        self.SMTP_URL = environ.get("SMTP_URL", "")
        # Sender of every mail.
        self.MAIL_FROM = environ.get("MAIL_FROM", "Pekan Kebudayaan <tiket@localhost>")
        # Counts requests for the rate limits across hosts: redis://…. Empty: each process counts for itself.
        self.LIMITS_URL = environ.get("LIMITS_URL", "")
        # Bearer token of /metrics. Empty: /metrics answers 404.
        self.METRICS_TOKEN = environ.get("METRICS_TOKEN", "")
        # Minutes without a request after which staff log in again. Gate phones have tokens of their own and stay.
        self.STAFF_IDLE_MINUTES = _whole_number(environ, "STAFF_IDLE_MINUTES", 30)
        # Whether phones keep opened tickets for when there is no connection. off: those that do forget all of them.
        self.SERVICE_WORKER = environ.get("SERVICE_WORKER", "on") != "off"
        # Whether admin, organizer, cashier and curator must have a second factor (an authenticator app or a passkey). Off in
        # development, so that the demo log-ins of the README can be tried at once; its pages are there all the same.
        self.SECOND_FACTOR_REQUIRED = environ.get("SECOND_FACTOR_REQUIRED", "yes" if self.ENVIRONMENT == "production" else "no") == "yes"
        # Rate limits. An address may be a whole mobile network, a contact is one person. Bookings are counted per contact from
        # one address, log-ins from a device on which the account was logged in before apart from all others.
        self.LIMIT_BOOKING_ADDRESS = environ.get("LIMIT_BOOKING_ADDRESS", "600 per minute")
        self.LIMIT_BOOKING_CONTACT = environ.get("LIMIT_BOOKING_CONTACT", "30 per minute")
        self.LIMIT_LOST_LINK_ADDRESS = environ.get("LIMIT_LOST_LINK_ADDRESS", "60 per 10 minutes")
        self.LIMIT_LOST_LINK_CONTACT = environ.get("LIMIT_LOST_LINK_CONTACT", "3 per 10 minutes")
        self.LIMIT_WATCH_ADDRESS = environ.get("LIMIT_WATCH_ADDRESS", "60 per 10 minutes")
        self.LIMIT_WATCH_CONTACT = environ.get("LIMIT_WATCH_CONTACT", "20 per 10 minutes")
        self.LIMIT_LOG_IN_ADDRESS = environ.get("LIMIT_LOG_IN_ADDRESS", "60 per 5 minutes")
        # Per account from one address.
        self.LIMIT_LOG_IN_ACCOUNT = environ.get("LIMIT_LOG_IN_ACCOUNT", "10 per 5 minutes;30 per hour")
        # Codes of the second factor, and passwords typed again, per account.
        self.LIMIT_SECOND_FACTOR = environ.get("LIMIT_SECOND_FACTOR", "5 per 5 minutes;20 per hour")
        # PINs of six digits, per account from wherever: at this rate trying them all takes a year. One address
        # stops before (LIMIT_LOG_IN_ACCOUNT), so that a stranger alone keeps nobody out; four addresses do, but not from a
        # phone on which the account was logged in before: that has a count of its own.
        self.LIMIT_PIN_ACCOUNT = environ.get("LIMIT_PIN_ACCOUNT", "120 per hour")
        # Mails that anybody can have sent to an account: for a forgotten password, and to log in.
        self.LIMIT_RESET_ACCOUNT = environ.get("LIMIT_RESET_ACCOUNT", "3 per hour")
        self.LIMIT_MAILED_LOG_IN = environ.get("LIMIT_MAILED_LOG_IN", "5 per hour")
        self.LIMIT_RESET_ADDRESS = environ.get("LIMIT_RESET_ADDRESS", "20 per hour")
        self.LIMIT_SECRET_MISSES = environ.get("LIMIT_SECRET_MISSES", "20 per 10 minutes")
        # Typed entry codes that nobody has, per gate phone.
        self.LIMIT_ENTRY_CODE_MISSES = environ.get("LIMIT_ENTRY_CODE_MISSES", "60 per 10 minutes")
        # Searches for a name at a gate, per account.
        self.LIMIT_NAME_SEARCH = environ.get("LIMIT_NAME_SEARCH", "60 per minute")
        self.LIMIT_ENROL_ADDRESS = environ.get("LIMIT_ENROL_ADDRESS", "20 per 10 minutes")

    def _trusted_hosts(self, named: list[str]) -> list[str] | None:
        if not named and self.ENVIRONMENT != "production":
            return None
        return [*(named or [urlsplit(self.PUBLIC_BASE_URL).hostname or ""]), "127.0.0.1", "localhost"]

    def _kept_secret(self) -> str:
        """A key made once for this data folder, so that links survive a restart in development."""
        if self.ENVIRONMENT == "production":
            return ""
        path = self.DATA_FOLDER / "secret_key"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
        except FileExistsError:
            pass
        return path.read_text().strip()

    def flask_settings(self) -> dict[str, Any]:
        """Ours under their own names, and the settings that Flask and its extensions read."""
        https = self.PUBLIC_BASE_URL.startswith("https://")
        return {
            **vars(self),
            "SQLALCHEMY_DATABASE_URI": self._sqlalchemy_url(),
            "SESSION_COOKIE_NAME": "__Host-log-in" if https else "log-in",
            "SESSION_COOKIE_SECURE": https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_PATH": "/",
            # Else a guest's cookie came with each public page, and some cache might hand it to the next reader.
            "SESSION_REFRESH_EACH_REQUEST": False,
            "MAX_CONTENT_LENGTH": 1_000_000,
            "MAX_FORM_MEMORY_SIZE": 200_000,
            "MAX_FORM_PARTS": 200,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_I18N_ENABLED": False,  # WTForms has no Indonesian: every message is ours, and it need not look for files in each request
            "BABEL_DEFAULT_LOCALE": "id",
            "BABEL_TRANSLATION_DIRECTORIES": str(PROJECT / "translations"),
            "RATELIMIT_STORAGE_URI": self.LIMITS_URL or "swept-memory://",
            "RATELIMIT_STRATEGY": "sliding-window-counter",
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
            "RATELIMIT_HEADERS_ENABLED": False,
            "COMPRESS_ALGORITHM": ["br", "gzip"],
            "COMPRESS_BR_LEVEL": 4,
            "API_TITLE": "Culture Week",
            "API_VERSION": "v1",
            "OPENAPI_VERSION": "3.1.0",
            "OPENAPI_URL_PREFIX": "/api",
            "OPENAPI_JSON_PATH": "openapi.json",
        }

    def _sqlalchemy_url(self) -> str:
        """PostgreSQL always through psycopg 3, whichever of its names the environment used."""
        scheme, _, rest = self.DATABASE_URL.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.DATABASE_URL


def _whole_number(environ: Mapping[str, str], name: str, otherwise: int) -> int:
    given = environ.get(name) or str(otherwise)
    try:
        return int(given)
    except ValueError:
        raise ValueError(f"{name}: must be a whole number, not {given!r}") from None
