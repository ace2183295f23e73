"""The sign "closed for a moment": visitors are told when to come back, and what may not stop goes on.

The sign is a file in DATA_FOLDER: it stands without a database, over a restart, and on this host only.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask, abort, current_app, g, request
from flask.cli import AppGroup

from culture_week.core.clock import utc_now

SIGN = "maintenance"
# Where nobody knows when it ends, browsers and search engines are told to come back after so many seconds.
USUAL_WAIT = 300

maintenance_commands = AppGroup("maintenance", help="Closes the site to visitors for a while.")


def init_app(app: Flask, *, open_paths: Sequence[str], readable_paths: Sequence[str]) -> None:
    """While the sign hangs, answers 503 except below `open_paths` and to who only reads below `readable_paths`."""
    sign = _sign(app)
    app.cli.add_command(maintenance_commands)

    @app.before_request
    def turn_away() -> None:
        if not sign.exists():
            return
        reads = request.method in ("GET", "HEAD") and request.path.startswith(tuple(readable_paths))
        if not reads and not request.path.startswith(tuple(open_paths)):
            g.opens_at = _opens_at(sign)
            abort(503)


def _sign(app: Flask) -> Path:
    return Path(app.config["DATA_FOLDER"]) / SIGN


def _opens_at(sign: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(sign.read_text().strip())
    except (OSError, ValueError):  # taken down just now, or hung up by hand
        return None


def seconds_to_wait(opens_at: datetime | None) -> int:
    """What `Retry-After` says."""
    if opens_at is None or opens_at <= utc_now():
        return USUAL_WAIT
    return round((opens_at - utc_now()).total_seconds()) + 1


@maintenance_commands.command("on")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), help="when visitors are told to come back")
def on(minutes: int | None) -> None:
    """Hangs the sign on this host: gates scan, tickets can be shown and staff work; nobody books."""
    sign = _sign(current_app)
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.write_text((utc_now() + timedelta(minutes=minutes)).isoformat() if minutes else "")
    click.echo("closed to visitors; `flask maintenance off` opens")


@maintenance_commands.command("off")
def off() -> None:
    """Takes the sign down."""
    _sign(current_app).unlink(missing_ok=True)
    click.echo("open")
