"""kill -9 of the web server in the middle of bookings: what was acknowledged is there, what was not is placed once when sent again."""

import os
import random
import time

from sqlalchemy import select

from culture_week.core.database import db, session
from culture_week.insights.queries import broken_invariants
from culture_week.messages.models import Message
from culture_week.sales.models import Order
from tests.factories import make_festival, order_body
from tests.faults.processes import Buyers, call, free_port, kill, start_web

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))


def test_no_acknowledged_order_is_lost(app, say):
    offer = make_festival(size=100_000).event.offer
    session.remove()
    buyers = Buyers(lambda: order_body(offer, by_mail=random.random() < 0.5), at_once=6)
    for number in range(1, ROUNDS + 1):
        port = free_port()
        server = start_web(app, port)
        with buyers.booking(port):
            time.sleep(random.uniform(0.5, 1.0))
            kill(server)
        db.engine.dispose()
        assert not any(broken_invariants().values())
        session.remove()
        if number % 10 == 0:
            say(f"web server: {number} of {ROUNDS} kills")
    told, in_doubt = len(buyers.acknowledged), len(buyers.in_doubt)
    stored = len(set(session.scalars(select(Order.code))) - set(buyers.acknowledged))
    session.remove()
    assert told > ROUNDS * 10
    port = free_port()
    server = start_web(app, port)
    try:
        assert [key for key, order in buyers.in_doubt.items() if not buyers.send(port, key, order)] == []
        assert [code for code, secret in buyers.acknowledged.items() if not is_shown(port, code, secret)] == []
    finally:
        kill(server)
    db.engine.dispose()
    assert set(session.scalars(select(Order.code))) == set(buyers.acknowledged)
    assert set(session.scalars(select(Message.key))) == {f"order-confirmed:{code}" for code in buyers.acknowledged}
    say(f"web server killed {ROUNDS} times: {told} orders acknowledged, none lost; {in_doubt} without an answer ({stored} of them stored)")


def is_shown(port, code, secret):
    """Whether the site shows the order to whoever has its secret."""
    return call(port, "GET", f"/api/v1/orders/{code}", Authorization=f"Bearer {secret}")[0] == 200
