"""The committee's front desk: doors stand in groups, and nobody sees a door that does not open."""

import re

import pytest

from culture_week.accounts.states import Role
from tests.factories import make_account, make_event, make_festival, make_venue
from tests.journeys.test_staff import log_in

ALL = ["programme", "door", "bookings", "figures", "accounts"]


@pytest.mark.parametrize(("role", "groups"), [(Role.GATE, ["door"]), (Role.STAGE_MANAGER, ["programme"]), (Role.ADMIN, ALL)])
def test_doors_stand_in_groups_for_each_role(app, role, groups):
    festival = make_festival()
    client = app.test_client()
    log_in(client, make_account(role, **({"edition_id": festival.edition.id} if role is not Role.ADMIN else {})))
    page = client.get("/staff").text
    assert re.findall(r'aria-labelledby="(\w+)"', page) == groups


def test_a_door_on_the_home_page_opens(app):
    make_festival()
    client = app.test_client()
    log_in(client, make_account(Role.ADMIN))
    doors = re.findall(r'class="door__title"><a class="stretched" href="([^"]+)"', client.get("/staff").text)
    assert len(doors) > len(ALL)
    assert {door: client.get(door).status_code for door in doors} == dict.fromkeys(doors, 200)


def test_who_may_only_say_that_it_runs_late_finds_the_events_of_their_venue(app):
    festival = make_festival()
    other = make_event(festival.edition, make_venue(festival.edition))
    client = app.test_client()
    log_in(client, make_account(Role.STAGE_MANAGER, edition_id=festival.edition.id, venue_id=festival.venue.id))
    page = client.get("/staff/acara").text
    assert f"/staff/acara/{festival.event.code}" in page and f"/staff/acara/{other.code}" not in page
    assert "/staff/acara/baru" not in page
