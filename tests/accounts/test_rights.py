"""Rights come by invitation and go with everything that hung on them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from culture_week.accounts.actions.people import give_role
from culture_week.accounts.models import LogIn
from culture_week.accounts.queries import grants_of
from culture_week.accounts.rules import AboveYourRole, GrantFacts
from culture_week.accounts.states import Role
from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.messages.jobs import deliver_messages
from tests.accounts.people import account_id_of, code_of, link_of, make_guest, make_invitation, offer_reset, post
from tests.factories import PASSWORD, make_account, make_edition, make_venue, now
from tests.journeys.test_staff import log_in, token_on

NEW = {"name": "Budi Contoh", "email": "budi@contoh.id", "new_password": PASSWORD}
# Whatever somebody without any right still holds; each must be empty.
LEFT_OVER = {
    "log-ins": """SELECT l.id FROM log_in l WHERE l.ended_at IS NULL AND NOT EXISTS
        (SELECT 1 FROM account_grant g WHERE g.account_id = l.account_id AND g.revoked_at IS NULL)""",
    "invitations": """SELECT i.id FROM invitation i WHERE i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.invited_by_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM account_grant g WHERE g.account_id = i.invited_by_id AND g.revoked_at IS NULL)""",
}


def left_over():
    session.rollback()
    return {name: session.scalars(text(query)).all() for name, query in LEFT_OVER.items()}


def test_a20_rights_go_with_everything_that_hung_on_them(app):
    """A20: after a revocation SQL finds nothing that works without a right; the history stays."""
    edition = make_edition()
    venue = make_venue(edition)
    admin, organizer = make_account(Role.ADMIN), make_account(Role.ORGANIZER, edition_id=edition.id)
    office, theirs, gone = app.test_client(), app.test_client(), code_of(account_id_of(organizer))
    log_in(office, admin)
    log_in(theirs, organizer)
    sent = post(theirs, "/staff/akun/undang", "/staff/akun", name="Budi", contact="0861-1000-0009", role="gate", gate="")
    invitation = re.search(r"/staff/undangan/\w+/\w+", theirs.get(sent.headers["Location"]).text)[0]
    link = post(theirs, f"/staff/gerbang/{venue.gate_code}/tautan", "/staff/gerbang").text
    device = app.test_client().post("/api/v1/devices", json={"code": re.search(r"#aktif=([\w-]+)", link)[1]})
    assert device.status_code == 201 and app.test_client().get(invitation).status_code == 200
    assert post(office, f"/staff/akun/{gone}/cabut/organizer", f"/staff/akun/{gone}").status_code == 303
    assert theirs.get("/staff").status_code == 302
    assert left_over() == {"log-ins": [], "invitations": []}
    assert app.test_client().get(invitation).status_code == 410
    page = office.get(f"/staff/akun/{gone}").text
    assert "Ponsel gerbang yang dibuat orang ini" in page and "Dicabut" in page
    again = app.test_client()
    log_in(again, organizer)
    assert again.get("/staff/akun").status_code == 403


def test_an_invitation_works_once_and_gives_just_what_it_says(app):
    edition = make_edition()
    path = make_invitation(Role.GATE, edition_id=edition.id)
    first, second = app.test_client(), app.test_client()
    tokens = [token_on(client, path) for client in (first, second)]
    done = first.post(path, data={**NEW, "role": "admin", "csrf_token": tokens[0]})
    assert (done.status_code, done.headers["Location"]) == (303, "/staff")
    assert second.post(path, data={**NEW, "email": "lain@contoh.id", "csrf_token": tokens[1]}).status_code == 410
    assert first.get("/staff/gerbang").status_code == 200 and first.get("/staff/akun").status_code == 403
    assert app.test_client().get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404


@pytest.mark.parametrize("role", ["admin", "group", "nonsense"])
def test_nobody_invites_above_their_own_role(app, role):
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=make_edition().id))
    asked = {"name": "Budi", "contact": "0861-1000-0009", "role": role, "gate": ""}
    assert post(client, "/staff/akun/undang", "/staff/akun", **asked).status_code == 422


def test_an_organizer_cannot_take_an_admins_role_nor_anybody_their_own(app):
    edition = make_edition()
    admin, organizer = make_account(Role.ADMIN), make_account(Role.ORGANIZER, edition_id=edition.id)
    client, office = app.test_client(), app.test_client()
    log_in(client, organizer)
    log_in(office, admin)
    theirs, own = code_of(account_id_of(admin)), code_of(account_id_of(admin))
    assert post(client, f"/staff/akun/{theirs}/cabut/admin", "/staff/akun").status_code == 403
    assert post(office, f"/staff/akun/{own}/cabut/admin", "/staff/akun").status_code == 409
    assert office.get("/staff/akun").status_code == 200


def test_somebody_with_an_account_is_given_another_role_and_it_is_taken_again(app):
    edition = make_edition()
    venue = make_venue(edition)
    email, office, theirs = make_account(Role.DESK, edition_id=edition.id), app.test_client(), app.test_client()
    log_in(office, make_account(Role.ADMIN))
    log_in(theirs, email)
    page, role = f"/staff/akun/{code_of(account_id_of(email))}", {"role": "gate", "gate": venue.gate_code}
    assert theirs.get("/staff/gerbang").status_code == 403
    for _ in range(2):
        assert post(office, f"{page}/beri", page, **role).status_code == 303
    assert "Peran diberikan" in office.get(page).text and theirs.get("/staff/gerbang").status_code == 302
    log_in(theirs, email)
    assert theirs.get("/staff/gerbang").status_code == 200
    session.rollback()
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "grant", AuditEntry.actor.startswith("account:")))
    assert (entry.subject, entry.details["role"]) == (f"account:{page.rpartition('/')[2]}", "gate")
    assert entry.details["gate"] == f"{edition.code}/{venue.gate_code}"
    assert post(office, f"{page}/cabut/gate", page).status_code == 303
    again = app.test_client()
    log_in(again, email)
    assert theirs.get("/staff").status_code == 302
    assert again.get("/staff/gerbang").status_code == 403 and again.get("/staff").status_code == 200


def test_giving_a_role_asks_for_the_password_and_keeps_what_was_chosen(app):
    email, office = make_account(Role.DESK, edition_id=make_edition().id), app.test_client()
    log_in(office, make_account(Role.ADMIN))
    page = f"/staff/akun/{code_of(account_id_of(email))}"

    def forget_the_proof():
        for row in session.scalars(select(LogIn)):
            row.proved_at -= timedelta(minutes=11)

    in_transaction(forget_the_proof)
    asked = post(office, f"{page}/beri", page, role="curator", gate="")
    assert asked.status_code == 303 and asked.headers["Location"].startswith("/staff/saya/ulangi?next=")
    assert Role.CURATOR not in roles_of(email)
    back = post(office, asked.headers["Location"], password=PASSWORD).headers["Location"]
    assert back.startswith(f"{page}?") and '<option selected value="curator">' in office.get(back).text
    assert post(office, f"{page}/beri", page, role="curator", gate="").status_code == 303
    assert Role.CURATOR in roles_of(email)


def roles_of(email):
    session.rollback()
    return {grant.role for _id, grant in grants_of(account_id_of(email))}


def test_a_role_that_needs_a_second_factor_is_no_use_before_there_is_one(app, monkeypatch):
    edition = make_edition()
    email, office, theirs = make_account(Role.DESK, edition_id=edition.id), app.test_client(), app.test_client()
    log_in(office, make_account(Role.ADMIN))
    log_in(theirs, email)
    page = f"/staff/akun/{code_of(account_id_of(email))}"
    assert post(office, f"{page}/beri", page, role="organizer", gate="").status_code == 303
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)
    log_in(theirs, email)
    assert theirs.get("/staff/acara").headers["Location"] == "/staff/saya/pengaman"


def test_nobody_gives_what_is_not_theirs_nor_themselves_nor_to_a_guest(app):
    """Whatever the form offers: an organizer no admin's role, nobody one to themselves, and a PIN opens no office."""
    edition = make_edition()
    organizer, desk = make_account(Role.ORGANIZER, edition_id=edition.id), make_account(Role.DESK, edition_id=edition.id)
    guest, client = make_guest(Role.GROUP, edition_id=edition.id), app.test_client()
    log_in(client, organizer)

    def give(account_id, role):
        return post(client, f"/staff/akun/{code_of(account_id)}/beri", "/staff/akun", role=role, gate="").status_code

    assert [give(account_id_of(desk), role) for role in ("admin", "group", "nonsense")] == [422] * 3
    assert give(account_id_of(organizer), "gate") == 409 and give(guest.id, "gate") == 409
    assert 'name="role"' not in client.get(f"/staff/akun/{guest.code}").text
    elsewhere = make_account(Role.DESK, edition_id=make_edition(published_at=None).id)
    assert give(account_id_of(elsewhere), "gate") == 404
    above = {"account_id": account_id_of(desk), "wanted": GrantFacts(Role.ADMIN, edition.id), "giver_id": account_id_of(organizer)}
    with pytest.raises(AboveYourRole):
        in_transaction(give_role, **above, by="test", now=now())
    assert roles_of(desk) == {Role.DESK} and roles_of(organizer) == {Role.ORGANIZER}


def test_who_has_an_account_is_not_invited_but_given_a_role(app):
    email, office = make_account(Role.DESK, edition_id=make_edition().id), app.test_client()
    log_in(office, make_account(Role.ADMIN))
    answer = post(office, "/staff/akun/undang", "/staff/akun", name="Budi", contact=email, role="gate", gate="")
    assert answer.status_code == 422 and "Orang Contoh sudah punya akun" in answer.text


def test_a20_nobody_is_logged_out_by_who_could_not_take_their_role(app):
    """A20: else an organizer kept every administrator out by pressing again and again."""
    edition = make_edition()
    admin, organizer, gate = make_account(Role.ADMIN), make_account(Role.ORGANIZER, edition_id=edition.id), make_account(Role.GATE)
    client, office = app.test_client(), app.test_client()
    log_in(client, organizer)
    log_in(office, admin)
    above, elsewhere = code_of(account_id_of(admin)), code_of(account_id_of(gate))
    for account in (above, elsewhere):
        assert post(client, f"/staff/akun/{account}/keluarkan", "/staff/akun").status_code == 403
    assert office.get("/staff").status_code == 200
    own = code_of(account_id_of(organizer))
    assert post(office, f"/staff/akun/{own}/keluarkan", "/staff/akun").status_code == 303
    assert client.get("/staff").status_code == 302


def test_a39_forgotten_passwords_tell_nobody_who_works_here(app):
    """A39: the same page for all; the mail's link works once, and dies with another change of password."""
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    pages = [re.sub(r'value="[^"]*"', "", post(app.test_client(), "/staff/lupa", email=who).text) for who in (email, "nobody@contoh.id")]
    assert pages[0] == pages[1] and deliver_messages().sent == 1
    path, older = link_of(account_id_of(email), "staff/sandi"), app.test_client()
    log_in(older, email)
    assert post(app.test_client(), path, new_password="short").status_code == 422
    assert post(app.test_client(), path, new_password="a quite new password").status_code == 303
    assert older.get("/staff").status_code == 302 and app.test_client().get(path).status_code == 410
    late = offer_reset(email)
    client = app.test_client()
    client.post("/staff/masuk", data={"email": email, "password": "a quite new password", "csrf_token": token_on(client, "/staff/masuk")})
    changed = {"password": "a quite new password", "new_password": "yet another password"}
    assert post(client, "/staff/saya/sandi", "/staff/saya", **changed).status_code == 303
    assert app.test_client().get(late).status_code == 410 and client.get("/staff").status_code == 200


def test_mails_to_one_account_are_few(app, monkeypatch):
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    assert {post(app.test_client(), "/staff/lupa", email=email).status_code for _ in range(6)} == {200}
    assert session.scalar(text("SELECT count(*) FROM message")) == 3


def test_a29_reset_links_lead_to_the_site_whatever_host_was_asked(app):
    """A29: the address in the mail is the site's own."""
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    client = app.test_client()
    token = token_on(client, "/staff/lupa")
    client.post("/staff/lupa", data={"email": email, "csrf_token": token}, headers={"X-Forwarded-Host": "evil.example"})
    deliver_messages()
    inbox = "".join(path.read_text() for path in (app.config["DATA_FOLDER"] / "inbox").iterdir())
    assert "http://localhost/staff/sandi/" in inbox and "evil" not in inbox


def test_a_login_from_a_new_device_and_a_change_are_told(app):
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    known, new = app.test_client(), app.test_client()
    told = select(text("count(*)")).select_from(text("message"))
    for client, messages in ((known, 0), (known, 0), (new, 1), (new, 1)):
        log_in(client, email)
        session.rollback()
        assert session.scalar(told) == messages
    page = known.get("/staff/saya/sesi").text
    assert page.count("row-line__main") >= 2 and "Perangkat ini" in page
    post(new, "/staff/saya/sesi/akhiri", "/staff/saya/sesi")
    assert known.get("/staff").status_code == 302 and new.get("/staff").status_code == 200


def test_an_address_changes_when_both_have_agreed(app):
    email = make_account(Role.ORGANIZER, edition_id=make_edition().id)
    account_id, client = account_id_of(email), app.test_client()
    log_in(client, email)
    post(client, "/staff/saya/surel", "/staff/saya", email="Baru@Contoh.id")
    session.rollback()
    addresses = "SELECT email FROM account"
    old, new = (link_of(account_id, "staff/surel", purpose) for purpose in ("confirm_old_email", "confirm_new_email"))
    post(app.test_client(), new)
    session.rollback()
    assert session.scalar(text(addresses)) == email
    post(app.test_client(), old)
    session.rollback()
    assert session.scalar(text(addresses)) == "baru@contoh.id" and client.get("/staff").status_code == 302
    assert app.test_client().get(old).status_code == 410


def test_guests_are_no_staff(app):
    """A15: the office's page of guests names no staff, and what a guest holds opens no desk."""
    edition = make_edition()
    office, staff = app.test_client(), make_account(Role.GATE, edition_id=edition.id)
    log_in(office, make_account(Role.ADMIN))
    assert office.get(f"/staff/tamu/{code_of(account_id_of(staff))}").status_code == 404
    guest = make_guest(Role.GROUP, edition_id=edition.id)
    assert office.get(f"/staff/tamu/{guest.code}").status_code == 200
