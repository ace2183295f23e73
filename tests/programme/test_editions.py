"""Editions over HTTP: made, published, and planned by whoever may plan that very edition."""

import re
from datetime import date

import pytest
from sqlalchemy import delete, select

from culture_week.accounts.actions import grant_role
from culture_week.accounts.models import Grant
from culture_week.accounts.states import Role
from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Edition, Event
from culture_week.festival.states import EventState
from tests.accounts.people import account_id_of
from tests.factories import make_account, make_edition, make_event, make_venue, now, statements
from tests.festival.test_routes import one, send
from tests.journeys.test_staff import log_in


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(app, edition):
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=edition.id))
    return client


def test_a_new_edition_is_seen_once_it_is_published(app, organizer):
    values = {"code": "2031", "name_id": "Pekan 2031", "starts_on": "2031-11-04", "ends_on": "2031-11-10"}
    assert send(organizer, "/staff/gelaran/baru", **values | {"ends_on": "2031-11-01"}).status_code == 422
    assert send(organizer, "/staff/gelaran/baru", **values).status_code == 303
    assert one(Edition, code="2031").published_at is None
    assert "Pekan 2031" not in app.test_client().get("/").text
    assert send(organizer, "/staff/gelaran/2031", **values | {"name_en": "Week 2031"}).status_code == 303
    assert one(Edition, code="2031").name == {"id": "Pekan 2031", "en": "Week 2031"}
    assert send(organizer, "/staff/gelaran/2031/terbit", published="1").status_code == 303
    assert one(Edition, code="2031").published_at
    app.extensions["page_cache"].clear()
    assert "Pekan 2031" in app.test_client().get("/").text


def test_whoever_made_it_may_go_on_with_it_once_it_is_the_current_one(organizer):
    values = {"code": "2031", "name_id": "Pekan 2031", "starts_on": "2031-11-04", "ends_on": "2031-11-10"}
    send(organizer, "/staff/gelaran/baru", **values)
    send(organizer, "/staff/gelaran/2031/terbit", published="1")
    assert organizer.get("/staff/gelaran/2031").status_code == 200


def test_a15_another_edition_is_not_there(organizer):
    """A15: to name, to publish, or in the list."""
    other = make_edition(published_at=None)
    path = f"/staff/gelaran/{other.code}"
    assert f'href="{path}"' not in organizer.get("/staff/gelaran").text
    assert [organizer.get(path).status_code, send(organizer, f"{path}/terbit", published="1").status_code] == [404, 404]
    assert one(Edition, code=other.code).published_at is None


def test_a_code_that_is_taken_is_said_at_the_field(organizer):
    other = make_edition(published_at=None)
    values = {"code": other.code, "name_id": "Pekan", "starts_on": "2031-11-04", "ends_on": "2031-11-10"}
    answer = send(organizer, "/staff/gelaran/baru", **values)
    assert answer.status_code == 422 and "Kode ini sudah dipakai" in answer.text


def test_a11_fields_that_no_form_has_change_nothing(organizer, edition):
    """A11: a code and a state in the body."""
    values = {"name_id": "Pekan", "starts_on": "2031-11-04", "ends_on": "2031-11-10", "published_at": "", "code": "LAIN"}
    assert send(organizer, f"/staff/gelaran/{edition.code}", **values).status_code == 303
    assert one(Edition, code=edition.code).published_at


def test_an_edition_in_preparation_is_worked_on_while_visitors_see_another(app, organizer, edition):
    shown = make_event(edition, make_venue(edition), code="E77", title={"id": "Tari yang tampil"})
    values = {"code": "2031", "name_id": "Pekan 2031", "starts_on": "2031-11-04", "ends_on": "2031-11-10"}
    send(organizer, "/staff/gelaran/baru", **values)
    next_one = one(Edition, code="2031")
    prepared = make_event(next_one, make_venue(next_one), code="E77", title={"id": "Tari tahun depan"})
    assert "Tari tahun depan" not in organizer.get("/staff/acara").text
    assert send(organizer, "/staff/gelaran/2031/kerjakan").status_code == 303
    page = organizer.get("/staff/acara").text
    assert "Tari tahun depan" in page and "Tari yang tampil" not in page and "Anda mengerjakan Pekan 2031 (2031)" in page
    assert "Lihat seperti pengunjung" not in organizer.get("/staff/acara/E77").text
    assert send(organizer, "/staff/acara/E77/tunda", step="confirm", seen="0", note_id="Nanti").status_code == 303
    session.rollback()
    assert [session.get(Event, event.id).state for event in (prepared, shown)] == [EventState.POSTPONED, EventState.SCHEDULED]
    assert "Tari yang tampil" in app.test_client().get("/acara/E77").text
    assert send(organizer, f"/staff/gelaran/{edition.code}/kerjakan").status_code == 303
    page = organizer.get("/staff/acara").text
    assert "Tari yang tampil" in page and "Anda mengerjakan" not in page


def test_a15_nobody_works_on_an_edition_that_is_not_theirs(app, organizer, edition):
    """A15: neither chosen nor kept after the role there was taken; without one in the current edition, what is of all stays shut."""
    other = make_edition(published_at=None)
    assert send(organizer, f"/staff/gelaran/{other.code}/kerjakan").status_code == 404
    for kept in (edition, other):
        email = make_account(Role.ORGANIZER, edition_id=edition.id)
        account_id = account_id_of(email)
        in_transaction(grant_role, account_id=account_id, role=Role.ORGANIZER, edition_id=other.id, by="test", now=now())
        client = app.test_client()
        log_in(client, email)
        assert send(client, f"/staff/gelaran/{other.code}/kerjakan").status_code == 303
        assert "Anda mengerjakan" in client.get("/staff/acara").text
        gone = Grant.account_id == account_id, Grant.edition_id != kept.id
        in_transaction(lambda gone=gone: session.execute(delete(Grant).where(*gone)))
        answer = client.get("/staff/acara")
        assert answer.status_code == 200 and ("Anda mengerjakan" in answer.text) is (kept is other)
        statuses = {client.get(path).status_code for path in ("/staff/pesan", "/staff/jejak", "/staff/inbox")}
        assert statuses == ({403} if kept is other else {200})


def test_a15_an_edition_that_is_over_is_no_desk_without_the_current_one(app, edition):
    """A15: chosen while both were theirs."""
    over = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    account_id = account_id_of(email := make_account(Role.ORGANIZER, edition_id=edition.id))
    in_transaction(grant_role, account_id=account_id, role=Role.ORGANIZER, edition_id=over.id, by="test", now=now())
    client = app.test_client()
    log_in(client, email)
    send(client, f"/staff/gelaran/{over.code}/kerjakan")
    assert client.get("/staff/acara").status_code == 200
    in_transaction(lambda: session.execute(delete(Grant).where(Grant.account_id == account_id, Grant.edition_id == edition.id)))
    assert client.get("/staff/acara").status_code == 403


def test_who_prepares_an_edition_and_nothing_else_begins_there(app, edition):
    """No role in the one that visitors see, and yet a desk, which shows nothing of the others."""
    make_event(edition, make_venue(edition), title={"id": "Tari yang tampil"})
    next_one = make_edition(published_at=None)
    make_event(next_one, make_venue(next_one), title={"id": "Tari tahun depan"})
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=next_one.id))
    home, page = client.get("/staff"), client.get("/staff/acara").text
    assert home.status_code == 200 and f"({next_one.code}), bukan gelaran yang tampil" in home.text
    assert "Tari tahun depan" in page and "Tari yang tampil" not in page
    assert not any(f'href="{path}"' in home.text for path in ("/staff/pesan", "/staff/jejak", "/staff/inbox"))
    assert client.get("/staff/pesan").status_code == 403
    gate = app.test_client()
    log_in(gate, make_account(Role.GATE, edition_id=next_one.id))
    assert gate.get("/staff").status_code == 403


@pytest.fixture
def next_one(app, edition, organizer):
    """The next edition, which its organizer has made; others work for the present one alone."""
    values = {"code": "2031", "name_id": "Pekan 2031", "starts_on": "2031-11-04", "ends_on": "2031-11-10"}
    send(organizer, "/staff/gelaran/baru", **values)
    for role in (Role.GATE, Role.GROUP, Role.ADMIN):
        make_account(role, edition_id=edition.id)
    return one(Edition, code="2031")


def roles_in(edition):
    session.rollback()
    return sorted(session.scalars(select(Grant.role).where(Grant.edition_id == edition.id, Grant.revoked_at.is_(None))))


def test_whoever_publishes_the_next_edition_is_told_whom_it_leaves_out(organizer, next_one):
    question = re.search(r"terbit\".*?</form>", organizer.get("/staff/gelaran").text.partition("2031</span>")[2], re.DOTALL)[0]
    assert "3 orang bekerja untuk gelaran yang sekarang, tetapi belum punya peran di Pekan 2031" in question
    assert "Beri peran yang sama di sana (2 peran)" in question and "1 orang harus diberi peran oleh admin" in question
    assert re.search(r'name="same_roles" value="1" id="[^"]*" checked', question)


def test_they_get_the_same_roles_there_unless_the_tick_is_taken_away(app, organizer, edition, next_one):
    assert send(organizer, "/staff/gelaran/2031/terbit", published="1").status_code == 303
    assert roles_in(next_one) == [Role.ORGANIZER]
    send(organizer, "/staff/gelaran/2031/terbit", published="0")
    gate = make_account(Role.GATE, edition_id=edition.id)
    assert send(organizer, "/staff/gelaran/2031/terbit", published="1", same_roles="1").status_code == 303
    assert roles_in(next_one) == [Role.GATE, Role.GATE, Role.GROUP, Role.ORGANIZER]
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "give_same_roles")).one()
    assert (told.subject, told.details) == ("edition:2031", {"source": edition.code, "roles": 3, "without": 1})
    client = app.test_client()
    log_in(client, gate)
    assert client.get("/staff/gerbang").status_code == 200
    assert "Beri peran yang sama" not in organizer.get("/staff/gelaran").text


def test_whoever_publishes_is_told_who_has_no_role_there(organizer, edition, next_one):
    venue = make_venue(edition)
    gate = make_account(Role.GATE, edition_id=edition.id, gate_id=venue.gate_id)
    assert "1 orang tidak ikut, karena gerbangnya belum ada di sana" in organizer.get("/staff/gelaran").text
    answer = send(organizer, "/staff/gelaran/2031/terbit", published="1", same_roles="1")
    told = organizer.get(answer.headers["Location"]).text
    assert "Belum punya peran di sana: " in told
    assert f"Orang Contoh (gerbang {venue.gate_code} belum ada)" in told and "Orang Contoh (perannya diberi admin)" in told
    session.rollback()
    assert next_one.id not in session.scalars(select(Grant.edition_id).where(Grant.account_id == account_id_of(gate))).all()


def test_taking_the_current_edition_back_asks_the_same_of_the_one_before(organizer, edition, next_one):
    send(organizer, "/staff/gelaran/2031/terbit", published="1", same_roles="1")
    in_transaction(grant_role, account_id=account_id_of(make_account(Role.DESK)), role=Role.DESK, by="test", now=now())
    in_transaction(
        grant_role, account_id=account_id_of(make_account(Role.DESK, edition_id=next_one.id)), role=Role.GATE, by="test", now=now()
    )
    late = make_account(Role.DESK, edition_id=next_one.id)
    assert "1 orang bekerja untuk gelaran yang sekarang" in organizer.get("/staff/gelaran").text
    send(organizer, "/staff/gelaran/2031/terbit", published="0", same_roles="1")
    session.rollback()
    mine = select(Grant.edition_id).where(Grant.account_id == account_id_of(late))
    assert set(session.scalars(mine)) == {edition.id, next_one.id}


def test_the_list_of_editions_asks_as_much_for_five_as_for_two(organizer, next_one):
    def look():
        forget_all()
        with statements() as seen:
            organizer.get("/staff/gelaran")
        return len(seen)

    for_two = look()
    for number in range(3):
        values = {"code": f"204{number}", "name_id": "Pekan", "starts_on": f"204{number}-11-04", "ends_on": f"204{number}-11-10"}
        send(organizer, "/staff/gelaran/baru", **values)
    assert look() == for_two
