"""What opens something once, used by many at the same moment: one of them gets in. Each control does without the guard."""

from itertools import count

import pytest
from sqlalchemy import update

from culture_week.accounts.actions.factors import new_recovery_codes
from culture_week.accounts.actions.links import offer_email_change
from culture_week.accounts.queries import email_of
from culture_week.accounts.states import Purpose, Role
from culture_week.checkin.actions import offer_enrolment
from culture_week.checkin.models import Device
from culture_week.core.database import in_transaction, session
from culture_week.core.limits import limiter
from tests.accounts.authenticator import Authenticator, options_on
from tests.accounts.people import account_id_of, code_now, link_of, post, set_up_app
from tests.factories import make_account, make_festival, now
from tests.fuzz.pages import Page
from tests.journeys.test_staff import log_in
from tests.races import guards
from tests.races.guards import without
from tests.races.test_races import AT_ONCE, CONTROL_TRIES, all_at_once

_numbers = count()


def enrolment_code(app):
    """A25: phones that read the same QR. It opens the only device: without its guard the statement would find any."""
    in_transaction(lambda: session.execute(update(Device).values(revoked_at=now())))
    code = in_transaction(offer_enrolment, gate_id=make_festival().venue.gate_id, by="test", now=now())
    return [lambda: app.test_client().post("/api/v1/devices", json={"code": code})] * AT_ONCE


def after_the_password(app, email, code):
    """Two who know somebody's password, each at the question for the second factor, and the one code they have."""

    def browser():
        client = app.test_client()
        assert log_in(client, email).headers["Location"].startswith("/staff/masuk/kode")
        token = Page("/", client.get("/staff/masuk/kode").text).forms[-1].fields["csrf_token"].value
        return lambda: client.post("/staff/masuk/kode", data={"csrf_token": token, "code": code})

    return [browser(), browser()]


def code_of_the_app(app):
    email = make_account(Role.ADMIN)
    return after_the_password(app, email, code_now(set_up_app(email)))


def recovery_code(app):
    email = make_account(Role.ADMIN)
    set_up_app(email)
    codes = in_transaction(new_recovery_codes, account_id=account_id_of(email), by="test", now=now())
    return after_the_password(app, email, codes[0])


def answer_of_a_passkey(app):
    owner, phone = app.test_client(), Authenticator()
    log_in(owner, make_account(Role.ADMIN))
    added = {"answer": phone.create(options_on(owner.get("/staff/saya/kunci").text)), "label": "Ponsel"}
    assert post(owner, "/staff/saya/kunci", **added).status_code == 200  # with recovery codes
    answer = phone.get(options_on(app.test_client().get("/staff/masuk").text))

    def browser():
        client = app.test_client()
        token = Page("/", client.get("/staff/masuk").text).forms[-1].fields["csrf_token"].value
        return lambda: client.post("/staff/masuk/kunci", data={"csrf_token": token, "answer": answer})

    return [browser(), browser()]


ONCE = {
    enrolment_code: guards.ENROLMENT_IS_OPEN,
    code_of_the_app: guards.APP_CODE_IS_UNUSED,
    recovery_code: guards.RECOVERY_CODE_IS_UNUSED,
    answer_of_a_passkey: guards.PASSKEY_ANSWER_IS_UNUSED,
}


def use_at_once(app, make):
    """How each of them is answered."""
    limiter.reset()
    return [answer.status_code for answer in all_at_once(app, make(app))]


def how_many_get_in(statuses):
    return statuses.count(201) + statuses.count(303)


@pytest.mark.parametrize("make", ONCE)
def test_one_gets_in(app, make):
    statuses = use_at_once(app, make)
    assert how_many_get_in(statuses) == 1
    assert set(statuses) <= {201, 303, 404, 422}  # nobody stumbles


@pytest.mark.parametrize(("make", "guard"), ONCE.items())
def test_control_more_than_one_gets_in(bare_app, make, guard):
    with without(guard):
        assert any(how_many_get_in(use_at_once(bare_app, make)) > 1 for _ in range(CONTROL_TRIES))


def both_addresses_agree(app):
    """Whether a new address counts whose two links are pressed at the same moment."""
    limiter.reset()
    account_id, email = account_id_of(make_account(Role.GATE)), f"baru{next(_numbers)}@contoh.id"
    in_transaction(offer_email_change, account_id=account_id, email=email, language="id", by="test", now=now())

    def press(purpose):
        client, path = app.test_client(), link_of(account_id, "staff/surel", purpose)
        token = Page(path, client.get(path).text).forms[-1].fields["csrf_token"].value
        return lambda: client.post(path, data={"csrf_token": token})

    answers = all_at_once(app, [press(Purpose.CONFIRM_OLD_EMAIL), press(Purpose.CONFIRM_NEW_EMAIL)])
    assert [answer.status_code for answer in answers] == [200, 200]
    return email_of(account_id) == email


def test_both_addresses_agree_at_once(app):
    assert all(both_addresses_agree(app) for _ in range(10))
