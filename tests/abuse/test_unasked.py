"""A10, A11: fields that a form does not ask for. Each form is sent with all there are, and the database is the same as without them."""

import re
from collections import defaultdict
from datetime import date, datetime
from itertools import count, islice
from urllib.parse import urlsplit

from sqlalchemy import Boolean, Date, DateTime, Enum, Integer, func, select
from werkzeug.exceptions import HTTPException

from culture_week.core.codes import ALPHABET
from culture_week.core.database import db, session
from tests import factories
from tests.abuse.every_deed import DONE, every_deed, routes_that_post
from tests.accounts import people
from tests.conftest import Visitor, emptied
from tests.factories import make_edition, make_event, make_venue
from tests.fuzz.pages import Page

PLANTED, PLANTED_NUMBER, PLANTED_DAY = "DISELIPKAN", 987_654, date(2031, 5, 6)
# What attackers try beside the names of columns.
TRIED = {"is_admin": "1", "admin": "1", "secret": PLANTED, "published": "1", "user_id": "1", "__class__": PLANTED}
# Asked for on a page that the deed does not open.
ALSO_ASKED = {"checkin.gate_link": {"name"}, "checkout.book": {"offer"}, "programme.clone_edition": {"name_en"}}
CODE = re.compile(rf"(?<![A-Z0-9])[{ALPHABET}]{{8}}(?![A-Z0-9])")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?|(?<=:)\d+$")
POINTER = re.compile(r"(?<=_id': )\d+")  # to a row, in what is kept as JSON
DRAWN = re.compile(r"\$argon2\S+|[\w-]{22,}")  # hashes, digests, tokens


def planted_values(fields_elsewhere):
    """By the names of other forms' fields and of all columns. A column that points to a row gets one of another edition."""
    values = {column.name: planted(column) for table in db.metadata.sorted_tables for column in table.columns}
    return values | TRIED | dict.fromkeys(sorted(fields_elsewhere - values.keys() - {"csrf_token"}), PLANTED)


def planted(column):
    points_to = next((key.column for key in column.foreign_keys), None)
    if points_to is not None:
        return str(session.scalar(select(func.min(points_to))) or PLANTED_NUMBER)
    kind = getattr(column.type, "impl_instance", column.type)
    if isinstance(kind, Enum):
        return kind.enums[-1]
    if isinstance(kind, Boolean):
        return "1"
    if isinstance(kind, Integer):
        return str(PLANTED_NUMBER)
    if isinstance(kind, Date):
        return PLANTED_DAY.isoformat()
    return f"{PLANTED_DAY.isoformat()}T07:08" if isinstance(kind, DateTime) else PLANTED


class Writer(Visitor):
    """Notes which fields each form asks for, by endpoint; plants those of `values` that it does not ask for."""

    asked: defaultdict[str, set[str]]
    values: dict[str, str]

    def open(self, *args, **more):
        answer = super().open(*args, **more)
        if answer.mimetype == "text/html":
            for form in Page(answer.request.path, answer.text).forms:
                self.asked[self.endpoint_of(form.action)] |= form.fields.keys()
        return answer

    def post(self, path, data=None, **more):
        if path.startswith("/api/"):
            return super().post(path, data=data, **more)  # tests/abuse/test_orders.py
        asked, sent = self.asked[self.endpoint_of(path)], data or {}
        asked |= sent.keys()
        extra = {name: value for name, value in self.values.items() if name not in asked}
        most = self.application.config["MAX_FORM_PARTS"] - len(sent) if "content_type" in more else len(extra)  # of a form with a file
        return super().post(path, data=dict(islice(extra.items(), most)) | sent, **more)

    def endpoint_of(self, address):
        path = urlsplit(address).path.removeprefix("/en")
        try:
            return self.application.url_map.bind("localhost").match(path, method="POST")[0]
        except HTTPException:
            return ""


def everything_kept():
    """The values of each column in the order of their rows, with a word for what no two runs have in common."""
    session.rollback()
    rows = {table: session.execute(select(table)).mappings().all() for table in db.metadata.sorted_tables}
    numbers, codes = {}, {}
    for table, found in rows.items():
        if "id" in table.columns:
            found = rows[table] = sorted(found, key=lambda row: row["id"])
            numbers[table.name] = {row["id"]: n for n, row in enumerate(found, 1)}
            codes |= {row["code"]: f"<{table.name} {n}>" for n, row in enumerate(found, 1) if "code" in row}

    def said(column, value):
        if value is None or isinstance(value, bool):
            return value
        if column.name == "totp_step":
            return "<time>"
        if isinstance(value, int):
            whose = next((key.column.table.name for key in column.foreign_keys), column.table.name if column.name == "id" else "")
            return numbers.get(whose, {}).get(value, value)
        if isinstance(value, datetime):
            return "<time>"
        shown = DRAWN.sub("<drawn>", TIME.sub("<time>", POINTER.sub("<row>", str(value))))
        return CODE.sub(lambda code: codes.get(code[0], "<code>"), shown)

    kept = {}
    for table, found in rows.items():
        lines = [[said(column, row[column.name]) for column in table.columns] for row in found]
        lines = lines if "id" in table.columns else sorted(lines, key=str)
        kept |= {(table.name, column.name): [line[n] for line in lines] for n, column in enumerate(table.columns)}
    return kept


def do_everything(site, monkeypatch, asked, plant):
    """How each deed is answered, and all that is kept after it."""
    for module in (factories, people):
        monkeypatch.setattr(module, "_numbers", count(1))
    with emptied(site) as app:
        foreign = make_edition(published_at=None)
        make_event(foreign, make_venue(foreign))
        monkeypatch.setattr(Writer, "asked", asked, raising=False)
        monkeypatch.setattr(Writer, "values", {}, raising=False)
        monkeypatch.setattr(app, "test_client_class", Writer)
        deeds, outcome = every_deed(app), {}
        assert routes_that_post(app) - set(deeds) == set()
        if plant:
            monkeypatch.setattr(Writer, "values", planted_values(set().union(*asked.values())))
        for name, do in deeds.items():
            outcome[name] = do().status_code, everything_kept()
        return outcome


def test_a11_no_form_writes_what_it_does_not_ask_for(site, monkeypatch):
    """A11: id, state, role, price, a venue of another edition: every name there is goes with every form, and nothing hears it."""
    asked = defaultdict(set, ALSO_ASKED)
    without, planted = (do_everything(site, monkeypatch, asked, plant) for plant in (False, True))
    heard = {}
    for name, (status, kept) in planted.items():
        expected, before = without[name]
        if status != expected or status not in DONE:
            heard[name] = status, expected
        for column, values in kept.items():
            if values != before[column]:
                heard.setdefault(column, (name, values, before[column]))
    assert heard == {}
