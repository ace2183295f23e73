"""A40 where it counts: all that the running processes write while everything is done once, things fail and somebody forges lines."""

import http.client
import json
import re
import socket
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select, text
from werkzeug.http import parse_cookie

from culture_week.accounts.states import Role
from culture_week.core.database import db, in_transaction, session
from tests.abuse.every_deed import DONE, every_deed
from tests.accounts.people import make_guest, post
from tests.factories import make_account, make_festival, order_body
from tests.faults.processes import call, free_port, start_all, stop, wait_for
from tests.journeys.test_one_ticket import bearer

NIK = "1276015507900001"
MAIL_USER, MAIL_PASSWORD = "surat-keluar", "kata-sandi-server-surat"
METRICS_TOKEN = "token-of-the-figures-of-this-site"
WRONG = {"password": "salah-sama-sekali", "pin": "739164"}
FORGED = '{"event": "forged", "level": "info"}'
# Of what is sent and answered these are in the log for other reasons: dates, words of routes and of the program, small numbers.
SHORTEST = 6
PUBLIC = re.compile(r"\d{4}-\d\d-\d\d.*|[a-z_-]+|\d{1,5}|Gerbang|Panitia")


class MailServer:
    """Takes mail from those who log in, and keeps what it is told."""

    def __init__(self):
        self.letters, self.log_ins, self.is_full = [], set(), False

    def authenticate(self, _server, _session, _envelope, _mechanism, said):
        self.log_ins.add((said.login.decode(), said.password.decode()))
        return AuthResult(success=said.password.decode() == MAIL_PASSWORD)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002  the shape is the library's
        if self.is_full:
            return f"452 no room for {envelope.rcpt_tos}"
        self.letters.append(envelope.content.decode())
        return "250 kept"


@pytest.fixture
def mail_server():
    server = MailServer()
    needs = {"auth_required": True, "auth_require_tls": False, "authenticator": server.authenticate}
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), **needs)
    controller.start()
    yield controller
    controller.stop()


class Wire:
    """In the place of the app: hands each request to the site that runs at the port, and remembers what must not be told."""

    def __init__(self, port):
        self.port, self.told = port, set()

    def __call__(self, environ, start_response):
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers |= {"Content-Type": environ.get("CONTENT_TYPE", "")}
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(environ["REQUEST_METHOD"], environ["REQUEST_URI"], body, headers)
        answer = connection.getresponse()
        said, names = answer.read(), answer.getheaders()
        connection.close()
        self.remember(environ["REQUEST_URI"], headers, body, names, said)
        start_response(f"{answer.status} {answer.reason}", names)
        return BytesIO(said)

    def remember(self, path, headers, body, answered, said):
        self.told |= {part for part in re.split("[/?&=]", path) if len(part) > 20}
        self.told |= set(parse_cookie(headers.get("COOKIE", "")).values()) | {headers.get("AUTHORIZATION", "").removeprefix("Bearer ")}
        self.told |= {value.split("=", 1)[1].split(";")[0] for name, value in answered if name.lower() == "set-cookie"}
        self.told |= {headers.get("IDEMPOTENCY-KEY", "")}
        if headers["Content-Type"].startswith("application/x-www-form-urlencoded"):
            self.told |= {value for _name, value in parse_qsl(body.decode())}
        for text_of in (body, said):
            if text_of.startswith(b"{"):
                self.told |= set(words_in(json.loads(text_of)))


def words_in(value):
    """Every text somewhere in JSON, except the codes that are in addresses anyway."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from () if name in ("code", "offer") else words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)
    elif isinstance(value, str):
        yield value


def kept_secret():
    """What the database holds of people, and of what opens something."""
    session.rollback()
    columns = {"name", "buyer_name", "contact", "recipient", "email", "phone", "person", "payload", "entry_code", "party_code"}
    columns |= {"password_hash", "pin_hash", "totp_secret", "credential_id", "public_key"}
    columns |= {column.name for table in db.metadata.sorted_tables for column in table.columns if column.name.endswith("_digest")}
    kept = [column for table in db.metadata.sorted_tables for column in table.columns if column.name in columns]
    return {value for column in kept for value in session.scalars(select(column)) if isinstance(value, str)}


def rename(table, to):
    in_transaction(lambda: session.execute(text(f"ALTER TABLE {table} RENAME TO {to}")))
    session.remove()


def send_raw(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(4096)


def forge_lines(port):
    """Line ends wherever a request has text."""
    for end in ("\r\n", "\n", "\r", "%0d%0a", "%0a", "\u2028", "\x85"):
        send_raw(port, f"GET /acara/x{end}{FORGED} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        send_raw(port, f"GET{end}{FORGED} / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for header in ("User-Agent", "X-Request-ID", "Referer", "X-Forwarded-For", "Cookie", "Idempotency-Key"):
            send_raw(port, f"GET /jadwal HTTP/1.1\r\nHost: localhost\r\n{header}: abcdefgh{end} {FORGED}\r\n\r\n")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a40_the_running_site_writes_down_nothing_secret(app, mail_server, tmp_path, monkeypatch):
    """A40: neither on its outputs nor in its figures, whether things go well, are refused, crash or cannot be sent."""
    port, wire = free_port(), Wire(0)
    wire.port = port
    address = f"smtp://{MAIL_USER}:{MAIL_PASSWORD}@127.0.0.1:{mail_server.port}?tls=none"
    unlimited = {name: "100000 per minute" for name in app.config if name.startswith("LIMIT_")}
    settings = {"SMTP_URL": address, "METRICS_TOKEN": METRICS_TOKEN, "WORKERS": "1"}
    output = tmp_path / "output"
    with output.open("wb") as written:
        site = start_all(app, port, written, **unlimited, **settings)
    try:
        with monkeypatch.context() as wired:
            wired.setattr(app, "wsgi_app", wire)
            for name, do in every_deed(app).items():
                session.rollback()  # else it goes on reading what was there before the other processes wrote
                assert do().status_code in DONE, name
            refused(app)
            crash(app)
        letters = mail_server.handler.letters
        wait_for(lambda: len(letters) > 5, 60, "no mail is sent")
        mail_server.handler.is_full = True
        before = output.read_text().count("message not sent")
        body = order_body(make_festival().event.offer, by_mail=True, name="Rahasia Tak Terkirim")
        wait_for(lambda: call(port, "POST", "/api/v1/orders", body, Idempotency_Key="never-mailed-key")[0] == 201, 10, "not booked")
        wait_for(lambda: output.read_text().count("message not sent") > before, 60, "nobody says that mail is not sent")
        forge_lines(port)
        figures = call(port, "GET", "/metrics", Authorization=f"Bearer {METRICS_TOKEN}")
    finally:
        stop(site)
    assert mail_server.handler.log_ins == {(MAIL_USER, MAIL_PASSWORD)} and figures[0] == 200
    said = re.sub(r'"timestamp": "[^"]*"', "", output.read_text())  # its six digits might be a code by chance
    figures_kept = [path for path in (Path(app.config["DATA_FOLDER"]) / "metrics").rglob("*") if path.is_file()]
    written_down = {"output": said, "/metrics": figures[1].decode()}
    written_down |= {path.name: path.read_bytes().decode("latin-1") for path in figures_kept}
    assert figures_kept and said.count('"event": "request"') > 100 and '"event": "unhandled"' in said
    told = wire.told | kept_secret() | {app.config["SECRET_KEY"], METRICS_TOKEN, MAIL_PASSWORD, MAIL_USER, NIK, *WRONG.values()}
    secrets = {word for word in told if len(word) >= SHORTEST and not PUBLIC.fullmatch(word)}
    assert len(secrets) > 300
    found = {(where, word) for where, what in written_down.items() for word in secrets if word.lower() in what.lower()}
    assert found == set()
    assert all("forged" not in what for what in written_down.values())


def refused(app):
    """Wrong passwords, PINs and links, and a number of an identity card wherever there is room for one."""
    client = app.test_client()
    email, guest = make_account(Role.ORGANIZER), make_guest(Role.GROUP)
    assert post(client, "/staff/masuk", email=email, password=WRONG["password"]).status_code == 422
    assert post(client, "/masuk", phone=guest.phone, pin=WRONG["pin"]).status_code == 422
    assert client.get(f"/pesanan/ABCD2345/{'0' * 26}").status_code == 404
    assert client.get("/api/v1/gate", headers=bearer("a-token-that-no-device-has")).status_code == 401
    about = {"Referer": f"http://localhost/{NIK}", "User-Agent": NIK, "X-Request-ID": "!" + NIK}
    assert client.get(f"/acara/{NIK}?q={NIK}", headers=about).status_code == 404
    assert client.post("/tiket-hilang", data={"contact": NIK}).status_code == 422


def crash(app):
    """A booking whose letter cannot be written: the database's own words about it hold what was to be written."""
    event = make_festival().event
    form = {"name": f"Rahasia {NIK}", "contact": "rahasia.celaka@contoh.id", "quantity": "1", "key": "a-key-that-crashes"}
    rename("message", "message_away")
    try:
        wait_for(lambda: app.test_client().post(f"/pesan/{event.code}", data=form).status_code == 500, 10, "nothing crashes")
    finally:
        rename("message_away", "message")
