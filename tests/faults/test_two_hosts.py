"""Two hosts, each with its own port and data folder, share one PostgreSQL: they are one site, and one of them may die."""

import json
import os
import random
import re
import shutil
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select

from culture_week.accounts.states import Role
from culture_week.core.database import db, session
from culture_week.insights.queries import broken_invariants
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState
from culture_week.sales.models import Order, Quota
from tests.factories import PASSWORD, make_account, make_festival, order_body
from tests.faults.processes import Buyers, call, free_port, kill, start_all, start_web, stop, wait_for
from tests.faults.test_kill import is_shown

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))
REDIS = "redis://127.0.0.1:6379/9"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def shared(app):
    """The app on a database that several hosts can share."""
    if app.config["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("SQLite serves one host")
    return app


@pytest.fixture
def redis():
    """A Redis of which only what the test adds is taken away again."""
    server = Redis.from_url(REDIS, socket_connect_timeout=1)
    try:
        known = set(server.keys())
    except RedisError:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("Redis does not answer")
        pytest.skip("Redis does not answer")
    yield server
    added = set(server.keys()) - known
    if added:
        server.delete(*added)


@pytest.fixture
def new_folder(shared, tmp_path):
    """Makes the data folder of another host; the static files are compressed there already, which takes seconds."""

    def make(name):
        for built in Path(shared.config["DATA_FOLDER"]).glob("static-*"):
            shutil.copytree(built, tmp_path / name / built.name)
        return tmp_path / name

    return make


@pytest.fixture
def hosts(shared, new_folder):
    """Starts the web server of a host that has nothing but the database and its settings in common with the others."""
    running = []

    def start(**settings):
        port, folder = free_port(), new_folder(f"host-{len(running)}")
        session.remove()
        db.engine.dispose()
        running.append(start_web(shared, port, DATA_FOLDER=str(folder), **settings))
        return port, running[-1]

    yield start
    for process in running:
        kill(process)


class Person:
    """A browser: cookies go to every port of a host."""

    def __init__(self):
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, port, path, form=None):
        """Status and text of an answer, after redirects."""
        request = Request(f"http://127.0.0.1:{port}{path}", data=urlencode(form).encode() if form else None)
        try:
            with self.opener.open(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def log_in(self, port, email, password, form_of=None):
        token = TOKEN.search(self.open(form_of or port, "/staff/masuk")[1])[1]
        return self.open(port, "/staff/masuk", {"email": email, "password": password, "csrf_token": token})[0]


def test_who_logs_in_at_one_is_known_to_the_other(hosts):
    email = make_account(Role.GATE)
    (first, _), (second, _) = hosts(), hosts()
    person = Person()
    assert person.log_in(second, email, PASSWORD, form_of=first) == 200  # the form of one is good for the other
    for port in (first, second):
        status, page = person.open(port, "/staff")
        assert status == 200 and "Orang Contoh" in page


def test_limits_are_counted_together(hosts, redis):
    settings = {"LIMITS_URL": REDIS, "LIMIT_LOG_IN_ADDRESS": "4 per day"}
    (first, _), (second, _) = hosts(**settings), hosts(**settings)
    person = Person()
    statuses = [person.log_in(port, f"nobody{n}@contoh.id", "not a password") for n, port in enumerate([first, second] * 3)]
    assert statuses == [422] * 4 + [429] * 2


def test_limits_without_redis_are_counted_apart(hosts):
    """The control: else the test above would prove nothing."""
    settings = {"LIMIT_LOG_IN_ADDRESS": "4 per day"}
    (first, _), (second, _) = hosts(**settings), hosts(**settings)
    person = Person()
    assert [person.log_in(port, "nobody@contoh.id", "not a password") for port in [first, second] * 2] == [422] * 4
    assert person.log_in(second, "nobody@contoh.id", "not a password") == 422


def test_the_worker_of_one_sends_the_mail_of_both(hosts, shared, new_folder):
    offer = make_festival(size=10).event.offer
    port, _web = hosts()
    whole, folder = free_port(), new_folder("with-worker")
    site = start_all(shared, whole, DATA_FOLDER=str(folder))
    try:
        for at in (port, whole):
            body = order_body(offer, by_mail=True)
            assert call(at, "POST", "/api/v1/orders", body, Idempotency_Key=f"two-hosts-{at}")[0] == 201
        wait_for(lambda: count(Message.state == MessageState.SENT) == 2, 30, "the mails are not sent")
    finally:
        stop(site)
    assert len(list((folder / "inbox").rglob("*.eml"))) == 2


def count(condition):
    session.rollback()
    return session.scalar(select(func.count()).where(condition))


def test_the_last_places_are_sold_once(hosts):
    event = make_festival(size=7).event
    (first, _), (second, _) = hosts(), hosts()
    left, right = (Buyers(lambda: order_body(event.offer), at_once=4) for _ in range(2))
    with left.booking(first), right.booking(second):
        time.sleep(1.0)
    assert len(left.acknowledged) + len(right.acknowledged) == 7 == session.scalar(select(Quota.sold).limit(1))
    assert not any(broken_invariants().values())


def test_one_is_killed_and_the_other_goes_on(hosts, say):
    offer = make_festival(size=100_000).event.offer
    steady, _web = hosts()
    stays, dies = (Buyers(lambda: order_body(offer, by_mail=random.random() < 0.5), at_once=3) for _ in range(2))
    for number in range(1, ROUNDS + 1):
        port, victim = hosts()
        with stays.booking(steady), dies.booking(port):
            time.sleep(random.uniform(0.4, 0.8))
            kill(victim)
            told = len(stays.acknowledged)
            wait_for(lambda told=told: len(stays.acknowledged) > told + 5, 10, "the other host does not go on")
        session.remove()
        db.engine.dispose()
        assert not any(broken_invariants().values())
        if number % 10 == 0:
            say(f"one of two hosts: {number} of {ROUNDS} kills")
    assert stays.in_doubt == {}  # nobody there noticed
    in_doubt = len(dies.in_doubt)
    # Who got no answer asks the other host again, with the same key: it is the same order.
    assert [key for key, order in dies.in_doubt.items() if not dies.send(steady, key, order)] == []
    acknowledged = stays.acknowledged | dies.acknowledged
    session.remove()
    assert set(session.scalars(select(Order.code))) == set(acknowledged)
    assert [code for code, secret in acknowledged.items() if not is_shown(steady, code, secret)] == []
    assert len(dies.acknowledged) > ROUNDS and json.loads(call(steady, "GET", "/readyz")[1])["status"] == "ok"
    say(f"one of two hosts killed {ROUNDS} times: {len(acknowledged)} orders acknowledged, none lost; {in_doubt} asked the other again")
