"""Tables over HTTP: what is in them, what never is, who may take them, and what the trail says of it."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from culture_week.accounts.states import Role
from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.insights.states import ExportKind
from tests.core.test_exporting import FORMULAS
from tests.factories import book, make_account, make_device, make_edition, make_event, make_festival, make_venue, scan
from tests.journeys.test_staff import log_in, token_on

PATH = "/staff/angka/ekspor"


@pytest.fixture
def festival(app, client):
    festival = make_festival(title={"id": "=Tari(1)", "en": "+Dance"})
    festival.order = book(client, festival.event.offer, 2, phone="0861 1000 0001").json
    scan(client, make_device(festival.venue.gate_id), qr=festival.order["tickets"][0]["qr"])
    return festival


@pytest.fixture
def staff(app, festival):
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    return client


def take(staff, kind, **more):
    data = {"csrf_token": token_on(staff, PATH), "kind": kind, "table_format": "csv", **more}
    answer = staff.post(PATH, data=data)
    assert answer.status_code == 200, answer.text
    return answer


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", ExportKind)
def test_every_table_can_be_taken_in_both_forms_and_holds_no_secret(festival, staff, kind):
    order = festival.order
    secrets = [order["secret"], *(ticket[code] for ticket in order["tickets"] for code in ("qr", "entry_code"))]
    for form in ("csv", "xlsx"):
        answer = take(staff, kind.value, table_format=form, with_buyers="y")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=") and answer.headers["Cache-Control"] == "no-store"
        if form == "csv":
            table = rows_of(answer)
            text = answer.data.decode()
        else:
            table = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
            text = str(table)
        assert len(table) > 1 and len(set(map(len, table))) == 1
        assert [secret for secret in secrets if secret in text] == []


def test_buyers_are_in_it_only_where_they_were_asked_for(festival, staff):
    assert "Siti" not in take(staff, "orders").data.decode() and "0861" not in take(staff, "orders").data.decode()
    head, row = rows_of(take(staff, "orders", with_buyers="y"))
    assert {"Nama", "Kontak"} <= set(head) and {"Siti Contoh", "0861-1000-0001", "'=Tari(1)", "2"} <= set(row)
    assert "Siti" not in take(staff, "tickets", with_buyers="y").data.decode()


def test_every_taking_is_in_the_trail_with_its_length(festival, staff):
    take(staff, "tickets")
    take(staff, "orders", with_buyers="y", table_format="xlsx")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "export").order_by(AuditEntry.id)).all()
    assert [entry.details for entry in entries] == [
        {"table": "tickets", "format": "csv", "rows": 2, "with_buyers": False},
        {"table": "orders", "format": "xlsx", "rows": 1, "with_buyers": True},
    ]
    assert all(entry.seq and entry.actor.startswith("account:") for entry in entries)


@pytest.mark.parametrize("name", [text for text in FORMULAS if "://" not in text and not text.startswith(("@", "＠"))])
def test_a35_a_buyers_name_is_no_formula(festival, staff, client, name):
    """A35: the file that the office opens holds what a stranger typed."""
    form = {"name": name, "contact": "budi@contoh.id", "quantity": "1", "key": "a-name-that-is-a-formula"}
    assert client.post(f"/pesan/{festival.event.code}", data=form).status_code == 303
    for row in rows_of(take(staff, "orders", with_buyers="y")):
        assert not [cell for cell in row if cell.lstrip()[:1] in set("=+-@＝＋－＠") and cell]


def test_a16_another_edition_is_in_no_table(festival, staff, client):
    """A16: the canary is an order of another edition."""
    other = make_edition(published_at=None)
    event = make_event(other, make_venue(other))
    canary = book(client, event.offer).json["code"]
    for kind in ExportKind:
        text = take(staff, kind.value, with_buyers="y").data.decode()
        assert canary not in text and event.title["id"] not in text


def test_nobody_else_may_and_nonsense_is_refused(app, festival, staff):
    desk = app.test_client()
    log_in(desk, make_account(Role.DESK, edition_id=festival.edition.id))
    assert desk.get(PATH).status_code == 403
    assert desk.post(PATH, data={"csrf_token": token_on(desk, "/staff"), "kind": "orders", "table_format": "csv"}).status_code == 403
    refused = staff.post(PATH, data={"csrf_token": token_on(staff, PATH), "kind": "accounts", "table_format": "csv"})
    assert refused.status_code == 422 and 'id="errors"' in refused.text
