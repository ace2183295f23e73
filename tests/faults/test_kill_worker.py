"""kill -9 of the message worker in the middle of deliveries: each acknowledged order is told at least once, and twice only for a kill."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import timedelta
from email import message_from_bytes
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from config import PROJECT
from culture_week.core.database import db, in_transaction, session
from culture_week.messages.models import Message
from culture_week.messages.rules import LEASE
from culture_week.messages.states import MessageState
from tests.factories import make_festival, now, order_body
from tests.faults.processes import Buyers, child_of, environment, free_port, start_all, stop, wait_for

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))
# The soak lets the two minutes pass after which a dead worker's messages are taken over; else the clock is put forward.
WAIT_OUT_THE_LEASE = os.environ.get("WAIT_OUT_THE_LEASE") == "1"
# The worker delivers in two threads, so a kill can come between the mail server's "250" and our commit twice at once.
DELIVERIES_AT_ONCE = 2
MAILS_BEFORE_A_KILL = 15
IN_FLIGHT_S = 1.0


class SlowSink:
    """Takes its time before and after it keeps a mail, so that kills come at every point; remembers when it kept which."""

    def __init__(self):
        self.kept = defaultdict(list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002  the shape is the library's
        await asyncio.sleep(0.005)
        self.kept[message_from_bytes(envelope.content)["Message-ID"]].append(time.monotonic())
        await asyncio.sleep(0.005)
        return "250 kept"

    def count(self):
        return sum(len(times) for times in self.kept.values())


@pytest.fixture
def smtp(app):
    controller = Controller(SlowSink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def test_each_acknowledged_order_is_told_at_least_once(app, smtp, say):
    offer = make_festival(size=100_000).event.offer
    session.remove()
    port, sink, kills = free_port(), smtp.handler, []
    buyers = Buyers(lambda: order_body(offer, by_mail=True), at_once=3, pause=0.1)
    site = start_all(app, port, SMTP_URL=f"smtp://127.0.0.1:{smtp.port}?tls=none")
    try:
        with buyers.booking(port):
            for number in range(1, ROUNDS + 1):
                kills.append(kill_in_the_middle(site, sink))
                if number % 10 == 0:
                    say(f"worker: {number} of {ROUNDS} kills")
        wait_until_all_are_told(sink)
    finally:
        stop(site)
    assert buyers.in_doubt == {}  # the web server went on
    assert [code for code in buyers.acknowledged if f"<order-confirmed.{code}@localhost>" not in sink.kept] == []
    again = [(first, second) for times in sink.kept.values() for first, second in zip(times, times[1:], strict=False)]
    assert [pair for pair in again if not any(explains(killed_at, *pair) for killed_at in kills)] == []
    assert len(again) <= DELIVERIES_AT_ONCE * len(kills)
    assert check_invariants(app) == (0, [])
    say(f"worker killed {ROUNDS} times: {len(buyers.acknowledged)} orders acknowledged, all told, {len(again)} mails a second time")


def kill_in_the_middle(site, sink):
    """Kills the worker while it delivers; returns when. serve.py starts the next one about a second later."""
    before = sink.count()
    wait_for(lambda: sink.count() >= before + MAILS_BEFORE_A_KILL, 60, "the worker delivers nothing")
    time.sleep(random.uniform(0, 0.1))
    worker = child_of(site, "worker run")
    killed_at = time.monotonic()
    os.kill(worker, signal.SIGKILL)
    if not WAIT_OUT_THE_LEASE:
        time.sleep(0.3)
        in_transaction(end_leases)
    return killed_at


def wait_until_all_are_told(sink):
    """However much has piled up on a slow machine: only an outbox that stands still for longer than a lease is stuck."""
    while waiting():
        wait_for(partial(moves_on, sink, len(sink.kept)), LEASE.total_seconds() + 90, "the outbox stands still")


def moves_on(sink, told):
    return len(sink.kept) > told or waiting() == 0


def end_leases():
    session.execute(update(Message).where(Message.state == MessageState.SENDING).values(due_at=now() - timedelta(seconds=1)))


def waiting():
    session.rollback()
    return session.scalar(select(func.count()).where(Message.state.in_((MessageState.QUEUED, MessageState.SENDING))))


def explains(killed_at, first, second):
    """Whether a mail that came first and again was on its way when the worker was killed."""
    return abs(killed_at - first) < IN_FLIGHT_S and killed_at < second


def check_invariants(app):
    """Exit code of `flask invariants check --json` and what it found broken."""
    db.engine.dispose()
    command = [sys.executable, "-m", "flask", "--app", "wsgi.py", "invariants", "check", "--json"]
    done = subprocess.run(command, cwd=PROJECT, env=environment(app), capture_output=True, text=True)
    return done.returncode, [name for name, ids in json.loads(done.stdout).items() if ids]
