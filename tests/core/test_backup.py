"""A backup can be restored, what is restored is whole, and nothing is overwritten."""

import shutil
import subprocess
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from config import PROJECT
from culture_week.app import create_app
from culture_week.core import migrations
from culture_week.core.backup import backup_commands
from culture_week.core.database import db, in_transaction, session
from culture_week.insights.jobs import seal_audit
from culture_week.sales.models import Order
from tests.conftest import TEST_DATABASE, make_config, without_guards
from tests.core.test_audit_check import entry
from tests.factories import book, make_festival

ORDERS = 3


@pytest.fixture
def full(app, client):
    """A site with a few orders and a sealed trail; PostgreSQL's programs are there and of its age."""
    if db.engine.dialect.name != "sqlite":
        program = shutil.which("pg_dump")
        if program is None:
            pytest.skip("pg_dump is not installed")
        server = session.scalar(text("SHOW server_version_num"))
        session.remove()
        told = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        if int(told.split()[2].split(".")[0]) < int(server) // 10000:
            pytest.skip(f"{told.strip()} is older than the server ({server})")
    offer = make_festival().event.offer
    for _ in range(ORDERS):
        assert book(client, offer).status_code == 201
    seal_audit()
    db.engine.dispose()
    return app


def run(app, *arguments):
    with app.app_context():
        return app.test_cli_runner().invoke(backup_commands, list(map(str, arguments)))


@pytest.fixture
def backup(full, tmp_path):
    """A backup of it."""
    done = run(full, "create", tmp_path)
    assert done.exit_code == 0, done.output
    return Path(done.output.strip())


def test_only_its_owner_reads_a_backup_and_its_digest_is_beside_it(backup):
    assert backup.stat().st_mode & 0o777 == 0o600
    assert subprocess.run(["sha256sum", "-c", f"{backup.name}.sha256"], cwd=backup.parent, capture_output=True).returncode == 0
    assert sorted(path.name for path in backup.parent.iterdir()) == [backup.name, f"{backup.name}.sha256"]


def test_old_ones_go(full, tmp_path):
    old, other = tmp_path / "culture-week-20200101T000000Z.db", tmp_path / "not ours"
    for path in (old, old.with_name(f"{old.name}.sha256"), other):
        path.touch()
    assert run(full, "create", tmp_path, "--keep-days", "30").exit_code == 0
    assert not old.exists() and other.exists() and len(list(tmp_path.iterdir())) == 3


def test_verify_restores_and_looks(full, backup):
    done = run(full, "verify", backup)
    assert (done.exit_code, done.output) == (0, f"{backup.name}: restored and whole\n")


def test_verify_says_what_is_broken_in_it(full, tmp_path):
    def harm():
        with without_guards():
            session.execute(entry(2).values(actor="somebody else"))

    in_transaction(harm)
    db.engine.dispose()
    done = run(full, "verify", run(full, "create", tmp_path).output.strip())
    assert done.exit_code == 1 and "flask audit verify on the restored database:\nBROKEN 2: is not what was written" in done.output


def test_a_damaged_file_is_refused(full, backup):
    with backup.open("r+b") as file:
        file.seek(200)
        file.write(b"damage")
    for command in ("verify", "restore"):
        assert "is damaged" in run(full, command, backup).output
    backup.with_name(f"{backup.name}.sha256").write_text("")  # the disk was full
    assert "is damaged" in run(full, "restore", backup).output
    backup.with_name(f"{backup.name}.sha256").unlink()
    assert "is missing" in run(full, "verify", backup).output


@pytest.fixture
def empty_site(new_database, data_folder):
    """A new site whose database has no tables."""
    for left in data_folder.glob(f"{TEST_DATABASE}_restored.db*"):
        left.unlink()
    site = create_app(make_config(new_database(f"{TEST_DATABASE}_restored"), data_folder))
    migrations.init_app(site)
    with site.app_context():
        yield site
        db.engine.dispose()


def test_restore_fills_an_empty_database_and_no_other(full, backup, empty_site):
    assert "the database is not empty" in run(full, "restore", backup).output
    done = run(empty_site, "restore", backup)
    assert done.exit_code == 0, done.output
    upgrade(str(PROJECT / "migrations"))
    assert session.scalar(select(func.count()).select_from(Order)) == ORDERS
    session.remove()
    again = run(empty_site, "restore", backup)
    assert again.exit_code == 1 and "the database is not empty" in again.output


def test_what_came_after_the_backup_is_not_in_it(full, backup, client, empty_site):
    with full.app_context():
        assert book(full.test_client(), make_festival().event.offer).status_code == 201
    assert run(empty_site, "restore", backup).exit_code == 0
    assert session.scalar(select(func.count()).select_from(Order)) == ORDERS


def test_a_missing_program_is_named(full, tmp_path, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(full, "create", tmp_path)
    assert done.exit_code == 1 and "pg_dump is not installed" in done.output
    assert list(tmp_path.iterdir()) == []
