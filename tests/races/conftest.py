"""Repeats the races, and gives their controls a database that guards nothing by itself."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Column, MetaData, Table

from culture_week.core.database import db
from tests.conftest import TEST_DATABASE, emptied, make_config, make_site

RACE_ROUNDS = int(os.environ.get("RACE_ROUNDS", "1"))
# The tables whose CHECK and UNIQUE constraints are a second wall behind the guards.
SECOND_WALLS = ("quota", "ticket", "entry", "idempotency_key", "event_change")


@pytest.fixture(autouse=True, params=range(1, RACE_ROUNDS + 1))
def race_round(request: pytest.FixtureRequest) -> int:
    """Each race is run as often as RACE_ROUNDS says."""
    return request.param


@pytest.fixture(scope="session")
def bare_site(new_database: Callable[[str], str], data_folder: Path) -> Iterator[Flask]:
    """The app on a database of its own without the second walls."""
    app = make_site(make_config(new_database(f"{TEST_DATABASE}_bare"), data_folder))
    with app.app_context():
        _tables_without_constraints().create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def _tables_without_constraints() -> MetaData:
    tables = MetaData()
    for table in db.metadata.sorted_tables:
        if table.name in SECOND_WALLS:
            Table(table.name, tables, *(Column(c.name, c.type, primary_key=c.name == "id") for c in table.columns))
        else:
            table.to_metadata(tables)
    return tables


@pytest.fixture
def bare_app(bare_site: Flask) -> Iterator[Flask]:
    """That app with an empty database, inside its context."""
    with emptied(bare_site):
        yield bare_site
