"""The second factor over HTTP: required of some, used once, lost and found again."""

import re

import pytest
from sqlalchemy import select

from culture_week.accounts.models import Account, LogIn, RecoveryCode
from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from tests.accounts.authenticator import Authenticator, options_on
from tests.accounts.people import account_id_of, code_now, post, set_up_app
from tests.factories import make_account, make_edition
from tests.journeys.test_staff import let_pass, log_in


@pytest.fixture
def required(app, monkeypatch):
    """As in production."""
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.ORGANIZER, Role.CASHIER, Role.CURATOR])
def test_who_must_have_one_is_led_there_before_anything_else(client, required, role):
    log_in(client, make_account(role, edition_id=make_edition().id))
    for path in ("/staff", "/staff/akun", "/staff/gerbang"):
        assert client.get(path).headers["Location"] == "/staff/saya/pengaman"
    assert "/staff/saya/aplikasi" in client.get("/staff/saya/pengaman").text
    page = client.get("/staff/saya/aplikasi").text
    secret, sealed = re.search(r'mono break">([A-Z2-7]{32})', page)[1], re.search(r'name="sealed"[^>]*value="([^"]+)"', page)[1]
    assert post(client, "/staff/saya/aplikasi", code="000000", sealed=sealed).status_code == 422
    done = post(client, "/staff/saya/aplikasi", code=code_now(secret), sealed=sealed)
    assert done.status_code == 200 and len(set(re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", done.text))) == 10
    assert client.get("/staff").status_code == 200
    stored = session.scalars(select(Account.totp_secret)).one()
    assert secret not in stored


def test_gate_staff_need_none(client, required):
    log_in(client, make_account(Role.GATE, edition_id=make_edition().id))
    assert client.get("/staff").status_code == 200


def test_a39_password_alone_opens_nothing_and_a_code_works_once(app):
    """A39: nor does the same code with blanks in it."""
    email = make_account(Role.ADMIN)
    secret = set_up_app(email)
    client, thief = app.test_client(), app.test_client()
    assert log_in(client, email).headers["Location"] == "/staff/masuk/kode"
    half = client.get_cookie("log-in").value
    assert client.get("/staff").status_code == 302 and client.get("/staff/saya").status_code == 302
    code = code_now(secret)
    assert post(client, "/staff/masuk/kode", code=f"{code[:3]} {code[3:]}").status_code == 303
    assert client.get("/staff").status_code == 200
    thief.set_cookie("log-in", half)
    assert thief.get("/staff").status_code == 302  # the token changed with the second factor
    other = app.test_client()
    log_in(other, email)
    for again in (code, f" {code}", f"{code[:3]}-{code[3:]}"):
        assert post(other, "/staff/masuk/kode", code=again).status_code == 422
    assert post(other, "/staff/masuk/kode", code=code_now(secret, seconds=30)).status_code == 303


def test_a39_codes_cannot_be_tried_through(app):
    """A39: five in five minutes, whatever browser they come from."""
    email = make_account(Role.ADMIN)
    set_up_app(email)
    client = app.test_client()
    log_in(client, email)
    assert [post(client, "/staff/masuk/kode", code="000000").status_code for _ in range(6)] == [422] * 5 + [429]
    other = app.test_client()
    log_in(other, email)
    assert post(other, "/staff/masuk/kode", code="000000").status_code == 429


def test_a_recovery_code_opens_once(app):
    email = make_account(Role.ADMIN)
    secret, client = set_up_app(email), app.test_client()
    log_in(client, email)
    post(client, "/staff/masuk/kode", code=code_now(secret))
    codes = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", post(client, "/staff/saya/kode-pemulihan", "/staff/saya").text)
    stored = session.scalars(select(RecoveryCode.code_digest)).all()
    assert len(stored) == 10 and not any(code.replace("-", "") in stored for code in codes)
    first, second = app.test_client(), app.test_client()
    log_in(first, email)
    log_in(second, email)
    assert post(first, "/staff/masuk/kode", code=codes[0].lower()).status_code == 303
    assert post(second, "/staff/masuk/kode", code=codes[0]).status_code == 422


def test_a_way_in_is_changed_by_nobody_who_found_an_unlocked_screen(client):
    log_in(client, make_account(Role.ADMIN))
    let_pass(minutes=11)

    def age():
        for row in session.scalars(select(LogIn)):
            row.proved_at = row.started_at

    in_transaction(age)
    for path in ("/staff/saya/aplikasi", "/staff/saya/kunci"):
        assert client.get(path).headers["Location"] == f"/staff/saya/ulangi?next={path}"
    assert post(client, "/staff/saya/surel", "/staff/saya", email="lain@contoh.id").headers["Location"].startswith("/staff/saya/ulangi")
    assert post(client, "/staff/saya/ulangi", password="not this one").status_code == 422


class Person:
    """Somebody with a passkey."""

    def __init__(self, app):
        self.app, self.email, self.phone = app, make_account(Role.ADMIN), Authenticator()
        self.client = app.test_client()
        log_in(self.client, self.email)
        options = options_on(self.client.get("/staff/saya/kunci").text)
        assert options["authenticatorSelection"]["residentKey"] == "required"
        self.added = post(self.client, "/staff/saya/kunci", answer=self.phone.create(options), label="Ponsel Contoh")

    def answer(self):
        return self.phone.get(options_on(self.app.test_client().get("/staff/masuk").text))

    def use(self, answer):
        client = self.app.test_client()
        return client, post(client, "/staff/masuk/kunci", "/staff/masuk", answer=answer)


def test_a_passkey_alone_is_both_factors(app, required):
    person = Person(app)
    assert person.added.status_code == 200 and "Simpan kode pemulihan" in person.added.text
    client, done = person.use(person.answer())
    assert done.status_code == 303 and client.get("/staff").status_code == 200
    half = app.test_client()
    assert log_in(half, person.email).headers["Location"] == "/staff/masuk/kode"  # a password is not any more


def test_a_passkeys_answer_works_once_here_and_for_its_owner(app):
    person = Person(app)
    answer = person.answer()
    assert person.use(answer)[1].status_code == 303
    assert person.use(answer)[1].status_code == 422
    elsewhere = Authenticator("https://evil.example")
    elsewhere.key, elsewhere.id, elsewhere.count = person.phone.key, person.phone.id, 50
    assert person.use(elsewhere.get(options_on(app.test_client().get("/staff/masuk").text)))[1].status_code == 422
    stranger = Authenticator()
    stranger.id = person.phone.id
    assert person.use(stranger.get(options_on(app.test_client().get("/staff/masuk").text)))[1].status_code == 422
    for nonsense in ("", "{}", "[]", "null", '{"id": 1}', '{"id": "x", "response": {"clientDataJSON": "e30"}}', "[" * 5000):
        assert person.use(nonsense)[1].status_code == 422


def test_a_passkey_of_somebody_else_stays(app):
    """A15: the code of another's passkey removes nothing."""
    person, other = Person(app), Person(app)
    code = re.search(r"/staff/saya/kunci/(\w+)/hapus", person.client.get("/staff/saya").text)[1]
    assert post(other.client, f"/staff/saya/kunci/{code}/hapus", "/staff/saya").status_code == 303
    assert person.use(person.answer())[1].status_code == 303
    assert account_id_of(person.email) != account_id_of(other.email)
