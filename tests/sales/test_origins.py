"""Where buyers come from: asked after booking, answered by who likes to, and never shown of a few."""

import pytest
from sqlalchemy import select

from culture_week.accounts.states import Role
from culture_week.core.database import session
from culture_week.sales.models import Order
from culture_week.sales.origins import DISTRICTS, ELSEWHERE, NEIGHBOURHOODS, NOT_SAID
from culture_week.sales.rules import OTHERS, origins_to_show
from culture_week.ticketing.queries.orders import orders_by_origin
from tests.factories import book, make_account, make_edition, make_event, make_festival, make_venue
from tests.journeys.test_staff import log_in

PABATU, LUBUK_BARU, LALANG, DURIAN = "12.76.01.1001", "12.76.01.1002", "12.76.02.1009", "12.76.04.1001"


def test_all_kelurahan_of_the_city_are_there():
    assert len(NEIGHBOURHOODS) == 35 and [len(district.neighbourhoods) for district in DISTRICTS] == [7] * 5
    assert all(code.startswith("12.76.") for code in NEIGHBOURHOODS)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({PABATU: 5, ELSEWHERE: 7}, {PABATU: 5, ELSEWHERE: 7}),
        ({PABATU: 4}, {}),
        ({PABATU: 3, LUBUK_BARU: 3}, {"12.76.01": 6}),
        ({PABATU: 9, LUBUK_BARU: 4}, {PABATU: 9}),
        ({PABATU: 4, LALANG: 4, ELSEWHERE: 1}, {OTHERS: 9}),
        ({PABATU: 4, LUBUK_BARU: 4, LALANG: 2, DURIAN: 2, NOT_SAID: 2}, {"12.76.01": 8, OTHERS: 6}),
        ({}, {}),
    ],
)
def test_few_are_never_shown(counts, shown):
    assert origins_to_show(counts) == shown


def order_path(client, offer):
    order = book(client, offer, 2).json
    return f"/pesanan/{order['code']}/{order['secret']}"


def test_an_answer_is_kept_and_can_be_changed(client):
    path = order_path(client, make_festival().event.offer)
    assert "boleh dilewati" in client.get(path).text
    for origin in (PABATU, NOT_SAID):
        answer = client.post(f"{path}/asal", data={"origin": origin})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#asal")
        session.rollback()
        assert session.scalar(select(Order.origin)) == origin
    page = client.get(path).text
    assert "Terima kasih" in page and f'<option selected value="{NOT_SAID}">' in page
    assert client.post(f"{path[:-1]}X/asal", data={"origin": PABATU}).status_code == 404


@pytest.mark.parametrize("origin", ["", "12.76", "99.99.99.9999", "<b>", "x" * 300])
def test_other_answers_are_refused(client, origin):
    path = order_path(client, make_festival().event.offer)
    answer = client.post(f"{path}/asal", data={"origin": origin})
    assert answer.status_code == 422 and "Pilih salah satu" in answer.text
    session.rollback()
    assert session.scalar(select(Order.origin)) is None


def test_orders_of_an_edition_are_counted_once_each(client):
    festival, other = make_festival(size=100), make_edition()
    elsewhere = make_event(other, make_venue(other))
    for offer, origin, times in ((festival.event.offer, PABATU, 5), (festival.event.offer, LALANG, 2), (elsewhere.offer, PABATU, 3)):
        for _ in range(times):
            client.post(f"{order_path(client, offer)}/asal", data={"origin": origin})
    cancelled = order_path(client, festival.event.offer)
    client.post(f"{cancelled}/asal", data={"origin": PABATU})
    client.post(f"{cancelled}/batal")
    session.rollback()
    assert orders_by_origin(festival.edition.id) == {PABATU: 5}


def test_the_city_sees_it_by_name(client, app):
    festival = make_festival(size=100)
    for _ in range(5):
        client.post(f"{order_path(client, festival.event.offer)}/asal", data={"origin": PABATU})
    for origin in (LUBUK_BARU, LUBUK_BARU, LALANG):
        client.post(f"{order_path(client, festival.event.offer)}/asal", data={"origin": origin})
    staff = app.test_client()
    log_in(staff, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    page = staff.get("/staff/angka").text
    assert "Pabatu" in page and "Lubuk Baru" not in page and "Lalang" not in page
