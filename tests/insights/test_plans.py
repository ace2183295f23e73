"""Planned exports: made once when due, told by mail without what is in them, open to their own account alone, gone after a week."""

from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from culture_week.accounts.actions import grant_role
from culture_week.accounts.models import Grant
from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from culture_week.insights import jobs
from culture_week.insights.actions import exports
from culture_week.insights.jobs import make_exports, path_of
from culture_week.insights.models import ExportFile, ExportPlan
from culture_week.insights.queries.plans import files_to_make
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState
from tests.accounts.people import account_id_of
from tests.factories import book, make_account, make_export, make_festival, now
from tests.journeys.test_staff import log_in, token_on

PATH = "/staff/angka/ekspor"


@pytest.fixture
def festival(app, client):
    festival = make_festival()
    book(client, festival.event.offer, 2)
    return festival


def person(app, festival, role=Role.ORGANIZER):
    email = make_account(role, edition_id=festival.edition.id)
    client = app.test_client()
    log_in(client, email)
    client.email = email
    return client


def post(staff, path, **data):
    return staff.post(f"{PATH}/{path}", data={"csrf_token": token_on(staff, "/staff"), **data})


def test_plan_is_made_once_told_without_its_content_and_taken(app, festival):
    staff = person(app, festival)
    assert post(staff, "terjadwal", planned="tickets", planned_format="csv", weekday="", hour="6").status_code == 303
    assert "Setiap hari, 06.00" in staff.get(PATH).text
    in_transaction(lambda: session.execute(update(ExportPlan).values(next_at=now())))
    assert [make_exports(), make_exports()] == [1, 0]
    (mail,) = session.scalars(select(Message).where(Message.template == "insights/export_ready"))
    assert mail.recipient == staff.email and mail.context["link"] == f"http://localhost{PATH}" and mail.context["rows"] == 2
    (file,) = session.scalars(select(ExportFile))
    assert file.name in staff.get(PATH).text and file.name not in str(mail.context)
    taken = post(staff, f"berkas/{file.name}")
    assert taken.status_code == 200 and len(taken.data.decode().splitlines()) == 3
    assert taken.headers["Cache-Control"] == "no-store" and "attachment" in taken.headers["Content-Disposition"]


def test_a18_a_file_opens_for_its_own_account_alone(app, festival):
    """A18: the link of A in the hands of B, of somebody without the right, and of nobody."""
    owner, other, desk = person(app, festival), person(app, festival, Role.ADMIN), person(app, festival, Role.DESK)
    made = make_export(owner.email)
    assert post(owner, f"berkas/{made.file}").status_code == 200
    assert post(other, f"berkas/{made.file}").status_code == 404
    assert made.file not in other.get(PATH).text
    assert post(desk, f"berkas/{made.file}").status_code == 403
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        assert app.test_client().post(f"{PATH}/berkas/{made.file}").status_code == 401
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert post(other, f"terjadwal/{made.code}/henti").status_code == 404
    for name in ("../secret_key", "..%2Fsecret_key", "none"):
        assert post(owner, f"berkas/{name}").status_code == 404


def test_who_loses_the_right_gets_nothing_more(app, festival):
    staff = person(app, festival)
    make_export(staff.email)
    in_transaction(lambda: session.execute(update(ExportPlan).values(next_at=now())))
    in_transaction(lambda: session.execute(update(Grant).where(Grant.role == Role.ORGANIZER).values(role=Role.GATE)))
    assert make_exports() == 0 and files_to_make() == []
    assert session.scalar(select(ExportPlan.ended_at)) is not None


def test_a20_a_plan_ends_with_the_right_and_does_not_come_back_with_it(app, festival):
    """A20: whoever is let go and taken on again plans anew; what was not sent by then never is."""
    staff = person(app, festival)
    made = make_export(staff.email)
    held = update(Grant).where(Grant.role == Role.ORGANIZER)
    in_transaction(lambda: session.execute(held.values(revoked_at=now(), revoked_by="test")))
    in_transaction(grant_role, account_id=account_id_of(staff.email), role=Role.ADMIN, by="test", now=now())
    assert make_exports() == 0
    assert session.execute(select(ExportPlan.code, ExportPlan.ended_at.is_(None))).all() == [(made.code, False)]
    states = session.scalars(select(Message.state).where(Message.template == "insights/export_ready")).all()
    assert states == [MessageState.DROPPED]


def test_a20_a_right_lost_while_a_file_is_made_leaves_none(app, festival):
    """A20: it is asked again when the file is there."""
    staff = person(app, festival)
    make_export(staff.email)
    in_transaction(lambda: session.execute(update(ExportPlan).values(next_at=now())))
    in_transaction(exports.order_due_files, zone=ZoneInfo("Asia/Jakarta"), now=now())
    (file,) = files_to_make()
    in_transaction(lambda: session.execute(update(Grant).values(revoked_at=now(), revoked_by="test")))
    jobs._make(file)
    assert not path_of(file).exists() and files_to_make() == []
    assert session.scalar(select(func.count()).where(Message.template == "insights/export_ready")) == 1  # the first one's


def test_a_plan_that_is_ended_while_a_file_is_made_leaves_none(app, festival):
    staff = person(app, festival)
    post(staff, "terjadwal", planned="orders", planned_format="csv", weekday="", hour="6")
    in_transaction(lambda: session.execute(update(ExportPlan).values(next_at=now())))
    in_transaction(exports.order_due_files, zone=ZoneInfo("Asia/Jakarta"), now=now())
    (file,) = files_to_make()
    in_transaction(exports.end_plan, plan=file.plan, by="test", now=now())
    jobs._make(file)
    assert not path_of(file).exists()


def test_a_file_that_cannot_be_made_holds_up_no_other(app, festival):
    for _ in range(2):
        post(person(app, festival), "terjadwal", planned="orders", planned_format="csv", weekday="", hour="6")
    in_transaction(lambda: session.execute(update(ExportPlan).values(next_at=now())))
    in_transaction(exports.order_due_files, zone=ZoneInfo("Asia/Jakarta"), now=now())
    first, second = files_to_make()
    draft = path_of(first).with_suffix(".part")
    draft.mkdir(parents=True)  # where it should be written nothing can be
    assert make_exports() == 1 and path_of(second).exists()
    draft.rmdir()
    assert make_exports() == 1 and path_of(first).exists()


def test_a_file_is_gone_after_its_week_and_a_lost_one_is_said_to_be(app, festival):
    staff = person(app, festival)
    made = make_export(staff.email)
    path = path_of(SimpleNamespace(name=made.file))
    assert path.exists()
    path.rename(path.with_suffix(".away"))
    assert post(staff, f"berkas/{made.file}").status_code == 410
    path.with_suffix(".away").rename(path)
    in_transaction(lambda: session.execute(update(ExportFile).values(expires_at=now())))
    assert post(staff, f"berkas/{made.file}").status_code == 404
    make_exports()
    assert not path.exists() and session.scalars(select(ExportFile)).all() == []


def test_a_plan_can_be_ended(app, festival):
    staff = person(app, festival)
    made = make_export(staff.email)
    assert post(staff, f"terjadwal/{made.code}/henti").status_code == 303
    in_transaction(lambda: session.execute(update(ExportPlan).values(next_at=now())))
    assert make_exports() == 0
    assert post(staff, "terjadwal", planned="nonsense", planned_format="csv", weekday="9", hour="25").status_code == 422
