"""The figures against rows that were written one by one, on a real database, and their pages over HTTP."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from culture_week.accounts.states import Role
from culture_week.checkin.states import Verdict
from culture_week.core.contact import Channel
from culture_week.core.database import in_transaction, session
from culture_week.core.hours import by_day, read_cut
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Event
from culture_week.festival.states import Kind
from culture_week.insights.queries import figures
from tests.factories import book, make_account, make_device, make_edition, make_event, make_festival, make_venue, now, scan
from tests.journeys.test_staff import log_in

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def festival(app, client):
    """Two orders of three tickets, one person in, one refused twice."""
    festival = make_festival(size=10)
    first = book(client, festival.event.offer, 2).json
    book(client, festival.event.offer, 1, by_mail=True)
    festival.token = make_device(festival.venue.gate_id)
    for _ in range(2):
        scan(client, festival.token, qr=first["tickets"][0]["qr"])
    scan(client, festival.token, qr="CW1" + "0" * 26)
    forget_all()
    return festival


def this_hour():
    return f"{now():%Y-%m-%d %H}"


def test_figures_are_what_was_written(festival):
    edition_id = festival.edition.id
    assert figures.tickets_by_hour(edition_id) == [(this_hour(), 3)]
    assert figures.orders_by_channel(edition_id) == {Channel.WHATSAPP: 1, Channel.EMAIL: 1}
    assert figures.arrivals_by_hour_and_venue(edition_id) == [(this_hour(), festival.venue.name, 1)]
    assert dict(figures.refusals_by_verdict(edition_id)) == {Verdict.ALREADY_USED: 1, Verdict.UNKNOWN: 1}
    (event,) = figures.events_in_figures(edition_id)
    assert (event.size, event.tickets, event.entered, event.filled, event.stayed_away) == (10, 3, 1, 30, 2)
    one = figures.one_event(edition_id, festival.event.code)
    assert one.tickets == [(this_hour(), 3)] and one.refusals == [(Verdict.ALREADY_USED, 1)]
    assert [count for _minute, count in one.arrivals] == [1] and one.gates == [(festival.venue.gate_name, 1)]


def test_messages_wait_for_people_alone_as_the_home_of_the_desk_has_it(app, festival):
    """The mail is the worker's; the message by WhatsApp is not."""
    client, figure = app.test_client(), r"Pesan menunggu Anda kirim(?:</a>)?</dt><dd>1</dd>"
    log_in(client, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    for path in ("/staff", "/staff/angka"):
        assert re.search(figure, client.get(path).text), path


def test_cancelled_orders_and_practice_do_not_count(festival, client):
    order = book(client, festival.event.offer, 3).json
    client.post(f"/api/v1/orders/{order['code']}/cancel", headers={"Authorization": f"Bearer {order['secret']}"})
    practice = make_event(festival.edition, festival.venue, kind=Kind.TRAINING)
    ticket = book(client, practice.offer).json["tickets"][0]
    scan(client, festival.token, qr=ticket["qr"])
    forget_all()
    assert figures.tickets_by_hour(festival.edition.id) == [(this_hour(), 3)]
    assert sum(count for *_, count in figures.arrivals_by_hour_and_venue(festival.edition.id)) == 1
    assert figures.one_event(festival.edition.id, practice.code).tickets == [(this_hour(), 1)]


def test_a16_another_edition_is_not_counted(festival, client):
    """A16: the canary is an event of another edition at the same place."""
    other = make_edition(published_at=None)
    canary = make_event(other, make_venue(other))
    book(client, canary.offer, 5)
    forget_all()
    assert figures.tickets_by_hour(festival.edition.id) == [(this_hour(), 3)]
    assert [event.code for event in figures.events_in_figures(festival.edition.id)] == [festival.event.code]
    staff = client.application.test_client()
    log_in(staff, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    assert canary.title["id"] not in staff.get("/staff/angka").text
    assert staff.get(f"/staff/angka/acara/{canary.code}").status_code == 404


def test_days_are_the_citys_and_without_gaps():
    counts = [("2026-11-24 16", 1), ("2026-11-24 17", 2), ("2026-11-26 01", 4)]
    assert by_day(counts, JAKARTA) == {date(2026, 11, 24): 1, date(2026, 11, 25): 2, date(2026, 11, 26): 4}
    assert by_day([("2026-11-24 16", 1), ("2026-11-27 01", 1)], JAKARTA)[date(2026, 11, 26)] == 0
    assert by_day([], JAKARTA) == {}
    assert read_cut("2026-11-24 12:30") == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def end(event_id):
    event = session.get(Event, event_id)
    event.starts_at, event.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)


def test_pages_show_them_and_who_stayed_away_once_it_is_over(festival, client):
    staff = client.application.test_client()
    log_in(staff, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    page = staff.get("/staff/angka").text
    assert "<dd>3</dd>" in page and "<dd>30%</dd>" in page and 'data-label="Tidak datang">–' in page
    in_transaction(end, event_id=festival.event.id)
    forget_all()
    page = staff.get("/en/staff/angka").text
    assert "<dd>66%</dd>" in page and "Ticket already used" in page and page.count('<svg class="plot"') == 3
    one = staff.get(f"/staff/angka/acara/{festival.event.code}").text
    assert festival.venue.gate_name in one and one.count('<svg class="plot"') == 2
    assert staff.get("/staff/angka/acara/NONE").status_code == 404


def test_empty_pages_say_what_will_be_there(app, client):
    log_in(client, make_account(Role.ADMIN))
    assert "Belum ada acara bertiket" in client.get("/staff/angka").text
    festival = make_festival()
    page = client.get("/staff/angka").text
    assert "Gambar muncul begitu" in page and festival.event.title["id"] in page
    assert "Gambar muncul begitu" in client.get(f"/staff/angka/acara/{festival.event.code}").text
