"""Many at once for little. Each race is run again as a control, by the product's own code with its guard cut out, and must go wrong."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from culture_week.core.database import session
from culture_week.insights.queries import broken_invariants
from tests.factories import book, make_device, make_festival, scan
from tests.races import guards
from tests.races.guards import without

AT_ONCE = 16
# A race without its guard goes wrong more often than not, but not each time.
CONTROL_TRIES = 20


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
