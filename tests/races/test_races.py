"""Many at once for little; each with its negative control, which must oversell when the guard is gone."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import bindparam, text, update

from culture_week.core.database import in_transaction, session, table_of
from culture_week.insights.queries import broken_invariants
from culture_week.sales.models import Quota
from culture_week.ticketing import actions as ticketing
from culture_week.ticketing.models import Ticket
from tests.factories import book, make_device, make_festival, scan

AT_ONCE = 16


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


def test_200_buyers_for_50_places(app):
    festival = make_festival(size=50)
    answers = all_at_once(app, [lambda: book(app.test_client(), festival.event.offer)] * 200)
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (50, 150)
    assert not any(broken_invariants().values())


def test_control_checking_before_the_write_transaction_oversells(app):
    """The conditional UPDATE and the write lock around the check removed: the same crowd gets more than 50 places."""
    make_festival(size=1000)

    def careless():
        seen = session.execute(text("SELECT sold FROM quota")).scalar_one()
        time.sleep(0.002)
        if seen >= 50:
            return 409
        in_transaction(lambda: session.execute(update(Quota).values(sold=seen + 1)))
        return 201

    assert all_at_once(app, [careless] * 200).count(201) > 50


def test_one_ticket_at_16_gates(app):
    festival = make_festival()
    qr = book(app.test_client(), festival.event.offer).json["tickets"][0]["qr"]
    tokens = [make_device(festival.venue.gate_id) for _ in range(AT_ONCE)]
    answers = all_at_once(app, [lambda token=token: scan(app.test_client(), token, qr=qr) for token in tokens])
    verdicts = [answer.json["verdict"] for answer in answers]
    assert (verdicts.count("welcome"), verdicts.count("already-used")) == (1, AT_ONCE - 1)
    assert not any(broken_invariants().values())


def test_one_key_20_times(app):
    festival = make_festival()
    phone = "0861-1000-0009"
    calls = [lambda: book(app.test_client(), festival.event.offer, key="the-one-key", phone=phone)] * 20
    answers = all_at_once(app, calls)
    codes = {answer.json.get("code") for answer in answers}
    assert len(codes) == 1 and None not in codes
    assert session.execute(text('SELECT COUNT(*) FROM "order"')).scalar_one() == 1


def test_cancelling_against_scanning(app):
    festival = make_festival(size=100)
    token = make_device(festival.venue.gate_id)
    for _ in range(10):
        order = book(app.test_client(), festival.event.offer).json
        bearer = {"Authorization": f"Bearer {order['secret']}"}
        cancelled, scanned = all_at_once(
            app,
            [
                lambda order=order, bearer=bearer: app.test_client().post(f"/api/v1/orders/{order['code']}/cancel", headers=bearer),
                lambda order=order: scan(app.test_client(), token, qr=order["tickets"][0]["qr"]),
            ],
        )
        assert (cancelled.status_code == 200) != (scanned.json["verdict"] == "welcome")
    assert not any(broken_invariants().values())


def test_control_unguarded_admission_lets_many_in(app, monkeypatch):
    """Without the ticket's condition and the unique entry, one ticket would admit more than once."""
    festival = make_festival()
    qr = book(app.test_client(), festival.event.offer).json["tickets"][0]["qr"]
    token = make_device(festival.venue.gate_id)
    ticket = table_of(Ticket).c
    unguarded = update(table_of(Ticket)).where(ticket.id == bindparam("ticket"), bindparam("generation_seen") > 0).values(state="valid")
    monkeypatch.setattr(ticketing, "_ADMIT", unguarded)
    monkeypatch.setattr(ticketing, "_ENTER", text("SELECT 1 WHERE :ticket_id > 0 OR :event_id > 0 OR :gate_id > 0"))
    monkeypatch.setattr(ticketing, "session", _Loose())
    verdicts = [scan(app.test_client(), token, qr=qr).json["verdict"] for _ in range(3)]
    assert verdicts.count("welcome") == 3


class _Loose:
    """Runs what it is given with only the values that the statement knows."""

    def execute(self, statement, values):
        known = {name: values[name] for name in values if name in statement.compile().params}
        return session.execute(statement, known)
