"""A copied log-in cookie, after everything by which somebody may want to be rid of whoever copied it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from culture_week.accounts.actions import links
from culture_week.accounts.models import Grant, LogIn, Passkey
from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from tests.accounts.authenticator import Authenticator, options_on
from tests.accounts.people import PIN, account_id_of, code_now, code_of, link_of, make_guest, offer_reset, post, set_up_app
from tests.factories import PASSWORD, make_account, make_edition, make_festival, now
from tests.journeys.test_staff import log_in, token_on

OWN, AGAIN = "/staff/saya", "a password quite different"
COOKIE = "log-in"


def copy_of(client):
    """Another browser with the same cookie, as a thief has it."""
    thief = client.application.test_client()
    thief.set_cookie(COOKIE, client.get_cookie(COOKIE).value)
    return thief


class Person:
    """An organizer on two devices, whose cookies were both copied; the office beside them."""

    def __init__(self, app, *, with_app=False):
        self.app, self.edition = app, make_edition()
        self.email = make_account(Role.ORGANIZER, edition_id=self.edition.id)
        self.id = account_id_of(self.email)
        self.secret = set_up_app(self.email) if with_app else None
        self.here, self.there, self.office = (app.test_client() for _ in range(3))
        log_in(self.office, make_account(Role.ADMIN))
        for step, client in enumerate((self.here, self.there)):
            log_in(client, self.email)
            if self.secret:
                post(client, "/staff/masuk/kode", code=code_now(self.secret, seconds=30 * step))
        self.page = f"/staff/akun/{code_of(self.id)}"
        self.copies = [copy_of(self.here), copy_of(self.there)]
        assert self.who_is_inside() == [200, 200, 200, 200]

    def who_is_inside(self):
        """Both devices, then both thieves."""
        return [client.get("/staff/acara").status_code for client in (self.here, self.there, *self.copies)]


def change_password(person):
    assert post(person.here, f"{OWN}/sandi", OWN, password=PASSWORD, new_password=AGAIN).status_code == 303


def end_the_others(person):
    assert post(person.here, f"{OWN}/sesi/akhiri", f"{OWN}/sesi").status_code == 303


def set_up_an_app(person):
    page = person.here.get(f"{OWN}/aplikasi").text
    secret, sealed = (re.search(pattern, page)[1] for pattern in (r'mono break">([A-Z2-7]{32})', r'name="sealed"[^>]*value="([^"]+)"'))
    assert post(person.here, f"{OWN}/aplikasi", code=code_now(secret), sealed=sealed).status_code == 200


def add_a_passkey(person):
    options = options_on(person.here.get(f"{OWN}/kunci").text)
    assert post(person.here, f"{OWN}/kunci", answer=Authenticator().create(options), label="Ponsel").status_code in (200, 303)


@pytest.mark.parametrize("deed", [change_password, end_the_others, set_up_an_app, add_a_passkey])
def test_a33_whoever_changes_a_way_in_stays_alone(app, deed):
    """A33: also the copy of the very cookie by which it was done; what stood open in another tab still works."""
    person = Person(app)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', person.here.get(OWN).text)[1]
    deed(person)
    assert person.who_is_inside() == [200, 302, 302, 302]
    assert person.here.post(f"{OWN}/nama", data={"csrf_token": token, "name": "Nama Baru"}).status_code == 303


def remove_the_app(person):
    assert post(person.here, f"{OWN}/aplikasi/lepas", OWN).status_code == 303


def remove_a_passkey(person):
    session.rollback()
    code = session.scalars(select(Passkey.code)).one()
    assert post(person.here, f"{OWN}/kunci/{code}/hapus", OWN).status_code == 303


@pytest.mark.parametrize("deed", [remove_the_app, remove_a_passkey])
def test_a33_a_second_factor_that_is_taken_away_takes_the_copies_with_it(app, deed):
    """A33: they were let in by what is no way in any more."""
    person = Person(app, with_app=True)
    add_a_passkey(person)
    person.copies[0] = copy_of(person.here)
    assert person.who_is_inside() == [200, 302, 200, 302]
    deed(person)
    assert person.who_is_inside() == [200, 302, 302, 302]


def reset_by_link(person):
    assert post(person.app.test_client(), offer_reset(person.email), new_password=AGAIN).status_code == 303


def log_out_everywhere(person):
    assert post(person.office, f"{person.page}/keluarkan", person.page).status_code == 303


def lose_the_role(person):
    assert post(person.office, f"{person.page}/cabut/organizer", person.page).status_code == 303


def get_a_role(person):
    """A cookie that was planted or copied does not grow with its account."""
    assert post(person.office, f"{person.page}/beri", person.page, role="curator", gate="").status_code == 303


def lose_the_factor(person):
    """At the command line, for somebody whose phone is gone."""
    result = person.app.test_cli_runner().invoke(args=["accounts", "reset-second-factor", "--email", person.email])
    assert result.exit_code == 0


def change_the_address(person):
    in_transaction(links.offer_email_change, account_id=person.id, email="baru@contoh.id", language="id", by="test", now=now())
    for purpose in ("confirm_old_email", "confirm_new_email"):
        session.rollback()
        assert post(person.app.test_client(), link_of(person.id, "staff/surel", purpose)).status_code == 200


@pytest.mark.parametrize("deed", [reset_by_link, log_out_everywhere, lose_the_role, get_a_role, lose_the_factor, change_the_address])
def test_a33_what_is_done_from_elsewhere_ends_every_cookie(app, deed):
    """A33: nobody knows which of them is the thief's."""
    person = Person(app)
    deed(person)
    assert person.who_is_inside() == [302, 302, 302, 302]


def test_a33_one_device_of_the_list_is_logged_out_with_its_copy(app):
    """A33: and no other."""
    person = Person(app)
    there = session.scalars(select(LogIn.code).where(LogIn.account_id == person.id).order_by(LogIn.id.desc()).limit(1)).one()
    assert post(person.here, f"{OWN}/sesi/{there}/akhiri", f"{OWN}/sesi").status_code == 303
    assert person.who_is_inside() == [200, 302, 200, 302]
    stranger = app.test_client()
    log_in(stranger, make_account(Role.GATE, edition_id=person.edition.id))
    here = session.scalars(select(LogIn.code).where(LogIn.account_id == person.id).order_by(LogIn.id).limit(1)).one()
    post(stranger, f"{OWN}/sesi/{here}/akhiri", OWN)
    assert person.here.get("/staff/acara").status_code == 200


def test_a33_a_role_that_becomes_less_leaves_a_copy_no_more(app):
    """A33: rights are read at each request and stand in no cookie."""
    person = Person(app)
    held = update(Grant).where(Grant.account_id == person.id)
    in_transaction(lambda: session.execute(held.values(role=Role.GATE)))
    assert person.who_is_inside() == [403] * 4 and person.copies[0].get("/staff/gerbang").status_code == 200
    in_transaction(lambda: session.execute(held.values(revoked_at=now(), revoked_by="test")))
    assert person.copies[0].get("/staff/gerbang").status_code == 403


def test_a33_a_proof_is_no_proof_by_a_copy(app):
    """A33: a cookie copied before its owner typed the password again does not become one that may change a way in."""
    person = Person(app)
    in_transaction(lambda: session.execute(update(LogIn).values(proved_at=now() - timedelta(hours=1))))
    assert [client.get(f"{OWN}/aplikasi").status_code for client in (person.here, person.copies[0])] == [303, 303]
    assert post(person.here, f"{OWN}/ulangi", password=PASSWORD).status_code == 303
    assert person.here.get(f"{OWN}/aplikasi").status_code == 200
    assert person.copies[0].get(f"{OWN}/aplikasi").headers["Location"].startswith("/staff/masuk")


def test_a33_a_half_log_in_is_worth_nothing_once_the_password_is_another(app):
    """A33: nor does the second factor complete it then."""
    email = make_account(Role.ADMIN)
    secret, half, other = set_up_app(email), app.test_client(), app.test_client()
    log_in(half, email)
    log_in(other, email)
    assert post(other, "/staff/masuk/kode", code=code_now(secret)).headers["Location"] == "/staff"
    token = token_on(half, "/staff/masuk/kode")
    post(app.test_client(), offer_reset(email), new_password=AGAIN)
    refused = half.post("/staff/masuk/kode", data={"csrf_token": token, "code": code_now(secret, seconds=30)})
    assert refused.headers["Location"] == "/staff/masuk" and half.get("/staff").status_code == 302


@pytest.mark.parametrize("role", [Role.GROUP, Role.VENDOR])
def test_a33_a_guest_whose_pin_is_made_anew_is_the_only_one_inside(app, role):
    """A33: the office's new QR ends cookies, the PIN and the mails of before at once, not only when the QR is used."""
    guest = make_guest(role, edition_id=make_edition().id, email="tamu@contoh.id")
    home = "/sanggar" if role is Role.GROUP else "/lapak"
    phone, office = app.test_client(), app.test_client()
    post(phone, guest.link, pin=PIN)
    thief = copy_of(phone)
    in_transaction(links.offer_mailed_log_in, account_id=guest.id, language="id", now=now())
    mailed = link_of(guest.id, "masuk/surel")
    assert thief.get(home).status_code == app.test_client().get(mailed).status_code == 200
    assert post(app.test_client(), "/masuk", phone=guest.phone, pin=PIN).status_code == 303
    log_in(office, make_account(Role.ADMIN))
    assert post(office, f"/staff/tamu/{guest.code}/tautan", f"/staff/tamu/{guest.code}").status_code == 303
    assert [client.get(home).status_code for client in (phone, thief)] == [302, 302]
    assert post(app.test_client(), "/masuk", phone=guest.phone, pin=PIN).status_code == 422
    assert app.test_client().get(mailed).status_code == 410
    session.rollback()
    assert post(phone, link_of(guest.id, "masuk-tamu"), pin="518203").status_code == 303
    assert [client.get(home).status_code for client in (phone, thief)] == [200, 302]


def test_a34_a_guests_cookie_comes_with_no_public_page(app):
    """A34: it lasts a month and moves with the guest's own page, else a shared cache might hand it to the next reader."""
    festival = make_festival()
    guest = make_guest(Role.GROUP, edition_id=festival.edition.id)
    phone = app.test_client()
    post(phone, guest.link, pin=PIN)
    for path in ("/", "/jadwal", f"/acara/{festival.event.code}", f"/pesan/{festival.event.code}", "/api/v1/events"):
        answer = phone.get(path)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", ""), path
    phone.get("/sanggar")
    in_transaction(lambda: session.execute(update(LogIn).values(expires_at=now() + timedelta(days=3))))
    assert "Expires=" in phone.get("/sanggar").headers["Set-Cookie"]
    assert "Set-Cookie" not in phone.get("/sanggar").headers


NEW_KEY = "another-key-for-tests-0123456789abcdef"


def test_a33_a_new_key_signs_and_the_old_one_dies_when_it_is_let_go(app, monkeypatch):
    """A33: log-ins survive a new key for as long as the old one is named beside it, and what was leaked ends with it."""
    email = make_account(Role.ADMIN)
    secret, client, old_key = set_up_app(email), app.test_client(), app.config["SECRET_KEY"]
    log_in(client, email)
    post(client, "/staff/masuk/kode", code=code_now(secret))
    old = copy_of(client)
    reset = offer_reset(email)
    assert old.get("/staff").status_code == 200
    monkeypatch.setitem(app.config, "SECRET_KEY", NEW_KEY)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old_key])
    assert old.get("/staff").status_code == app.test_client().get(reset).status_code == 200
    newer = app.test_client()
    log_in(newer, email)
    assert post(newer, "/staff/masuk/kode", code=code_now(secret, seconds=30)).status_code == 303
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert [browser.get("/staff").status_code for browser in (old, newer)] == [302, 200]
    assert app.test_client().get(reset).status_code == 404
    monkeypatch.setitem(app.config, "SECRET_KEY", old_key)  # who has the old key makes nothing that the new one takes
    assert newer.get("/staff").status_code == 302 and old.get("/staff").status_code == 200


def test_a33_a_second_factor_outlives_the_key_under_which_it_was_set_up(app, monkeypatch):
    """A33: an app that was used once beside both keys is sealed under the new one, so that the old one can be let go."""
    email = make_account(Role.ADMIN)
    secret, old_key = set_up_app(email), app.config["SECRET_KEY"]

    def statuses(*codes):
        browser = app.test_client()
        log_in(browser, email)
        return [post(browser, "/staff/masuk/kode", code=code).status_code for code in codes]

    monkeypatch.setitem(app.config, "SECRET_KEY", NEW_KEY)
    assert statuses(code_now(secret)) == [422]  # without the old key beside it
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old_key])
    assert statuses(code_now(secret)) == [303]
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert statuses(code_now(secret), code_now(secret, seconds=30)) == [422, 303]
