"""The shape of the house: what must be true of every route, table, template and text."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from babel.messages.pofile import read_po
from flask_migrate import downgrade, upgrade
from jinja2 import meta, nodes
from sqlalchemy import create_engine, inspect

from config import PROJECT
from culture_week.accounts.states import Role
from culture_week.core.access import required_permission
from culture_week.core.database import db
from culture_week.core.short_memory import forget_all
from culture_week.sales.states import OfferKind
from tests.architecture.samples import every_address
from tests.conftest import TEST_DATABASE
from tests.factories import make_account
from tests.journeys.test_staff import log_in, statements

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE)\b", re.IGNORECASE)
STACK = [
    "core",
    "messages",
    "festival",
    "accounts",
    "sales",
    "performers",
    "vendors",
    "ticketing",
    "checkout",
    "checkin",
    "programme",
    "insights",
]


def test_every_route_says_who_may_call_it(app):
    for rule in app.url_map.iter_rules():
        required_permission(app, rule.endpoint)


def test_every_page_that_is_written_is_served(app):
    served = {view.__module__ for view in app.view_functions.values()}
    for path in (PROJECT / "culture_week").rglob("*.py"):
        if re.search(r"^@(public|requires\()", path.read_text(), re.MULTILINE):
            assert ".".join(path.relative_to(PROJECT).with_suffix("").parts) in served


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


@pytest.mark.parametrize("path", sorted((PROJECT / "templates" / "parts").glob("*.html")), ids=lambda path: path.stem)
def test_macros_stand_without_the_page_that_uses_them(app, path: Path):
    """A file of macros is compiled once for all pages: it can ask no page for a value, and texts at its top stay in one language."""
    tree = app.jinja_env.parse(path.read_text())
    unknown = meta.find_undeclared_variables(tree) - set(app.jinja_env.globals)
    assert {name for name in unknown if not name.startswith("_")} == set()
    assert [node for node in tree.body if isinstance(node, nodes.Assign) and list(node.find_all(nodes.Call))] == []


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Not one of huey's tables, which it makes itself."""
    return kind != "table" or not (name or "").startswith("huey_")


def what_differs_from_the_models():
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata)


def checks_of(engine):
    """By table and name, what each CHECK asks; a state that a migration forgot to add is missing here alone."""
    inspector = inspect(engine)
    return {(table, check["name"]): check["sqltext"] for table in db.metadata.tables for check in inspector.get_check_constraints(table)}


def test_migrations_make_what_the_models_say_and_can_be_taken_back(app, new_database):
    folder = str(PROJECT / "migrations")
    made_from_models = create_engine(new_database(f"{TEST_DATABASE}_models"))
    db.metadata.create_all(made_from_models)
    wanted = checks_of(made_from_models)
    made_from_models.dispose()
    assert len(wanted) > 20
    assert (what_differs_from_the_models(), checks_of(db.engine)) == ([], wanted)
    downgrade(folder, revision="base")
    left = {name for name in inspect(db.engine).get_table_names() if is_ours(name, "table", None)}
    upgrade(folder)
    assert left == {"alembic_version"}
    assert (what_differs_from_the_models(), checks_of(db.engine)) == ([], wanted)


def test_no_get_writes(app):
    visitor, admin = app.test_client(), app.test_client()
    addresses = every_address(app, email := make_account(Role.ADMIN))
    log_in(admin, email)
    for endpoint, path, headers in addresses:
        for client in (visitor, admin):
            forget_all()
            app.extensions["page_cache"].clear()
            with statements() as seen:
                answer = client.get(path, headers=headers)
            # Whoever works at a desk stays logged in by looking at its pages: the one row that a GET may write, once a minute.
            written = [statement for statement in seen if WRITES.match(statement) and not statement.startswith("UPDATE log_in ")]
            assert written == [], path
            to_log_in = (client is visitor and required_permission(app, endpoint)) or endpoint == "accounts.second_factor"
            assert answer.status_code == (302 if to_log_in else 200), (path, "else it shows nothing that could write")


def test_every_kind_of_offer_is_in_line_kinds():
    from culture_week.checkout.line_kinds import LINE_KINDS

    assert set(LINE_KINDS) == set(OfferKind)


def test_every_kind_of_long_work_is_done_and_shown():
    from culture_week.app import LONG_WORK
    from culture_week.pages.routes.work import KINDS
    from culture_week.programme.states import Work

    assert set(LONG_WORK) == set(KINDS) == set(Work)


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
    # One word per thing, the glossary's: an order is a "pemesanan".
    assert [words for words in known if re.search(r"\b[Pp]esanan", words)] == []


def test_every_token_that_styles_use_is_there():
    styles = "".join(path.read_text() for path in (PROJECT / "static/css").glob("*.css"))
    assert set(re.findall(r"var\((--[\w-]+)", styles)) - set(re.findall(r"(--[\w-]+)\s*:", styles)) == set()


@pytest.mark.parametrize("path", sorted((PROJECT / "culture_week").rglob("*.py")), ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_each_file_says_what_it_is_for_and_is_not_long(path: Path):
    text = path.read_text()
    assert text.startswith('"""')
    assert text.count("\n") <= 300
