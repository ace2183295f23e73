"""Long work that somebody started and waits for: rows that the worker process works off, their progress on a page.

A kind of work is a function that is given the row. It may read and tell its progress for as long as it likes, and
returns one last step. That step runs in one transaction with the end of the work: a worker that is killed leaves all of
it or nothing, and once its lease is over the next one begins again.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core import audit
from culture_week.core.clock import utc_now
from culture_week.core.codes import new_code
from culture_week.core.database import Base, after_commit, in_transaction, session, state_type
from culture_week.core.errors import Refusal
from culture_week.core.lifecycle import Lifecycle
from culture_week.core.log import logger
from culture_week.core.text import LANGUAGES, gettext, in_language
from culture_week.core.worker import wake

LONG_WORK_JOB = "do_long_work"
# A worker that is silent for so long is taken to be dead; longer than any last step.
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
# What was sent is needed for as long as its sender looks at the result.
UPLOADS_KEPT = timedelta(days=2)
SECONDS_BETWEEN_TELLS = 0.5

Report = dict[str, Any]
LastStep = Callable[[], Report]


class WorkState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


WORK = Lifecycle(
    # action   from                                         to                 by
    ("claim", (WorkState.WAITING, WorkState.RUNNING), WorkState.RUNNING, "worker"),
    ("finish", (WorkState.RUNNING,), WorkState.DONE, "worker"),
    ("fail", (WorkState.RUNNING,), WorkState.FAILED, "worker"),
)


class LongWork(Base):
    """One piece of work: what was `asked`, perhaps with a file, and the `report` of its end. `by` is the one who may see it."""

    __tablename__ = "long_work"
    __table_args__ = (
        CheckConstraint("done >= 0 AND done <= total", name="done_in_range"),
        CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ended_at_its_end"),
        Index("ix_long_work_state", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[WorkState] = mapped_column(state_type(WorkState, "state"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    asked: Mapped[dict[str, Any]]
    upload: Mapped[bytes | None] = mapped_column(LargeBinary)
    report: Mapped[dict[str, Any] | None]
    by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class GoneElsewhere(Exception):
    """Another worker has taken this work over; what this one did of it counts for nothing."""


@dataclass
class Running:
    """A claimed piece of work, for the function that does it."""

    code: str
    asked: dict[str, Any]
    upload: bytes | None
    by: str
    kind: str
    attempts: int
    told_at: float = field(default=0.0)

    def tell(self, done: int, total: int) -> None:
        """So many of `total` are done; keeps the lease. Raises `GoneElsewhere`. Cheap enough to call for every row."""
        if time.monotonic() - self.told_at < SECONDS_BETWEEN_TELLS and done < total:
            return
        self.told_at = time.monotonic()
        in_transaction(_move, work=self, values={"done": done, "total": total, "due_at": utc_now() + LEASE})


def begin(*, kind: str, asked: dict[str, Any], upload: bytes | None = None, by: str, now: datetime) -> str:
    """Writes down that something is to be done, and returns the code of its page."""
    code = new_code()
    session.add(LongWork(code=code, kind=kind, state=WorkState.WAITING, asked=asked, upload=upload, by=by, made_at=now, due_at=now))
    session.flush()
    audit.record_sealed(by=by, now=now, action="begin", subject=f"work:{code}", kind=kind)
    after_commit(lambda: wake(LONG_WORK_JOB))
    return code


def begin_following(*, code: str, kind: str, by: str, now: datetime) -> str:
    """Begins what ended work leads to, with all that was asked and sent for that. Once: asked again it is the same. Returns its code."""
    own = select(LongWork).where(LongWork.code == code, LongWork.by == by).with_for_update()
    before = session.scalars(own.execution_options(populate_existing=True)).one()
    report = before.report or {}
    if "followed_by" not in report:
        following = begin(kind=kind, asked=before.asked, upload=before.upload, by=by, now=now)
        report = before.report = {**report, "followed_by": following}
    return str(report["followed_by"])


def work_by_code(code: str, by: str) -> LongWork | None:
    """Somebody's own piece of work, as it is now."""
    return session.scalar(select(LongWork).where(LongWork.code == code, LongWork.by == by).execution_options(populate_existing=True))


def work_off(kinds: Mapping[str, Callable[[Running], LastStep]]) -> int:
    """Does everything that waits, one piece after the other; returns how many."""
    done = 0
    in_transaction(_forget_uploads, now=utc_now())
    while (work := in_transaction(_claim, now=utc_now())) is not None:
        _do(kinds, work)
        done += 1
    return done


def _forget_uploads(*, now: datetime) -> None:
    session.execute(
        update(LongWork).where(LongWork.upload.is_not(None), LongWork.ended_at < now - UPLOADS_KEPT).values(upload=None),
        execution_options={"synchronize_session": False},
    )


def _claim(*, now: datetime) -> Running | None:
    due = select(LongWork).where(LongWork.state.in_(WORK.sources("claim")), LongWork.due_at <= now)
    work = session.scalar(due.order_by(LongWork.id).limit(1).with_for_update(skip_locked=True))
    if work is None:
        return None
    work.state, work.attempts, work.due_at, work.done = WORK.target("claim"), work.attempts + 1, now + LEASE, 0
    return Running(work.code, work.asked, work.upload, work.by, work.kind, work.attempts)


def _do(kinds: Mapping[str, Callable[[Running], LastStep]], work: Running) -> None:
    try:
        if work.attempts > MOST_ATTEMPTS:  # it takes the worker down with it
            raise RuntimeError("given up")
        in_transaction(_finish, work=work, last_step=kinds[work.kind](work))
    except GoneElsewhere:
        logger.warning("work was taken over", work=work.code)
    except Refusal as refusal:
        _fail(work, refusal.text)
    except Exception:
        logger.exception("work failed", work=work.code, kind=work.kind)
        _fail(work, lambda: gettext("Pekerjaan ini gagal karena kesalahan di pihak kami. Tidak ada yang berubah; coba lagi."))


def _finish(*, work: Running, last_step: LastStep) -> None:
    _move(work=work, values={"state": WORK.target("finish"), "ended_at": utc_now()})  # first, so that one of two gives way
    session.execute(update(LongWork).where(LongWork.code == work.code).values(report=last_step(), done=LongWork.total))


def _fail(work: Running, words: Callable[[], str]) -> None:
    said = {}
    for language in LANGUAGES:
        with in_language(language):
            said[language] = words()
    try:
        in_transaction(_move, work=work, values={"state": WORK.target("fail"), "ended_at": utc_now(), "report": {"failure": said}})
    except GoneElsewhere:
        logger.warning("work was taken over", work=work.code)


def _move(*, work: Running, values: dict[str, Any]) -> None:
    """Changes the row for as long as it is this worker's."""
    mine = (LongWork.code == work.code, LongWork.state == WorkState.RUNNING, LongWork.attempts == work.attempts)
    moved = session.execute(
        update(LongWork).where(*mine).values(values).returning(LongWork.id), execution_options={"synchronize_session": False}
    )
    if moved.scalar() is None:
        raise GoneElsewhere(work.code)
