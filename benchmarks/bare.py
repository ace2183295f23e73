"""The bare reference: Flask and SQLAlchemy Core answering the site's addresses with the same statements and nothing else.

No middleware, no validation, no limits, no cache. It works on the site's tables in the site's database, with the same
durability, so that what the site costs beyond it is the site's own Python.
"""

import os
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from benchmarks import bare_sql as sql
from config import Config

app = Flask(__name__)
engine = sql.connect(Config(os.environ | {"CULTURE_WEEK_ENV": "production"}).flask_settings()["SQLALCHEMY_DATABASE_URI"])
# As many as make the page about 18 kB, the size of the page that the targets were set with.
ROWS = [
    {"number": n, "name": f"Ticket type {n}", "price": 25_000 + n, "left": 100 - n, "text": "Entry to the whole event, <b>escaped</b>."}
    for n in range(42)
]
KEPT = b"x" * 2100  # as large as a kept page, compressed


@app.get("/hello")
def hello() -> str:
    """Whether it runs."""
    return "hello"


@app.get("/")
@app.get("/jadwal/<on>")
def kept(on: str = "") -> Response:
    """An answer that only has to be handed out."""
    return Response(KEPT, content_type="text/html; charset=utf-8", headers={"ETag": '"kept"', "Content-Encoding": "br"})


@app.get("/acara/<code>")
@app.get("/pesan/<code>")
@app.get("/pesanan/<code>")
def page(code: str) -> str:
    """One row of the database on a page."""
    with engine.connect() as connection:
        event = connection.execute(sql.EVENT, {"code": code}).one()
    return render_template("page.html", event=event, rows=ROWS, key=secrets.token_urlsafe(32))


@app.post("/pesan/<code>")
def book_by_form(code: str) -> AnyResponse:
    """A booking, then the same page again in the place of the order's."""
    form = request.form
    ordered = _book(form["offer"], int(form["quantity"]), form["name"], form["contact"], form["key"])
    return redirect(f"/pesanan/{code}" if ordered else f"/acara/{code}", 303)


@app.post("/api/v1/orders")
def book() -> tuple[dict[str, Any], int]:
    """A booking."""
    body: Any = request.get_json()
    line, buyer = body["lines"][0], body["buyer"]
    ordered = _book(line["offer"], line["quantity"], buyer["name"], buyer["phone"], request.headers["Idempotency-Key"])
    return (ordered, 201) if ordered else ({"reason": "sold-out"}, 409)


def _book(offer_code: str, quantity: int, name: str, contact: str, key: str) -> dict[str, Any] | None:
    with sql.writing(engine) as connection:
        return sql.book(connection, _offer(offer_code), quantity, name, contact, key, datetime.now(UTC))


@lru_cache
def _offer(code: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(sql.OFFER, {"code": code}).one()


@app.post("/api/v1/scans")
def scan() -> dict[str, Any]:
    """A scan."""
    body: Any = request.get_json()
    device = _device(request.headers["Authorization"].removeprefix("Bearer "))
    with sql.writing(engine) as connection:
        welcome = sql.scan(connection, device, body["qr"], body["scan_id"], datetime.fromisoformat(body["scanned_at"]), datetime.now(UTC))
    return {"verdict": "welcome" if welcome else "already-used", "remaining": 0, "admitted": int(welcome)}


@lru_cache
def _device(token: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(sql.DEVICE, {"token": sql.digest(token)}).one()
