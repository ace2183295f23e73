"""A second site, for what would disturb the one that tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from config import PROJECT, Config
from culture_week.app import create_app
from culture_week.core import migrations
from culture_week.core.database import db
from tests.conftest import TEST_DATABASE, Visitor, emptied


@pytest.fixture(scope="session")
def second_database(new_database: Callable[[str], str]) -> str:
    """A database that no other site uses."""
    return new_database(f"{TEST_DATABASE}_second")


@pytest.fixture
def production(second_database: str, data_folder: Path) -> dict[str, str]:
    """The environment of a production site that may start, as far as its settings go."""
    return {
        "CULTURE_WEEK_ENV": "production",
        "DATA_FOLDER": str(data_folder),
        "DATABASE_URL": second_database,
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "PUBLIC_BASE_URL": "https://pekan.example.go.id",
        "SMTP_URL": "smtp://127.0.0.1:9?tls=none",
        "CONTACT_EMAIL": "panitia@pekan.example.go.id",
    }


@pytest.fixture
def live(production: dict[str, str]) -> Iterator[Flask]:
    """A production site, migrated, with an empty database and inside its context."""
    app = create_app(Config(production))
    migrations.init_app(app)
    app.test_client_class = Visitor
    with app.app_context():
        upgrade(str(PROJECT / "migrations"))
    with emptied(app):
        yield app
        db.engine.dispose()
