"""What a visit leaves behind: in the log, in an export, in the figures, and in the audit trail."""

import io
import logging
import re

import pytest
import structlog
from sqlalchemy import func, select, text

from culture_week.accounts.states import Role
from culture_week.checkout import actions
from culture_week.core import log
from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.messages.jobs import deliver_messages
from tests.abuse.every_deed import DIGITS, DONE, MAIL, PHONE, every_deed, routes_that_post
from tests.factories import (
    PASSWORD,
    make_account,
    make_device,
    make_festival,
    order_body,
    scan,
)
from tests.journeys.test_one_ticket import bearer
from tests.journeys.test_staff import log_in, token_on

NAME = "Siti Rahasia"
KEYS = ("a-key-of-the-api-journey", "a-key-of-the-form-journey")


@pytest.fixture
def log_lines(monkeypatch):
    """Everything that is logged, as the text that would stand in the log."""
    kept, before, root = io.StringIO(), structlog.get_config(), logging.getLogger()
    handlers = root.handlers[:]
    monkeypatch.delitem(vars(log.logger), "bind", raising=False)  # it remembers where it wrote at first
    structlog.configure(**{**before, "logger_factory": structlog.WriteLoggerFactory(kept), "cache_logger_on_first_use": False})
    for handler in handlers:
        monkeypatch.setattr(handler, "stream", kept, raising=False)
    yield kept
    structlog.configure(**before)


def journey(app):
    """Somebody books twice, looks and cancels, staff work, a gate scans; whatever of it opens something or tells who it was."""
    festival = make_festival()
    client, staff, offer = app.test_client(), app.test_client(), festival.event.offer
    email = make_account(Role.ORGANIZER, edition_id=festival.edition.id)
    token = make_device(festival.venue.gate_id)
    buyer = {"name": NAME, "phone": PHONE}
    order = client.post("/api/v1/orders", json={**order_body(offer, 2), "buyer": buyer}, headers={"Idempotency-Key": KEYS[0]}).json
    form = {"name": NAME, "contact": MAIL, "quantity": "1", "key": KEYS[1]}
    path = client.post(f"/pesan/{festival.event.code}", data=form).headers["Location"].split("?")[0]
    for address in (path, f"{path}/kalender.ics", f"/en{path}", f"{path}x", path.lower(), f"/pesan/{festival.event.code}?x={MAIL}"):
        client.get(address, headers={"Referer": f"http://localhost{path}", "User-Agent": MAIL})
    client.get(f"/api/v1/orders/{order['code']}", headers=bearer(order["secret"]))
    first, second = order["tickets"]
    scan(client, token, qr=first["qr"])
    scan(client, token, entry_code=second["entry_code"])
    scan(client, token, qr=second["qr"] + "X")
    deliver_messages()
    client.post(f"{path}/batal")
    log_in(staff, email)
    cookie = staff.get_cookie("log-in").value
    staff.get("/staff/pesan")
    sent = {"csrf_token": token_on(staff, "/staff/pesan")}
    staff.post(f"/staff/pesan/order-confirmed:{order['code']}/terkirim", data=sent)
    link = staff.post(f"/staff/gerbang/{festival.venue.gate_code}/tautan", data=sent).text
    enrolment = re.search(r"#aktif=([\w-]+)", link)[1]
    enrolled = client.post("/api/v1/devices", json={"code": enrolment}).json["token"]
    staff.post("/staff/keluar", data=sent)
    opens = [order["secret"], path.split("/")[3], token, enrolment, enrolled, cookie, sent["csrf_token"], PASSWORD, *KEYS]
    opens += [order["party_code"], *(key for ticket in order["tickets"] for key in (ticket["qr"], ticket["entry_code"]))]
    assert all(opens) and len(set(opens)) == len(opens)
    return opens, [NAME, MAIL, PHONE, DIGITS, email]


def test_a40_the_log_holds_no_secret_and_nobodys_name(app, log_lines, monkeypatch):
    """A40: whoever reads the log can open nothing and learns nobody's name; nor when mail fails and a booking crashes."""
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://user:pass-of-the-mail-server@127.0.0.1:9?tls=none")
    opens, tells = journey(app)

    def crash(*_args, **_more):
        session.execute(text("INSERT INTO nowhere VALUES (:name, :contact)"), {"name": NAME, "contact": MAIL})

    monkeypatch.setattr(actions, "_confirm_by_message", crash)
    event = make_festival().event
    form = {"name": NAME, "contact": MAIL, "quantity": "1", "key": "a-key-that-crashes"}
    assert app.test_client().post(f"/pesan/{event.code}", data=form).status_code == 500
    logged = log_lines.getvalue()
    assert "message not sent" in logged and "unhandled" in logged and logged.count("\n") > 20
    found = [word for word in [*opens, *tells, "a-key-that-crashes", "pass-of-the-mail-server"] if word.lower() in logged.lower()]
    assert found == []


@pytest.mark.parametrize("end", ["\r\n", "%0d%0a", "\u2028", "\x1b[31m"])
def test_a40_nobody_writes_lines_into_the_log(client, log_lines, end):
    """A40: one request, one line, whatever it is called and whatever it says of itself."""
    forged = f'{end}{{"event": "forged"}}'
    client.get(f"/acara/{forged}", headers={"User-Agent": "forged", "X-Request-ID": "forged" + "x" * 90})
    client.post("/staff/masuk", data={"email": forged, "password": forged})
    assert log_lines.getvalue().count("\n") == 2 and "forged" not in log_lines.getvalue()


def test_a40_an_export_opens_nothing(app):
    """A40: the whole of the data, and no way into a gate, an order or an account with it."""
    opens, tells = journey(app)
    exported = app.test_cli_runner().invoke(args=["export", "all"])
    assert exported.exit_code == 0 and NAME in exported.output
    hidden = ["password_hash", "token_digest", "enrolment_digest", "key_digest", "entry_code", "payload", "party_code", "argon2"]
    digests = [value for column in ("token_digest", "enrolment_digest") for value in session.scalars(text(f"SELECT {column} FROM device"))]
    digests += session.scalars(text("SELECT key_digest FROM idempotency_key")).all()
    digests += session.scalars(text("SELECT token_digest FROM log_in")).all()
    for word in [*opens, *filter(None, digests), *(f'"{name}"' for name in hidden)]:
        assert word not in exported.output, word


def test_a40_every_change_by_a_post_is_in_the_audit_trail(app):
    """A40: each route that changes something says who did what; a route without a case here is asked for one."""
    deeds = every_deed(app)
    assert routes_that_post(app) - set(deeds) == set()
    entries = select(func.count()).select_from(AuditEntry)
    for name, do in deeds.items():
        session.rollback()
        before = session.scalar(entries)
        assert do().status_code in DONE, name
        session.rollback()
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        # Which edition is worked on changes what this browser is shown, and nothing here.
        assert (session.scalar(entries) > before) == (name != "office.work_on_edition"), name
        assert entry.actor and entry.subject and not any(word in f"{entry.subject} {entry.details}" for word in (MAIL, DIGITS, "Siti")), (
            name
        )


def test_a40_made_up_methods_are_no_labels(client):
    """A40: the figures on disk do not grow with what strangers think up."""
    for n in range(20):
        client.open("/", method=f"EVIL{n}")
        client.get(f"/evil-{n}/page")
        client.get(f"/acara/EVIL{n}")
    figures = client.get("/metrics", headers=bearer("metrics-token-for-tests"))
    assert figures.status_code == 200 and 'method="other"' in figures.text and "evil" not in figures.text.lower()
    assert client.get("/metrics", headers=bearer("another-token")).status_code == 404


def test_a05_a_key_used_by_another_reveals_nothing(client):
    """A05: whoever guesses a buyer's key is told that it is used, and nothing of what for."""
    festival = make_festival()
    key = {"Idempotency-Key": "a-key-that-is-guessed"}
    mine = {**order_body(festival.event.offer, 2), "buyer": {"name": NAME, "phone": PHONE}}
    order = client.post("/api/v1/orders", json=mine, headers=key).json
    theirs = [{"name": "Orang Lain", "phone": PHONE}, {"name": NAME, "phone": "0861-1000-0078"}, {"name": NAME, "email": MAIL}]
    answers = [client.post("/api/v1/orders", json=mine | {"buyer": buyer}, headers=key) for buyer in theirs]
    answers.append(client.post("/api/v1/orders", json=mine | {"lines": [{"offer": festival.event.offer, "quantity": 1}]}, headers=key))
    form = {"name": "Orang Lain", "contact": MAIL, "quantity": "2", "key": key["Idempotency-Key"]}
    answers.append(client.post(f"/pesan/{festival.event.code}", data=form))
    tickets = [code for ticket in order["tickets"] for code in (ticket["qr"], ticket["entry_code"])]
    for answer in answers:
        assert answer.status_code == 422
        assert not any(word in answer.text for word in (order["code"], order["secret"], order["party_code"], DIGITS, *tickets))
    assert [answer.json["reason"] for answer in answers[:-1]] == ["key-reused"] * 4
    assert session.execute(text('SELECT COUNT(*) FROM "order"')).scalar_one() == 1
