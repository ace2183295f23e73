"""Letters to strangers in the city's name: what a buyer can make them say, to whom, and where their links lead."""

import re
import unicodedata
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import count
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select, update

from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from culture_week.messages.jobs import deliver_messages
from culture_week.messages.models import Message
from culture_week.messages.rules import MOST_IN_AN_HOUR
from tests.factories import make_account, make_festival, now
from tests.journeys.test_staff import log_in, token_on

LINKS = [
    "https://evil.example",
    "Siti HTTP://evil.example",
    "klik www.evil.example",
    "WWW.evil.example",
    "siti@evil.example",
    "evil.example/hadiah",
    "ftp://e",
    "[hadiah](https://evil.example)",
    '<a href="https://evil.example">x</a>',
    "https:/\u200b/evil.example/hadiah",
    "ｈttps://evil.example",
]
PEOPLE = ["Siti Nurhaliza, S.Pd.", "H. M. Yusuf / Ibu Ani", "Dr.Ahmad", "R.A. Kartini", "Ny. O'Brien-Çelik", "李小龍", "Andi & Budi"]
HEADERS = {"subject", "from", "to", "date", "message-id", "auto-submitted", "content-type", "content-transfer-encoding", "mime-version"}
EVIL = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"}
_numbers = count(1)


def post_form(client, event, headers=None, **fields):
    n = next(_numbers)
    form = {"name": "Siti", "contact": f"siti{n}@contoh.id", "quantity": "1", "key": f"mail-key-{n}"} | fields
    return client.post(f"/pesan/{event.code}", data=form, headers=headers)


def post_json(client, event, **buyer):
    n = next(_numbers)
    body = {"lines": [{"offer": event.offer, "quantity": 1}], "buyer": {"name": "Siti", **buyer}}
    return client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": f"mail-key-{n}"})


def messages():
    session.rollback()
    return session.scalar(select(func.count()).select_from(Message))


def mail_of(app, booked):
    """The mail that went out for an order booked by form, as it lies in the inbox."""
    code = booked.headers["Location"].split("/")[2]
    assert deliver_messages().failed == 0
    raw = (app.config["DATA_FOLDER"] / "inbox" / f"order-confirmed.{code}.eml").read_bytes()
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize("name", LINKS)
def test_a28_a_name_is_no_link(client, name):
    """A28: the city's letter must not carry a stranger's advertisement; the form and the API say what a name is."""
    event = make_festival().event
    answer = post_json(client, event, name=name, email="korban@contoh.id")
    assert (answer.status_code, answer.json["reason"]) == (422, "bad-name") and "tanpa tautan" in answer.json["detail"]
    page = post_form(client, event, name=name)
    assert page.status_code == 422 and "tanpa tautan" in page.text
    assert messages() == 0


@pytest.mark.parametrize("name", PEOPLE)
def test_a28_people_keep_their_names(client, app, name):
    """A28: and nobody is turned away for a title, a dot or an alphabet."""
    booked = post_form(client, make_festival().event, name=name)
    assert booked.status_code == 303
    assert unicodedata.normalize("NFC", f"Halo {name},") in mail_of(app, booked).get_content()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b", "\x0c", "\x1e"])
def test_a28_lines_in_a_name_are_no_headers(client, app, end):
    """A28: whatever ends a line, the letter has its own headers, one recipient, and the name on one line."""
    text = f"Siti{end}Bcc: korban.contoh.id{end}{end}Anda menang"
    booked = post_form(client, make_festival().event, name=text, contact="siti@contoh.id")
    assert booked.status_code == 303
    mail = mail_of(app, booked)
    assert {name.lower() for name in mail.keys()} == HEADERS and len(mail.keys()) == len(HEADERS)  # noqa: SIM118  headers repeat
    assert mail["To"] == "siti@contoh.id" and "menang" not in mail["Subject"]
    assert "Halo Siti Bcc: korban.contoh.id Anda menang," in mail.get_content().split("\r\n")


@pytest.mark.parametrize(
    "contact",
    [
        "siti@contoh.id\r\nBcc: korban@contoh.id",
        "siti@contoh.id\nSubject: hadiah",
        "siti@contoh.id\r\n\r\nhadiah",
        "siti\r\n@contoh.id",
        "siti@contoh.id, korban@contoh.id",
        "siti@contoh.id;korban@contoh.id",
        "siti@contoh.id korban@contoh.id",
        "Siti <siti@contoh.id>",
        '"a@b, c"@contoh.id',
        "siti%0d%0aBcc:korban@contoh.id",
        "=?utf-8?q?korban=40evil.example=2c?=@contoh.id",
        "=?x?q?a?=@contoh.id",
        "siti=?utf-8?b?aGFsbG8?=@contoh.id",
        "siti@evil.example@contoh.id",
        "siti@[127.0.0.1]",
        "siti@contoh.id\x00",
        "siti@xn--\u0441ontoh.id",
        "0861 1000 0001\r\nhadiah",
        "-oQ/tmp@contoh",
    ],
)
def test_a28_one_contact_is_one_address(client, contact):
    """A28: an address that a mail server might read as another, or as two, is refused by form and API."""
    event = make_festival().event
    assert post_form(client, event, contact=contact).status_code == 422
    assert post_json(client, event, **{"email" if "@" in contact else "phone": contact}).status_code == 422
    assert messages() == 0


def test_a28_what_an_address_may_hold_goes_to_that_address_alone(client, app):
    """A28: the odd letters that are allowed are read back as they were typed."""
    for contact in ("o'brien+pekan@contoh.id", "a!#$%&*/=^`{|}~-b@contoh.id", "-x@contoh.id"):
        mail = mail_of(app, post_form(client, make_festival().event, contact=contact))
        (recipient,) = mail["To"].addresses
        assert recipient.addr_spec == contact


def test_a29_links_lead_to_the_site_whatever_host_was_asked(client, app):
    """A29: neither a letter nor a page takes the site's name from a header."""
    festival = make_festival()
    staff = app.test_client()
    log_in(staff, make_account(Role.ORGANIZER, edition_id=festival.edition.id))
    booked = post_form(client, festival.event, headers=EVIL)
    assert booked.status_code == 303 and booked.headers["Location"].startswith("/pesanan/")
    text = mail_of(app, booked).get_content()
    path = booked.headers["Location"].split("?")[0]
    assert re.findall(r"\S+://\S+", text) == [f"http://localhost{path}"]
    assert post_form(client, festival.event, headers=EVIL, contact="0861-1000-0041").status_code == 303
    staff.post("/staff/pesan/mulai", data={"csrf_token": token_on(staff, "/staff")})
    (waiting,) = re.findall(r"https://wa\.me/6286110000041\?text=([^\"]+)", staff.get("/staff/pesan").text)
    assert re.findall(r"\S+://[^/]+/", unquote(waiting)) == ["http://localhost/"]
    for address in (
        "/",
        "/jadwal",
        path,
        f"{path}/kalender.ics",
        f"/acara/{festival.event.code}",
        "/privasi",
        "/staff/masuk",
        "/tidak-ada",
    ):
        page = client.get(address, headers=EVIL)
        assert "evil" not in page.text + str(page.headers) and "gopher" not in page.text + str(page.headers), address
        assert "evil" not in client.get(address).text  # nor was it kept for others
    token = token_on(staff, "/staff/gerbang")
    link = staff.post(
        f"/staff/gerbang/{festival.venue.gate_code}/tautan", data={"csrf_token": token}, headers={"X-Forwarded-Host": "evil.example"}
    )
    assert "http://localhost/gerbang#aktif=" in link.text and "evil" not in link.text


def test_a13_nobody_fills_a_strangers_inbox_by_booking_and_cancelling(client, app, monkeypatch):
    """A13: 30 bookings a minute were 1,800 letters an hour to whomever one names; who cancels tells them nothing more."""
    monkeypatch.setitem(app.config, "LIMIT_BOOKING_CONTACT", "1000 per minute")
    event = make_festival(size=50, per_person=5).event
    sent, booked = 0, []
    for _ in range(MOST_IN_AN_HOUR + 5):
        booked.append(post_form(client, event, contact="korban@contoh.id"))
        sent += deliver_messages().sent
        assert client.post(f"{booked[-1].headers['Location'].partition('?')[0]}/batal").status_code == 303
    assert sent == MOST_IN_AN_HOUR
    kept = post_form(client, event, contact="korban@contoh.id")
    post_form(client, event, contact="siti@contoh.id")
    assert deliver_messages().sent == 1  # others wait for nobody
    in_transaction(lambda: session.execute(update(Message).values(sent_at=now() - timedelta(hours=1), due_at=now())))
    assert deliver_messages().sent == 1  # what still holds is told later
    assert mail_of(app, kept)["to"] == "korban@contoh.id"
