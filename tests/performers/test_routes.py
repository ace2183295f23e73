"""Organizers name groups and say who performs where, over HTTP."""

from sqlalchemy import select

from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.performers.queries import group_codes_of
from tests.festival.test_routes import send
from tests.programme.test_office import festival, organizer, path_of  # noqa: F401  fixtures


def test_groups_and_the_order_of_an_evening(app, organizer, festival):  # noqa: F811
    for code in ("A", "B", "C"):
        assert send(organizer, "/staff/kelompok/baru", code=code, name=f"Sanggar {code}").status_code == 303
    assert send(organizer, "/staff/kelompok/baru", code="a", name="Lain").status_code == 422
    assert send(organizer, "/staff/kelompok/A", name="Sanggar Angsana").status_code == 303
    path = path_of(festival, "/penampil")
    assert send(organizer, path, groups=["A", "C"], **{"place-A": "2", "place-C": "1", "place-B": "x"}).status_code == 303
    session.rollback()
    assert group_codes_of(festival.event.id) == ["C", "A"]
    page = app.test_client().get(f"/acara/{festival.event.code}").text
    assert page.index("Sanggar C") < page.index("Sanggar Angsana")
    assert send(organizer, path, groups=["NOSUCH"]).status_code == 422
    assert send(organizer, path).status_code == 303
    session.rollback()
    assert group_codes_of(festival.event.id) == []
    told = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "set_line_up").order_by(AuditEntry.id)).all()
    set_up, taken_down = told
    assert set_up == {"before": {"groups": []}, "after": {"groups": ["C", "A"]}}
    assert taken_down == {"before": {"groups": ["C", "A"]}, "after": {"groups": []}}
