"""Many at once for little. Each race is run again as a control, by the product's own code with its guard cut out, and must go wrong."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from sqlalchemy import text

from culture_week.accounts.actions.links import offer_mailed_log_in
from culture_week.accounts.states import Purpose, Role
from culture_week.core.database import in_transaction, session
from culture_week.insights.queries import broken_invariants
from tests.accounts.people import PIN, link_of, make_guest, make_invitation, offer_reset, post
from tests.factories import PASSWORD, book, make_account, make_device, make_festival, now, scan
from tests.fuzz.pages import Page
from tests.races import guards
from tests.races.guards import without

AT_ONCE = 16
# A race without its guard goes wrong more often than not, but not each time.
CONTROL_TRIES = 20
_numbers = count()


def all_at_once(app, calls):
    """Runs the calls in threads, each in a context of its own; returns their answers."""

    def run(call):
        with app.app_context():
            try:
                return call()
            finally:
                session.remove()

    session.remove()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, calls))


def sell_50_places_to_200(app):
    """How many of the buyers get a place, and how many are told that there is none."""
    festival = make_festival(size=50)
    answers = all_at_once(app, [lambda: book(app.test_client(), festival.event.offer)] * 200)
    statuses = [answer.status_code for answer in answers]
    return statuses.count(201), statuses.count(409)


def test_200_buyers_for_50_places(app):
    assert sell_50_places_to_200(app) == (50, 150)
    assert not any(broken_invariants().values())


def test_control_200_buyers_for_50_places(bare_app):
    with without(guards.PLACES_ARE_LEFT):
        sold, _refused = sell_50_places_to_200(bare_app)
    assert sold > 50
    assert broken_invariants()["I02 never oversold, counted from tickets"]


def show_one_ticket_at_16_gates(app):
    """How many gates say welcome, and how many say that it was used."""
    festival = make_festival()
    qr = book(app.test_client(), festival.event.offer).json["tickets"][0]["qr"]
    tokens = [make_device(festival.venue.gate_id) for _ in range(AT_ONCE)]
    answers = all_at_once(app, [lambda token=token: scan(app.test_client(), token, qr=qr) for token in tokens])
    verdicts = [answer.json.get("verdict") for answer in answers]
    return verdicts.count("welcome"), verdicts.count("already-used")


def test_one_ticket_at_16_gates(app):
    assert show_one_ticket_at_16_gates(app) == (1, AT_ONCE - 1)
    assert not any(broken_invariants().values())


def test_control_one_ticket_at_16_gates(bare_app):
    with without(guards.TICKET_IS_NOT_USED_UP):
        assert any(show_one_ticket_at_16_gates(bare_app)[0] > 1 for _ in range(CONTROL_TRIES))
    assert broken_invariants()["I08 entries equal the ticket's counter"]


def send_one_key_20_times(app):
    """The codes that the requests are answered with, and how many orders there are."""
    festival = make_festival()
    calls = [lambda: book(app.test_client(), festival.event.offer, key="the-one-key", phone="0861-1000-0009")] * 20
    codes = {answer.json.get("code") for answer in all_at_once(app, calls)}
    return codes, session.execute(text('SELECT COUNT(*) FROM "order"')).scalar_one()


def test_one_key_20_times(app):
    codes, orders = send_one_key_20_times(app)
    assert (len(codes), orders) == (1, 1) and None not in codes


def test_control_one_key_20_times(bare_app):
    with without(guards.ONE_RESULT_A_KEY):
        _codes, orders = send_one_key_20_times(bare_app)
    assert orders > 1


def cancel_and_scan(app):
    """Whether the buyer's cancelling and the gate's scan of the same ticket each won."""
    festival = make_festival()
    token = make_device(festival.venue.gate_id)
    order = book(app.test_client(), festival.event.offer).json
    bearer = {"Authorization": f"Bearer {order['secret']}"}
    cancelled, scanned = all_at_once(
        app,
        [
            lambda: app.test_client().post(f"/api/v1/orders/{order['code']}/cancel", headers=bearer),
            lambda: scan(app.test_client(), token, qr=order["tickets"][0]["qr"]),
        ],
    )
    return cancelled.status_code == 200, scanned.json.get("verdict") == "welcome"


def test_cancelling_against_scanning(app):
    for _ in range(10):
        assert cancel_and_scan(app) in ((True, False), (False, True))
    assert not any(broken_invariants().values())


def test_control_cancelling_against_scanning(app):
    with without(guards.TICKET_IS_VALID, guards.TICKET_WAS_NEVER_USED):
        assert any(cancel_and_scan(app) == (True, True) for _ in range(CONTROL_TRIES))


def organizers(app):
    """Two who are logged in, and the page on which they change the festival's event."""
    festival = make_festival()
    clients = [app.test_client() for _ in range(2)]
    for client in clients:
        email = make_account(Role.ADMIN, edition_id=festival.edition.id)
        assert post(client, "/staff/masuk", email=email, password=PASSWORD).status_code == 303
    return clients, f"/staff/acara/{festival.event.code}/ubah"


def change_one_event(app, clients, path):
    """Both open the page, then both save; how each of them is answered."""
    forms = [next(form for form in Page(path, client.get(path).text).forms if form.action == path) for client in clients]
    filled = [{name: field.value for name, field in form.fields.items() if field.value} for form in forms]

    def save(number):
        return clients[number].post(path, data=filled[number] | {"title_id": f"Tari {next(_numbers)}"})

    calls = [lambda: save(0), lambda: save(1)]
    return sorted(answer.status_code for answer in all_at_once(app, calls))


def test_two_organizers_change_one_event(app):
    clients, path = organizers(app)
    assert [change_one_event(app, clients, path) for _ in range(10)] == [[303, 409]] * 10


def test_control_two_organizers_change_one_event(bare_app):
    clients, path = organizers(bare_app)
    with without(guards.EVENT_IS_AS_SEEN):
        assert any(change_one_event(bare_app, clients, path) == [303, 303] for _ in range(CONTROL_TRIES))


def pin_link():
    return make_guest(Role.GROUP).link, {"pin": PIN, "again": PIN}


def mailed_link():
    guest = make_guest(Role.GROUP, email=f"sanggar{next(_numbers)}@contoh.id")
    in_transaction(offer_mailed_log_in, account_id=guest.id, language="id", now=now())
    return link_of(guest.id, "masuk/surel", Purpose.SIGN_IN), {}


def reset_link():
    return offer_reset(make_account(Role.GATE)), {"new_password": "another good long password"}


def invitation():
    return make_invitation(), {"name": "Budi Contoh", "new_password": "another good long password", "email": "budi{n}@contoh.id"}


ONCE = {make.__name__: (make, guards.LINK_IS_OPEN) for make in (pin_link, mailed_link, reset_link)}
ONCE["invitation"] = (invitation, guards.NOBODY_HAS_ACCEPTED)


def open_one_link_twice(app, make):
    """How two are answered who press the button behind the same link."""
    path, typed = make()
    calls = []
    for _ in range(2):
        client = app.test_client()
        token = Page(path, client.get(path).text).forms[-1].fields["csrf_token"].value
        filled = {name: value.replace("{n}", str(next(_numbers))) for name, value in typed.items()} | {"csrf_token": token}
        calls.append(lambda client=client, filled=filled: client.post(path, data=filled))
    return sorted(answer.status_code for answer in all_at_once(app, calls))


@pytest.mark.parametrize("make", [make for make, _guard in ONCE.values()])
def test_one_link_twice(app, make):
    assert open_one_link_twice(app, make) == [303, 410]


@pytest.mark.parametrize(("make", "guard"), ONCE.values())
def test_control_one_link_twice(app, make, guard):
    with without(guard):
        assert any(open_one_link_twice(app, make) == [303, 303] for _ in range(CONTROL_TRIES))


def undo_while_other_gates_scan(app):
    """How the first gate's undo, pressed twice, is answered, and at how many other gates the same ticket goes in."""
    festival = make_festival()
    qr = book(app.test_client(), festival.event.offer).json["tickets"][0]["qr"]
    first, *others = [make_device(festival.venue.gate_id) for _ in range(AT_ONCE - 1)]
    scan_id = f"the-first-scan-{next(_numbers)}"
    assert scan(app.test_client(), first, qr=qr, scan_id=scan_id).json["verdict"] == "welcome"
    bearer = {"Authorization": f"Bearer {first}"}
    undo = [lambda: app.test_client().post(f"/api/v1/scans/{scan_id}/undo", headers=bearer)] * 2
    scans = [lambda token=token: scan(app.test_client(), token, qr=qr) for token in others]
    undone, scanned = (answers := all_at_once(app, undo + scans))[:2], answers[2:]
    return [answer.json.get("given_back") for answer in undone], [answer.json.get("verdict") for answer in scanned].count("welcome")


def test_undo_while_other_gates_scan(app):
    given_back, let_in = undo_while_other_gates_scan(app)
    assert given_back == [1, 1]
    assert let_in in (0, 1)
    assert session.execute(text("SELECT entries FROM ticket")).scalar_one() == let_in
    assert not any(broken_invariants().values())


def test_control_undo_while_other_gates_scan(bare_app):
    with without(guards.TICKET_IS_NOT_USED_UP):
        assert any(undo_while_other_gates_scan(bare_app)[1] > 1 for _ in range(CONTROL_TRIES))
