"""Groups and vendors: the QR that staff hand over, a PIN, a mailed link, and nobody else's page."""

import pytest
from limits import parse_many

from culture_week.accounts.actions import links
from culture_week.accounts.states import Role
from culture_week.core.database import in_transaction, session
from culture_week.performers.actions import add_performance
from culture_week.performers.queries import group_id_by_code
from tests.accounts.people import PIN, digits_of, link_of, make_guest, post
from tests.factories import make_account, make_edition, make_festival, now
from tests.journeys.test_staff import log_in, token_on


def test_a_group_signs_in_by_a_staff_given_qr_and_sees_its_events(app):
    """Staff make the link, the group chooses a PIN, and is inside; next time with number and PIN."""
    festival = make_festival()
    guest = make_guest(Role.GROUP, edition_id=festival.edition.id)
    in_transaction(add_performance, event_id=festival.event.id, group_id=group_id_by_code(guest.group), position=0, by="test", now=now())
    phone = app.test_client()
    assert post(phone, guest.link, pin="123456").status_code == 422
    inside = post(phone, guest.link, pin=PIN)
    assert (inside.status_code, inside.headers["Location"]) == (303, "/sanggar")
    page = phone.get("/sanggar")
    assert guest.name in page.text and festival.event.title["id"] in page.text and festival.venue.name in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(guest.link).status_code == 410
    later = app.test_client()
    assert later.get("/sanggar").headers["Location"] == "/masuk?next=/sanggar"
    assert post(later, "/masuk", phone=guest.phone, pin="935172").status_code == 422
    assert post(later, "/masuk?next=/sanggar", phone=f" {guest.phone[:4]}-{guest.phone[4:]}", pin=PIN).headers["Location"] == "/sanggar"
    post(later, "/staff/keluar", "/sanggar")
    assert later.get("/sanggar").status_code == 302


def test_a15_one_group_never_sees_another_and_a_vendor_sees_no_group(app):
    """A15: each page holds what belongs to its own account and nothing else."""
    festival = make_festival()
    mine, theirs = (make_guest(Role.GROUP, edition_id=festival.edition.id) for _ in range(2))
    vendor = make_guest(Role.VENDOR, edition_id=festival.edition.id)
    in_transaction(add_performance, event_id=festival.event.id, group_id=group_id_by_code(theirs.group), position=0, by="test", now=now())
    clients = {guest.code: app.test_client() for guest in (mine, theirs, vendor)}
    for guest in (mine, theirs, vendor):
        post(clients[guest.code], guest.link, pin=PIN)
    page = clients[mine.code].get("/sanggar").text
    assert mine.name in page and theirs.name not in page and festival.event.title["id"] not in page and "Belum ada jadwal tampil" in page
    assert vendor.name in clients[vendor.code].get("/lapak").text and clients[vendor.code].get("/sanggar").status_code == 403
    assert clients[mine.code].get("/lapak").status_code == 403
    for path in ("/staff", "/staff/saya", "/staff/akun", "/staff/tamu"):
        assert clients[mine.code].get(path).status_code == 403


def test_a20_a_guest_that_is_let_go_is_out_at_once(app):
    """A20: and neither PIN nor page works again."""
    guest = make_guest(Role.VENDOR, edition_id=make_edition().id)
    phone, office = app.test_client(), app.test_client()
    post(phone, guest.link, pin=PIN)
    log_in(office, make_account(Role.ADMIN))
    assert post(office, f"/staff/tamu/{guest.code}/cabut", f"/staff/tamu/{guest.code}").status_code == 303
    assert phone.get("/lapak").status_code == 302
    post(phone, "/masuk", phone=guest.phone, pin=PIN)
    assert phone.get("/lapak").status_code == 403 and guest.code not in office.get("/staff/tamu").text


def test_a_forgotten_pin_is_replaced_by_staff_alone(app):
    guest = make_guest(Role.VENDOR, edition_id=make_edition().id)
    phone, office = app.test_client(), app.test_client()
    post(phone, guest.link, pin=PIN)
    log_in(office, make_account(Role.ADMIN))
    post(office, f"/staff/tamu/{guest.code}/tautan", f"/staff/tamu/{guest.code}")
    assert phone.get("/lapak").status_code == 302
    session.rollback()
    again = link_of(guest.id, "masuk-tamu")
    assert again != guest.link and post(phone, again, pin="518203").status_code == 303
    assert post(app.test_client(), "/masuk", phone=guest.phone, pin=PIN).status_code == 422


def mailed_link(guest):
    in_transaction(links.offer_mailed_log_in, account_id=guest.id, language="id", now=now())
    return link_of(guest.id, "masuk/surel")


def test_a_mailed_link_needs_a_press_and_works_once(app):
    guest = make_guest(Role.VENDOR, edition_id=make_edition().id, email="lapak@contoh.id")
    path, scanner, phone = mailed_link(guest), app.test_client(), app.test_client()
    assert scanner.get(path).status_code == 200 and scanner.get("/lapak").status_code == 302
    assert post(phone, path).headers["Location"] == "/lapak" and phone.get("/lapak").status_code == 200
    assert app.test_client().get(path).status_code == 410


def test_a39_the_digits_of_a_mail_cannot_be_tried_through(app):
    """A39: after five wrong ones the right one is worth nothing either; and unknown addresses look like known ones."""
    guest = make_guest(Role.VENDOR, edition_id=make_edition().id, email="lapak@contoh.id")
    path = mailed_link(guest)
    typed = path.rpartition("/")[0]
    wrong = "000000" if digits_of(path) != "000000" else "000001"
    assert [post(app.test_client(), typed, code=wrong).status_code for _ in range(5)] == [422] * 5
    assert post(app.test_client(), typed, code=digits_of(path)).status_code == 422
    fresh = mailed_link(guest)
    assert post(app.test_client(), fresh.rpartition("/")[0], code=digits_of(fresh)).status_code == 303
    for who in ("lapak@contoh.id", "nobody@contoh.id"):
        answer = post(app.test_client(), "/masuk/surel", email=who)
        assert answer.status_code == 303 and app.test_client().get(answer.headers["Location"]).status_code == 200


def test_a21_pins_are_limited_from_wherever(app, monkeypatch):
    """A21: many addresses make no more tries."""
    monkeypatch.setitem(app.config, "LIMIT_PIN_ACCOUNT", "4 per hour")
    guest = make_guest(Role.VENDOR, edition_id=make_edition().id)
    statuses = []
    for n in range(6):
        client = app.test_client()
        client.environ_base = {**client.environ_base, "REMOTE_ADDR": f"127.9.0.{n}"}
        statuses.append(post(client, "/masuk", phone=guest.phone, pin="935172").status_code)
    assert statuses == [422] * 4 + [429] * 2


def test_a30_a_stranger_alone_keeps_no_guest_out(app):
    """A30: at the rates that we ship, one address stops long before the account does."""
    guest = make_guest(Role.GROUP, edition_id=make_edition().id)
    post(app.test_client(), guest.link, pin=PIN)
    stranger, owner = app.test_client(), app.test_client()
    stranger.environ_base = {**stranger.environ_base, "REMOTE_ADDR": "127.9.1.1"}
    refused = [post(stranger, "/masuk", phone=guest.phone, pin="935172").status_code for _ in range(50)]
    assert refused[:10] == [422] * 10 and set(refused[10:]) == {429}
    assert post(owner, "/masuk", phone=guest.phone, pin=PIN).status_code == 303
    rates = [parse_many(app.config[f"LIMIT_{name}_ACCOUNT"])[-1] for name in ("LOG_IN", "PIN")]
    assert rates[0].amount * 3 <= rates[1].amount and {rate.get_expiry() for rate in rates} == {3600}


def test_a30_strangers_from_many_addresses_keep_no_guest_off_their_own_phone(app, monkeypatch):
    """A30: whoever knows a number and has four addresses uses up its guesses; the phone it was used on has a count of its own."""
    monkeypatch.setitem(app.config, "LIMIT_PIN_ACCOUNT", "4 per hour")
    edition_id = make_edition().id
    guest, other = (make_guest(Role.GROUP, edition_id=edition_id) for _ in range(2))
    phone, stranger = app.test_client(), app.test_client()
    post(phone, guest.link, pin=PIN)
    post(phone, "/staff/keluar", form_at="/sanggar")
    post(stranger, other.link, pin=PIN)  # a browser that is known, but not to this account
    post(stranger, "/staff/keluar", form_at="/sanggar")
    for n in range(6):
        stranger.environ_base = {**stranger.environ_base, "REMOTE_ADDR": f"127.9.2.{n}"}
        status = post(stranger, "/masuk", phone=guest.phone, pin="935172").status_code
    assert status == 429
    assert post(app.test_client(), "/masuk", phone=guest.phone, pin=PIN).status_code == 429  # nobody knows this one
    assert post(phone, "/masuk", phone=guest.phone, pin=PIN).status_code == 303
    post(phone, "/staff/keluar", form_at="/sanggar")
    tries = [post(phone, "/masuk", phone=guest.phone, pin="935172").status_code for _ in range(6)]
    assert tries == [422] * 3 + [429] * 3  # whoever finds it guesses no more than others


@pytest.mark.parametrize("wanted", ["//e.example/sanggar", "https://e.example/", "/\\e.example", "/sanggar\r\nX: y", "/jadwal"])
def test_a31_guests_stay_here_after_log_in(app, wanted):
    """A31: whatever `next` says, it is one of our own guarded pages."""
    guest = make_guest(Role.GROUP, edition_id=make_edition().id)
    post(app.test_client(), guest.link, pin=PIN)
    client = app.test_client()
    client.get("/masuk")
    answer = post(client, "/masuk", phone=guest.phone, pin=PIN)
    assert answer.headers["Location"] == "/sanggar"
    again = app.test_client()
    token = token_on(again, "/masuk")
    told = again.post("/masuk", query_string={"next": wanted}, data={"phone": guest.phone, "pin": PIN, "csrf_token": token})
    assert told.headers["Location"] == "/sanggar"
