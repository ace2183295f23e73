"""Everything that a POST changes about accounts, each done once by somebody who may."""

import re
from collections.abc import Callable
from typing import Any

from culture_week.accounts.actions import links
from culture_week.accounts.models import LogIn, Passkey
from culture_week.accounts.states import Purpose, Role
from culture_week.core.database import in_transaction, session
from tests.accounts.authenticator import Authenticator, options_on
from tests.accounts.people import (
    PIN,
    account_id_of,
    code_now,
    code_of,
    digits_of,
    link_of,
    make_guest,
    make_invitation,
    offer_reset,
    post,
    set_up_app,
)
from tests.factories import PASSWORD, make_account, now
from tests.journeys.test_staff import log_in


def deeds_of_accounts(app, edition_id: int) -> dict[str, Callable[[], Any]]:
    """By endpoint, a deed. They build on one another in this order."""
    email, colleague = make_account(Role.ADMIN, edition_id=edition_id), make_account(Role.GATE, edition_id=edition_id)
    me, office, other = app.test_client(), app.test_client(), app.test_client()
    log_in(me, email)
    log_in(office, make_account(Role.ADMIN))
    log_in(other, email)
    log_in(other, colleague)
    phone = Authenticator()
    guest, gone = make_guest(Role.GROUP, email="tamu@contoh.id"), make_guest(Role.VENDOR)
    again = make_account(Role.ADMIN)
    app_of_again = set_up_app(again)

    def new_passkey():
        page = me.get("/staff/saya/kunci").text
        return post(me, "/staff/saya/kunci", answer=phone.create(options_on(page)), label="Ponsel")

    def by_passkey():
        browser = app.test_client()
        page = browser.get("/staff/masuk").text
        return post(browser, "/staff/masuk/kunci", "/staff/masuk", answer=phone.get(options_on(page)))

    def set_up_totp():
        page = me.get("/staff/saya/aplikasi").text
        secret, sealed = (re.search(pattern, page)[1] for pattern in (r'mono break">([A-Z2-7]{32})', r'name="sealed"[^>]*value="([^"]+)"'))
        return post(me, "/staff/saya/aplikasi", code=code_now(secret), sealed=sealed)

    def second_factor():
        browser = app.test_client()
        log_in(browser, again)
        return post(browser, "/staff/masuk/kode", code=code_now(app_of_again))

    def mailed():
        in_transaction(links.offer_mailed_log_in, account_id=guest.id, language="id", now=now())
        return link_of(guest.id, "masuk/surel")

    def confirm():
        account_id = account_id_of(again)
        in_transaction(links.offer_email_change, account_id=account_id, email="baru@contoh.id", language="id", by="test", now=now())
        return post(app.test_client(), link_of(account_id, "staff/surel", Purpose.CONFIRM_NEW_EMAIL))

    def passkey_code():
        return session.query(Passkey).filter_by(account_id=account_id_of(email)).one().code

    def other_log_in():
        return session.query(LogIn).filter_by(account_id=account_id_of(email)).order_by(LogIn.id.desc()).first().code

    invited = {"name": "Budi Contoh", "contact": "budi@contoh.id", "role": "gate", "gate": ""}
    newcomer = {"name": "Budi Contoh", "email": "budi.baru@contoh.id", "new_password": PASSWORD}
    newest = {"belongs": f"group:{guest.group}", "phone": "0861-9999-0001", "name": "", "email": ""}
    own, tamu, akun = "/staff/saya", "/staff/tamu", "/staff/akun"
    withdrawn = make_invitation().split("/")[-2]
    return {
        "accounts.forgot": lambda: post(app.test_client(), "/staff/lupa", email=email),
        "accounts.reset_password": lambda: post(app.test_client(), offer_reset(colleague), new_password="another password"),
        "accounts.accept_invitation": lambda: post(app.test_client(), make_invitation(), **newcomer),
        "accounts.second_factor": second_factor,
        "accounts.choose_pin": lambda: post(app.test_client(), guest.link, pin=PIN),
        "accounts.guest_log_in": lambda: post(app.test_client(), "/masuk", phone=guest.phone, pin=PIN),
        "accounts.mail_log_in": lambda: post(app.test_client(), "/masuk/surel", email="tamu@contoh.id"),
        "accounts.open_mailed_link": lambda: post(app.test_client(), mailed()),
        "accounts.type_digits": lambda: post(app.test_client(), (link := mailed()).rpartition("/")[0], code=digits_of(link)),
        "own_account.rename": lambda: post(me, f"{own}/nama", own, name="Nama Baru"),
        "own_account.prove": lambda: post(me, f"{own}/ulangi", password=PASSWORD),
        "own_account.change_email": lambda: post(me, f"{own}/surel", own, email="lain@contoh.id"),
        "own_account.confirm_email": confirm,
        "own_account.set_up_totp": set_up_totp,
        "own_account.recovery_codes": lambda: post(me, f"{own}/kode-pemulihan", own),
        "own_account.remove_totp": lambda: post(me, f"{own}/aplikasi/lepas", own),
        "own_account.add_passkey": new_passkey,
        "accounts.passkey_log_in": by_passkey,
        "own_account.remove_passkey": lambda: post(me, f"{own}/kunci/{passkey_code()}/hapus", own),
        "own_account.end_one_log_in": lambda: post(me, f"{own}/sesi/{other_log_in()}/akhiri", own),
        "own_account.end_other_log_ins": lambda: post(me, f"{own}/sesi/akhiri", own),
        "own_account.change_password": lambda: post(me, f"{own}/sandi", own, password=PASSWORD, new_password="one more password"),
        "office_of_accounts.invite": lambda: post(office, f"{akun}/undang", akun, **invited),
        "office_of_accounts.withdraw": lambda: post(office, f"{akun}/undangan/{withdrawn}/tarik", akun),
        "office_of_accounts.end_log_ins": lambda: post(office, f"{akun}/{code_of(account_id_of(colleague))}/keluarkan", akun),
        "office_of_accounts.give": lambda: post(office, f"{akun}/{code_of(account_id_of(colleague))}/beri", akun, role="desk", gate=""),
        "office_of_accounts.revoke": lambda: post(office, f"{akun}/{code_of(account_id_of(colleague))}/cabut/gate", akun),
        "guests.invite": lambda: post(office, f"{tamu}/baru", tamu, **newest),
        "guests.new_link": lambda: post(office, f"{tamu}/{guest.code}/tautan", tamu),
        "guests.end": lambda: post(office, f"{tamu}/{gone.code}/cabut", tamu),
    }
