"""Many at once for little; each with its negative control, which must oversell when the guard is gone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import bindparam, text, update

from culture_week.core import database
from culture_week.core.database import session, table_of
from culture_week.insights.queries import broken_invariants
from culture_week.sales import actions as sales
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


def test_control_without_the_guard_too_many_are_sold(app, monkeypatch):
    """The quota's condition, its CHECK and the write lock removed: the set-up really races."""
    festival = make_festival(size=1000)
    quota = table_of(Quota).c
    sold = []

    def check_then_write(lines):
        seen = session.execute(text("SELECT sold FROM quota")).scalar_one()
        session.execute(text("SELECT pg_sleep(0.002)") if session.get_bind().dialect.name == "postgresql" else text("SELECT 1"))
        if seen >= 50:
            raise sales.SoldOut()
        session.execute(update(table_of(Quota)).values(sold=bindparam("n")), {"n": seen + 1})
        sold.append(seen)

    assert quota is not None
    monkeypatch.setattr(sales, "_sell_places", check_then_write)
    monkeypatch.setattr(database, "_turn", lambda engine: database._no_turn())
    monkeypatch.setattr(database, "_is_repeatable", lambda error: True)
    monkeypatch.setattr(database, "TRIES", 200)
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite refuses a stale snapshot by itself: see test_control_on_sqlite")
    answers = all_at_once(app, [lambda: book(app.test_client(), festival.event.offer)] * 200)
    assert [answer.status_code for answer in answers].count(201) > 50


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
