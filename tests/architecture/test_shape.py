"""The shape of the house: what must be true of every route, table, template and text."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from config import PROJECT
from culture_week.core.access import required_permission
from culture_week.core.database import db
from culture_week.sales.states import OfferKind

STACK = ["core", "messages", "festival", "accounts", "sales", "performers", "ticketing", "checkout", "checkin"]


def test_every_route_says_who_may_call_it(app):
    for rule in app.url_map.iter_rules():
        required_permission(app, rule.endpoint)


def test_foreign_keys_point_down(app):
    from culture_week.core.database import Base

    home = {mapper.local_table: mapper.class_.__module__.split(".")[1] for mapper in Base.registry.mappers}
    for table, domain in home.items():
        for key in table.foreign_keys:
            assert STACK.index(home[key.column.table]) <= STACK.index(domain), f"{table} -> {key.column.table}"


def test_every_template_is_rendered_by_a_view():
    code = "\n".join(path.read_text() for path in (PROJECT / "culture_week").rglob("*.py"))
    templates = PROJECT / "templates"
    for path in templates.rglob("*.html"):
        name = path.relative_to(templates).as_posix()
        if not name.startswith(("layout/", "parts/")):
            assert f'"{name}"' in code, name
    for path in (templates / "messages").rglob("*.txt"):
        assert f'"{path.relative_to(templates / "messages").with_suffix("").as_posix()}"' in code


def test_migrations_make_the_models_tables_and_can_be_taken_back(app):
    folder = str(PROJECT / "migrations")
    wanted = {name: {c.name for c in table.columns} for name, table in db.metadata.tables.items()}
    inspector = inspect(db.engine)
    found = {name: {c["name"] for c in inspector.get_columns(name)} for name in inspector.get_table_names() if name in wanted}
    assert found == wanted
    downgrade(folder, revision="base")
    upgrade(folder)


def test_every_kind_of_offer_is_in_line_kinds():
    from culture_week.checkout.line_kinds import LINE_KINDS

    assert set(LINE_KINDS) == set(OfferKind)


def test_english_is_complete():
    with (PROJECT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    missing = [m.id for m in catalogue if m.id and (not m.string or (isinstance(m.string, tuple) and not all(m.string)) or m.fuzzy)]
    assert missing == []
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue if m.id}
    used = set()
    for path in [*(PROJECT / "templates").rglob("*.html"), *(PROJECT / "templates").rglob("*.txt")]:
        used |= set(re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)*)"', path.read_text()))
    assert used - known == set()


@pytest.mark.parametrize("path", sorted((PROJECT / "culture_week").rglob("*.py")), ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_each_file_says_what_it_is_for_and_is_not_long(path: Path):
    text = path.read_text()
    assert text.startswith('"""')
    assert text.count("\n") <= 300
