"""Long work: its progress, its end in one transaction with what it writes, and a worker that dies in the middle."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from config import PROJECT
from culture_week.core import long_work
from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.core.errors import Refusal
from culture_week.core.long_work import LongWork, Running, WorkState, begin, work_off
from tests.factories import make_edition, now

WORK_OFF = "import tests.core.test_long_work as t; t.work_in_another_process()"


class Unwanted(Refusal):
    reason = "unwanted"

    def text(self):
        return "tidak begitu"


def start(**changes):
    return in_transaction(begin, **{"kind": "count", "asked": {"to": 3}, "by": "account:ME", "now": now()} | changes)


def row(code):
    session.rollback()
    return session.scalars(select(LongWork).where(LongWork.code == code).execution_options(populate_existing=True)).one()


def leave_a_trace():
    from culture_week.core import audit

    audit.record(by="test", now=now(), action="last_step", subject="work")
    return {"traces": 1}


def traces():
    session.rollback()
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "last_step"))


def count_up(work: Running):
    for number in range(work.asked["to"]):
        work.tell(number, work.asked["to"])
    return leave_a_trace


def test_it_is_done_once_and_reports(app):
    code = start()
    assert work_off({"count": count_up}) == 1
    assert work_off({"count": count_up}) == 0
    work = row(code)
    assert (work.state, work.report, work.done, traces()) == (WorkState.DONE, {"traces": 1}, work.total, 1)


def test_progress_is_seen_while_it_runs(app):
    code, seen = start(), []

    def look(work):
        for number in range(3):
            work.told_at = 0.0
            work.tell(number + 1, 3)
            seen.append((row(code).state, row(code).done, row(code).total))
        return dict

    work_off({"count": look})
    assert seen == [(WorkState.RUNNING, n, 3) for n in (1, 2, 3)]


def fail_with(error):
    def fail():
        leave_a_trace()
        raise error

    return lambda work: fail


@pytest.mark.parametrize(("error", "words"), [(Unwanted(), "tidak begitu"), (ZeroDivisionError(), "Tidak ada yang berubah")])
def test_a_failed_last_step_leaves_nothing_but_words(app, error, words):
    code = start()
    work_off({"count": fail_with(error)})
    work = row(code)
    assert work.state is WorkState.FAILED and words in work.report["failure"]["id"] and work.report["failure"]["en"]
    assert traces() == 0


def test_of_two_workers_the_slow_one_gives_way(app):
    code = start()

    def slow(work):
        in_transaction(lambda: session.execute(update(LongWork).values(due_at=now() - timedelta(seconds=1))))
        assert work_off({"count": count_up}) == 1  # meanwhile another takes it over
        return leave_a_trace

    work_off({"count": slow})
    assert (row(code).attempts, row(code).state, traces()) == (2, WorkState.DONE, 1)


def test_work_that_kills_its_worker_is_given_up(app):
    code = start()
    in_transaction(lambda: session.execute(update(LongWork).values(attempts=long_work.MOST_ATTEMPTS)))
    work_off({"count": count_up})
    assert (row(code).state, traces()) == (WorkState.FAILED, 0)


def test_work_of_a_kind_that_is_not_known_holds_up_no_other(app):
    """A later version began it, and was taken back."""
    unknown, known = start(kind="of another version"), start()
    work_off({"count": count_up})
    assert (row(unknown).state, row(known).state) == (WorkState.FAILED, WorkState.DONE)


def test_uploads_are_not_kept_for_ever(app):
    code = start(upload=b"a file")
    work_off({"count": count_up})
    assert row(code).upload == b"a file"
    in_transaction(lambda: session.execute(update(LongWork).values(ended_at=now() - timedelta(days=3))))
    work_off({})
    assert row(code).upload is None


def work_in_another_process():
    """Does what waits in the database that DATABASE_URL names, and stops in the middle of it for ever."""
    from culture_week.app import create_app

    def hang(work):
        def step():
            leave_a_trace()
            session.flush()
            print("in the middle", flush=True)
            time.sleep(60)

        return step

    with create_app().app_context():
        work_off({"count": hang})


def test_kill_minus_nine_leaves_nothing_half_done_and_the_next_worker_begins_again(app):
    make_edition()
    code = start()
    environment = {**os.environ, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "DATA_FOLDER": str(app.config["DATA_FOLDER"])}
    environment |= {"CULTURE_WEEK_ENV": "test", "SECRET_KEY": app.config["SECRET_KEY"]}
    worker = subprocess.Popen([sys.executable, "-c", WORK_OFF], cwd=PROJECT, env=environment, stdout=subprocess.PIPE)
    try:
        assert worker.stdout.readline() == b"in the middle\n"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert (row(code).state, traces()) == (WorkState.RUNNING, 0)
    assert work_off({"count": count_up}) == 0  # its lease lasts
    in_transaction(lambda: session.execute(update(LongWork).values(due_at=now() - timedelta(seconds=1))))
    assert work_off({"count": count_up}) == 1
    assert (row(code).state, row(code).attempts, traces()) == (WorkState.DONE, 2, 1)
