"""Proves that the bare reference runs the same statements as the site, on a filled database.

Run as a program of its own, as `benchmarks.fill` is: it prints a line for each difference and nothing where there is none.
"""

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from benchmarks import bare
from culture_week.app import create_app
from culture_week.core.database import db

STATEMENT = re.compile(r"^\W*(INSERT|UPDATE|DELETE|SELECT)\b.*?\b(?:INTO|FROM|(?<=UPDATE)) ?\"?(\w+)", re.DOTALL)
_numbers = count(1)


def statements(app: Flask, engine: Engine, call: Callable[[Any], Any]) -> list[str]:
    """What a request runs, as verb and table, once whatever is remembered is remembered."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found = STATEMENT.match(statement)
        if found:
            seen.append(f"{found[1]} {found[2]}")

    call(app.test_client())
    event.listen(engine, "before_cursor_execute", note)
    answer = call(app.test_client())
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code not in (200, 201):
        sys.exit(f"{answer.status_code} {answer.get_data(as_text=True)[:200]}")
    return seen


def booking(offer: str) -> Callable[[Any], Any]:
    """Books through the API."""

    def call(client: Any) -> Any:
        number = next(_numbers)
        buyer = {"name": "Pembeli", "phone": f"0863{number:08d}"}
        headers = {"Idempotency-Key": f"parity-{number}"}
        return client.post("/api/v1/orders", json={"lines": [{"offer": offer, "quantity": 1}], "buyer": buyer}, headers=headers)

    return call


def scanning(token: str, payloads: list[str]) -> Callable[[Any], Any]:
    """Scans through the API; takes tickets from the end of `payloads`."""

    def call(client: Any) -> Any:
        payload = payloads.pop()
        body = {"scan_id": f"parity-{payload}", "qr": payload, "scanned_at": datetime.now(UTC).isoformat()}
        return client.post("/api/v1/scans", json=body, headers={"Authorization": f"Bearer {token}"})

    return call


def main() -> None:
    """Compares both on the database that DATABASE_URL names; the argument is the file that `benchmarks.fill` wrote."""
    file = Path(sys.argv[1])
    festival = json.loads(file.read_text())
    site = create_app()
    with site.app_context():
        engine = db.engine
    calls = {"booking": booking(festival["offers"]["HOT"]), "scan": scanning(festival["tokens"][0], festival["payloads"])}
    for work, call in calls.items():
        ours, theirs = statements(site, engine, call), statements(bare.app, bare.engine, call)
        if ours != theirs:
            print(f"the statements of a {work} differ: the site runs {', '.join(ours)}; the bare reference {', '.join(theirs)}")
    file.write_text(json.dumps(festival))


if __name__ == "__main__":
    main()
