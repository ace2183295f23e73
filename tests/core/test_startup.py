"""Production that would harm people does not start, and says why; anything else does."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade

from config import PROJECT, Config
from culture_week.app import create_app
from culture_week.core import startup
from culture_week.core.clock import utc_now
from culture_week.core.database import db
from culture_week.core.startup import UnsafeSettings, check_database, file_system_of

MIGRATIONS = str(PROJECT / "migrations")
SUPERUSER = "DATABASE_URL: the role is a superuser"


def refusals(app):
    """What check_database complains about; the role with which tests run may do everything, which is known."""
    try:
        check_database(app)
    except UnsafeSettings as refusal:
        return [line for line in refusal.message.split("\n  - ")[1:] if not line.startswith(SUPERUSER)]
    return []


@pytest.mark.parametrize(
    ("setting", "value", "complaint"),
    [
        ("SECRET_KEY", "", "SECRET_KEY: set at least 32"),
        ("SECRET_KEY", "change-me", "SECRET_KEY: set at least 32"),
        ("SECRET_KEY", "a" * 40, "SECRET_KEY: set at least 32"),
        ("SECRET_KEY_FALLBACKS", "0123456789abcdefghijklmnopqrstuvwxyz", "SECRET_KEY: must differ"),
        ("AUDIT_ANCHOR_KEY", "0123456789abcdefghijklmnopqrstuvwxyz", "SECRET_KEY: must differ"),
        ("AUDIT_ANCHOR_KEY", "short", "AUDIT_ANCHOR_KEY: needs at least 32"),
        ("PUBLIC_BASE_URL", "http://pekan.example.go.id", "PUBLIC_BASE_URL: must be the https://"),
        ("TRUSTED_HOSTS", "www.example.go.id", "TRUSTED_HOSTS: must name pekan.example.go.id"),
        ("TRUSTED_PROXIES", "9", "TRUSTED_PROXIES: must be the exact number"),
        ("LIMITS_URL", "redis://redis.example.go.id:6379", "LIMITS_URL: a Redis on another host"),
        ("DATABASE_URL", "postgresql://site@db.example.go.id/site", "DATABASE_URL: a PostgreSQL on another host"),
        ("SMTP_URL", "", "SMTP_URL: must be set"),
        ("CONTACT_EMAIL", "", "CONTACT_EMAIL or CONTACT_WHATSAPP: must be set"),
        ("CONTACT_EMAIL", "panitia", "CONTACT_EMAIL: is no e-mail address"),
        ("CONTACT_WHATSAPP", "12", "CONTACT_WHATSAPP: is no mobile number"),
        ("SECURITY_CONTACT", "panitia@example.go.id", "SECURITY_CONTACT: must begin with mailto: or https://"),
        ("SMTP_URL", "smtp://mail.example.go.id?tls=none", "SMTP_URL: mail to another host"),
    ],
)
def test_settings_that_would_harm(production, setting, value, complaint):
    with pytest.raises(UnsafeSettings, match=complaint):
        create_app(Config({**production, setting: value}))


def test_a40_debugging_in_production(production, monkeypatch):
    """A40: Flask reads this setting by itself, and its debugger would run whatever a visitor types."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(UnsafeSettings, match="FLASK_DEBUG: must be off"):
        create_app(Config(production))


def test_all_complaints_come_at_once(production):
    with pytest.raises(UnsafeSettings) as refusal:
        create_app(Config({**production, "SECRET_KEY": "", "SMTP_URL": ""}))
    assert refusal.value.message.count("\n  - ") == 2


def test_production_starts(live):
    assert refusals(live) == []


def test_the_schema_is_behind(live):
    downgrade(MIGRATIONS, revision="base")
    assert refusals(live) == ["DATABASE_URL: the tables are not those of this program: run `flask db upgrade`"]
    upgrade(MIGRATIONS)
    assert refusals(live) == []


def test_the_role_may_do_everything(live):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("has no roles")
    with pytest.raises(UnsafeSettings, match=SUPERUSER):
        check_database(live)


def test_the_clocks_differ(live, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("has no clock of its own")
    monkeypatch.setattr(startup, "utc_now", lambda: utc_now() + timedelta(seconds=90))
    assert refusals(live) == ["the clock of this host and the database's differ by 90 s: set both by NTP"]


def test_the_database_does_not_answer(production):
    nowhere = "postgresql://site@127.0.0.1:1/site"
    app = create_app(Config({**production, "DATABASE_URL": nowhere}))
    assert [line[:45] for line in refusals(app)] == ["DATABASE_URL: the database does not answer (c"]


MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/data /srv/site\\040data nfs4 rw,vers=4.2 0 0
//server/share /mnt cifs rw 0 0
/dev/sdb1 /mnt/local xfs rw 0 0
me@server: /home/me/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/site.db", "ext4"),
        ("/srv/site data/site.db", "nfs4"),
        ("/srv/site", "ext4"),
        ("/mnt/x/site.db", "cifs"),
        ("/mnt/local/site.db", "xfs"),
        ("/home/me/far/site.db", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path(path, kind):
    assert file_system_of(Path(path), MOUNTS) == kind


def test_sqlite_on_a_network_file_system(live, monkeypatch, tmp_path):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("keeps no file here")
    folder = Path(db.engine.url.database).parent
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/data {folder} nfs4 rw 0 0\n")
    monkeypatch.setattr(startup, "MOUNTS", mounts)
    assert [line[:54] for line in refusals(live)] == ["DATABASE_URL: SQLite cannot lock its file on a network"]


def run(production, *command, **settings):
    quiet = {name: value for name, value in os.environ.items() if name != "FLASK_RUN_FROM_CLI"}
    return subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env={**quiet, **production, **settings}, capture_output=True, text=True, timeout=60
    )


def test_what_serves_people_asks_and_other_commands_do_not(production, tmp_path):
    if not production["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("is tried with an empty file")
    empty = {**production, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}
    for command in (["-c", "import wsgi"], ["-m", "flask", "--app", "wsgi.py", "worker", "run"], ["serve.py"]):
        told = run(empty, *command)
        assert told.returncode == 1 and "run `flask db upgrade`" in told.stderr, command
        assert "Visitors" not in told.stdout
    assert run(empty, "-m", "flask", "--app", "wsgi.py", "db", "upgrade").returncode == 0
    assert run(empty, "-c", "import wsgi").returncode == 0


def test_a_setting_that_cannot_be_read_ends_serve_with_its_name(production):
    told = run(production, "serve.py", TRUSTED_PROXIES="*")
    assert (told.returncode, told.stderr) == (1, "Error: TRUSTED_PROXIES: must be a whole number, not '*'\n")
