"""Scheduled work: the one home of huey.

huey forgets a job whose process is killed, so it never holds one: jobs are rows in the database, huey only wakes the
function that works them off, at once after a commit and once a minute for whatever was missed.
"""

import signal
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from flask.cli import AppGroup
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from culture_week.core.log import logger
from culture_week.core.startup import check_database

worker_commands = AppGroup("worker", help="Scheduled work.")

# One wake-up covers every row written before it; more often than this only costs.
SECONDS_BETWEEN_WAKES = 0.5


class Worker:
    """The jobs of an app by name; each is called without arguments and must be harmless to repeat."""

    def __init__(self, app: Flask, jobs: dict[str, Callable[[], object]]) -> None:
        self.huey = _make_huey(app)
        self.has_tables = False
        self.last_woken: dict[str, float] = {}
        self.wakers = {name: self._register(app, name, job) for name, job in jobs.items()}

    def _register(self, app: Flask, name: str, job: Callable[[], object]) -> Any:
        def run() -> None:
            with app.app_context():
                try:
                    job()
                except Exception:
                    logger.exception("job failed", job=name)

        self.huey.periodic_task(crontab(minute="*"), name=f"{name}_each_minute")(run)
        return self.huey.task(name=name)(run)

    def make_tables(self) -> None:
        """Makes huey's tables where there are none: on first use, so that an app can be made without its database."""
        if not self.has_tables:
            self.huey.storage.initialize_schema()
            self.has_tables = True

    def wake(self, name: str, after: float) -> None:
        """Asks the worker process to run `name` so many seconds from now; a failure to ask is made good within a minute."""
        now = time.monotonic()
        if now - self.last_woken.get(name, -1.0) < SECONDS_BETWEEN_WAKES:
            return
        self.last_woken[name] = now
        try:
            self.make_tables()
            # The delay lets rows that are committed within the same half second ride along.
            self.wakers[name].schedule(delay=after)
        except Exception:
            logger.exception("wake failed", job=name)


def _make_huey(app: Flask) -> Huey:
    url: str = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("sqlite"):
        return SqliteHuey("culture-week", filename=str(app.config["DATA_FOLDER"] / "worker.db"), results=False, create_tables=False)
    return PostgresHuey("culture-week", dsn=url.replace("+psycopg", ""), results=False, create_tables=False)


def init_app(app: Flask, jobs: dict[str, Callable[[], object]]) -> None:
    """Registers `jobs`, each run every minute and whenever it is woken."""
    app.extensions["worker"] = Worker(app, jobs)
    app.cli.add_command(worker_commands)


def wake(name: str, after: float = SECONDS_BETWEEN_WAKES) -> None:
    """Asks the worker process to run job `name` so many seconds from now, by default as soon as it makes sense."""
    current_app.extensions["worker"].wake(name, after)


@worker_commands.command("run")
def run() -> None:
    """Works until SIGTERM or SIGINT, then finishes what it has begun."""
    check_database(current_app)
    worker: Worker = current_app.extensions["worker"]
    worker.make_tables()
    consumer = worker.huey.create_consumer(workers=2, periodic=True, initial_delay=0.1, max_delay=1.0, check_worker_health=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in worker.wakers:
        worker.wake(name, SECONDS_BETWEEN_WAKES)  # what was left when the last worker stopped
    consumer.run()
