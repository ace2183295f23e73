"""Larger demo festivals, tried on tiny ones: every invariant holds, nothing clashes, and people behave as people do."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from culture_week.checkin.models import Scan
from culture_week.checkin.states import Verdict
from culture_week.core.database import in_transaction, session
from culture_week.core.text import local_zone
from culture_week.demo import load_festival
from culture_week.demo import scales as demo_scales
from culture_week.demo.scales import SCALES, Scale, grow
from culture_week.festival.models import Edition, Event
from culture_week.festival.states import EventState
from culture_week.insights import queries as insights
from culture_week.programme.queries.imports import slots_between
from culture_week.programme.rules.clashes import overlapping, prayers_met, share_place
from culture_week.sales.models import Order, Quota
from culture_week.sales.states import OrderState
from culture_week.ticketing.models import Entry, Ticket
from tests.conftest import _empty
from tests.factories import now

FIRST = date(2026, 11, 24)
TINY = Scale(7, 40, 600)


def load(scale=TINY, told=None, at=None):
    """A festival whose third day is today, so that some of it is over and some is to come."""
    today = (at or now()).astimezone(local_zone()).date()
    in_transaction(load_festival, starts_on=today - timedelta(days=3), days=scale.days, now=at or now())
    return again(scale, told, at)


def again(scale=TINY, told=None, at=None):
    edition = session.scalars(select(Edition)).one()
    grow(edition_id=edition.id, scale=scale, by="test", now=at or now(), tell=lambda *step: told.append(step) if told is not None else None)
    return edition


def count(model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("scale", [TINY, Scale(10, 30, 1), Scale(7, 26, 2500)])
def test_every_invariant_holds_and_sizes_are_as_told(app, scale):
    told = []
    load(scale, told)
    assert not any(insights.broken_invariants().values())
    assert (count(Event), count(Ticket), told[-1]) == (scale.events, scale.tickets, (scale.tickets, scale.tickets))
    assert session.scalar(select(func.count()).select_from(Quota).where(Quota.sold > Quota.size)) == 0


def test_nothing_clashes_and_titles_are_in_both_languages(app):
    edition = load(Scale(7, 120, 100))
    slots = slots_between(edition.starts_on, edition.ends_on, local_zone())
    invented = [slot for slot in slots if slot.key.split("/")[1].startswith("X")]
    assert len(invented) == 95
    assert [(one.key, other.key) for one, other in overlapping(slots, []) if share_place(one, other) or one.groups & other.groups] == []
    assert [slot.key for slot in invented if prayers_met(slot, local_zone())] == []
    titles = [tuple(slot.title.values()) for slot in invented]
    assert all(indonesian and english and indonesian != english for indonesian, english in titles)
    assert len(set(titles)) > 80


def test_arrivals_refusals_and_bookings_are_spread_as_people_do(app):
    load(Scale(7, 60, 4000))
    verdicts = Counter(session.scalars(select(Scan.verdict)))
    assert verdicts[Verdict.WELCOME] == count(Entry) > 300
    assert 0 < verdicts.total() - verdicts[Verdict.WELCOME] < 0.1 * verdicts[Verdict.WELCOME]
    states = Counter(session.scalars(select(Order.state)))
    assert 0 < states[OrderState.CANCELLED] < 0.1 * states[OrderState.CONFIRMED]
    placed = [at.astimezone(local_zone()) for at in session.scalars(select(Order.placed_at))]
    assert len({at.date() for at in placed}) > 10 and max(placed) <= now()
    by_hour = Counter(at.hour for at in placed)
    assert by_hour[20] > 3 * by_hour[3]
    assert session.scalar(select(func.max(Scan.scanned_at))) <= now() + timedelta(minutes=5)
    early = select(func.count()).select_from(Entry).join(Event, Event.id == Entry.event_id)
    assert session.scalar(early.where(Entry.entered_at < Event.entry_opens_at)) == 0


def figures():
    session.rollback()
    quantities = select(Event.code, func.count(Ticket.id), func.sum(Ticket.entries)).join(Ticket, Ticket.event_id == Event.id)
    return session.execute(quantities.group_by(Event.code).order_by(Event.code)).all()


def test_again_changes_nothing_and_an_interrupted_one_goes_on(app):
    class Stop(Exception):
        pass

    def stop(done, _total):
        if done > 200:
            raise Stop

    at = now()
    in_transaction(load_festival, starts_on=at.astimezone(local_zone()).date() - timedelta(days=3), now=at)
    edition = session.scalars(select(Edition)).one()
    with pytest.raises(Stop):
        grow(edition_id=edition.id, scale=TINY, by="test", now=at, tell=stop)
    assert 0 < count(Ticket) < TINY.tickets and not any(insights.broken_invariants().values())
    again(at=at)
    assert count(Ticket) == TINY.tickets and not any(insights.broken_invariants().values())
    once = figures()
    again(at=at)
    assert figures() == once


def test_the_same_seed_makes_the_same_festival(app):
    at = now()
    load(at=at)
    code = select(Event.title, Event.starts_at, Event.venue_id).where(Event.state == EventState.SCHEDULED).order_by(Event.code)
    planned, sold = session.execute(code).all(), figures()
    in_transaction(_empty)
    load(at=at)
    assert [row.title for row in session.execute(code)] == [row.title for row in planned]
    assert figures() == sold


def test_the_scales_are_those_of_the_measuring(app):
    assert (SCALES["large"].events, SCALES["large"].tickets) == (10 * SCALES["city"].events, 10 * SCALES["city"].tickets)


@pytest.fixture
def command(app, monkeypatch):
    monkeypatch.setitem(demo_scales.SCALES, "city", TINY)

    def run(*more):
        return app.test_cli_runner().invoke(args=["demo", "load", "--from", f"{FIRST}", *more])

    return run


def test_the_command_says_how_far_it_is(command):
    told = command("--scale", "city")
    assert told.exit_code == 0 and "600 of 600 tickets" in told.output
    assert count(Ticket) == 600


def test_no_invented_crowd_among_real_bookings(app, command, monkeypatch):
    assert command().exit_code == 0
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    refused = command("--scale", "city")
    assert refused.exit_code == 2 and "real bookings" in refused.output and count(Ticket) == 0
