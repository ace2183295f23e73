"""Editions over HTTP: made, published, and planned by whoever may plan that very edition."""

import re

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
    """A15: neither chosen, nor kept after the role there, or the one in the current edition, was taken."""
    other = make_edition(published_at=None)
    assert send(organizer, f"/staff/gelaran/{other.code}/kerjakan").status_code == 404
    for kept, status in ((edition, 200), (other, 403)):
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
        assert answer.status_code == status and "Anda mengerjakan" not in answer.text


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
    assert (told.subject, told.details) == ("edition:2031", {"source": edition.code, "roles": 3})
    client = app.test_client()
    log_in(client, gate)
    assert client.get("/staff/gerbang").status_code == 200
    assert "Beri peran yang sama" not in organizer.get("/staff/gelaran").text


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
