"""Two organizers with the same page open: the slower one is told, nothing of the faster one's is lost, and what was typed stays."""

import re
from typing import Any

import pytest

from culture_week.core.short_memory import forget_all
from tests.abuse.office_deeds import fill_in
from tests.factories import make_office
from tests.fuzz.pages import Page
from tests.journeys.test_staff import token_on
from tests.programme.test_office import festival, organizer  # noqa: F401  fixtures

# By the page: what the faster one and the slower one type, and in which field.
FORMS = {
    "/staff/gelaran/{edition_code}": "name_id",
    "/staff/tempat/{venue_code}": "address",
    "/staff/tempat/{venue_code}/area/{area_code}": "name",
    "/staff/tempat/{venue_code}/gerbang/{gate_code}": "name",
    "/staff/pengumuman/{announcement_code}": "text_id",
    "/staff/kelompok/{group_code}": "name",
    "/staff/acara/{event_code}/tiket/{offer_code}": "title_id",
    "/staff/acara/{event_code}/ubah": "title_id",
}


def typed_in(client: Any, path: str) -> dict[str, str]:
    """What stands in the page's form."""
    form = Page(path, client.get(path).text).forms[-1]
    first = {name: field.choices[0] for name, field in form.fields.items() if field.kind == "select" and field.choices}
    return first | {name: field.value for name, field in form.fields.items() if field.value}


@pytest.mark.parametrize("path", FORMS)
def test_the_slower_one_is_told_and_may_go_on(organizer, festival, path):  # noqa: F811
    office = make_office(festival) | {"venue_code": festival.venue.code, "event_code": festival.event.code}
    path, field = path.format(**office | {"gate_code": festival.venue.gate_code}), FORMS[path]
    opened = typed_in(organizer, path) | {"step": "save"}
    assert organizer.post(path, data=opened | {field: "Lebih cepat"}).status_code == 303
    late = organizer.post(path, data=opened | {field: "Lebih lambat"})
    assert late.status_code == 409 and "baru saja diubah orang lain" in late.text and 'value="Lebih lambat"' in late.text
    forget_all()
    assert "Lebih cepat" in organizer.get(path).text
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', late.text)[1]
    assert organizer.post(path, data=opened | {field: "Lebih lambat", "seen": seen}).status_code == 303
    assert "Lebih lambat" in organizer.get(path).text


def test_the_order_of_an_evening(organizer, festival):  # noqa: F811
    for code in ("A", "B"):
        fill_in(organizer, "/staff/kelompok/baru", code=code, name=f"Sanggar {code}")
    path = f"/staff/acara/{festival.event.code}/penampil"
    opened = {"csrf_token": token_on(organizer, path), "seen": typed_in(organizer, path)["seen"]}
    assert organizer.post(path, data=opened | {"groups": "A", "place-A": "1"}).status_code == 303
    late = organizer.post(path, data=opened | {"groups": "B", "place-B": "7"})
    assert late.status_code == 409 and 'name="place-B" value="7"' in late.text
    assert re.search(r'value="B"[^>]*checked|checked[^>]*value="B"', late.text)
