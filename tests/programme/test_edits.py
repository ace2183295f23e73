"""The organizer creates and edits events over HTTP, and looks at them first."""

from html import unescape

import pytest
from sqlalchemy import func, select

from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.festival.models import Event, EventChange
from culture_week.festival.states import ChangeKind
from tests.abuse.test_scripts import PAYLOADS, Markup
from tests.festival.test_routes import send
from tests.programme.test_office import festival, organizer, path_of, typed  # noqa: F401  fixtures among them

WORDS = {
    "title_id": "Tari Dulang",
    "title_en": "Tray Dance",
    "description_id": "Uraian",
    "kind": "performance",
    "category": "seni",
    "more_categories": "bahasa",
    "audience": "families",
    "access": "wheelchair",
}
GATES = {"opens_on": "2026-01-01", "opens_at": "08:00", "closes_on": "2026-01-01", "closes_at": "20:00"}


def event_called(code):
    session.rollback()
    return session.scalars(select(Event).where(Event.code == code)).one_or_none()


def new_values(festival, **changes):  # noqa: F811
    place = {name: value for name, value in typed(festival).items() if name.startswith(("place", "starts", "ends"))}
    return {"code": "e77", **WORDS, **place, "seen": ""} | changes


def test_a_new_event_is_looked_at_and_then_there(app, organizer, festival):  # noqa: F811
    preview = send(organizer, "/staff/acara/baru", step="preview", **new_values(festival))
    assert preview.status_code == 200 and "Tari Dulang" in preview.text and festival.venue.name in preview.text
    assert event_called("E77") is None
    assert send(organizer, "/staff/acara/baru", step="save", **new_values(festival)).headers["Location"] == "/staff/acara/E77"
    assert send(organizer, "/staff/acara/baru", step="save", **new_values(festival)).status_code == 422
    made = event_called("E77")
    assert (made.more_categories, made.access, made.audience.value) == (["bahasa"], ["wheelchair"], "families")
    assert "Tari Dulang" in app.test_client().get("/acara/E77").text


def test_an_edit_raises_the_revision_and_leaves_what_was(organizer, festival):  # noqa: F811
    path, code = path_of(festival, "/ubah"), festival.event.code
    assert send(organizer, path, step="preview", **WORDS, **GATES, seen="0").text.count("Tari Dulang") > 1
    assert event_called(code).revision == 0
    assert send(organizer, path, step="save", **WORDS, **GATES, seen="0").status_code == 303
    event = event_called(code)
    assert (event.revision, event.title) == (1, {"id": "Tari Dulang", "en": "Tray Dance"})
    change = session.scalars(select(EventChange)).one()
    assert change.kind is ChangeKind.EDIT and change.before["title"] == festival.event.title and "kind" not in change.after
    assert session.scalars(select(AuditEntry.details).where(AuditEntry.action == "edit")).one()["after"] == change.after
    late = send(organizer, path, step="save", **WORDS | {"title_id": "Lain"}, **GATES, seen="0")
    assert late.status_code == 409 and 'value="Lain"' in late.text
    assert send(organizer, path, step="save", **WORDS, **GATES, seen="1").status_code == 303  # nothing is different
    assert session.scalar(select(func.count()).select_from(EventChange)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "NOSUCH"}, {"access": "wings"}, {"title_id": " "}, {"title_id": "x" * 161}, {"category": ""}, {"description_id": "\x00"}],
)
def test_what_cannot_be_is_refused(organizer, festival, wrong):  # noqa: F811
    assert send(organizer, path_of(festival, "/ubah"), step="save", **WORDS | wrong, **GATES, seen="0").status_code == 422
    assert send(organizer, "/staff/acara/baru", step="save", **new_values(festival, **wrong)).status_code == 422
    assert event_called("E77") is None


def test_a10_a11_what_no_form_asks_for_changes_nothing(organizer, festival):  # noqa: F811
    """A10, A11: a state, a revision, an edition, a price in the body."""
    extra = {"state": "cancelled", "revision": "99", "edition_id": "7", "venue_id": "7", "price": "1", "code": "HACK", "id": "9"}
    assert send(organizer, path_of(festival, "/ubah"), step="save", **WORDS, **GATES, seen="0", **extra).status_code == 303
    event = event_called(festival.event.code)
    assert (event.state.value, event.revision, event.venue_id) == ("scheduled", 1, festival.venue.id)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a26_words_come_back_as_text(organizer, festival, payload):  # noqa: F811
    """A26: in the preview, which is a visitor's page, in the form, in the list and on the desk."""
    path = path_of(festival, "/ubah")
    values = WORDS | GATES | {"title_id": payload, "description_id": payload, "rain_plan_id": payload, "seen": "0"}
    preview = send(organizer, path, step="preview", **values)
    assert send(organizer, path, step="save", **values).status_code == 303
    for page in (preview, organizer.get(path), organizer.get("/staff/acara"), organizer.get(path_of(festival))):
        assert page.status_code == 200 and payload in unescape(page.text)
        assert [found for found in Markup(page.text).found if found[0] != "script"] == []
