"""What somebody still holds when a right is taken away: links they made, work they began, pages they have open."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, update

from culture_week.accounts.actions import links
from culture_week.accounts.models import Grant
from culture_week.accounts.states import Role
from culture_week.app import LONG_WORK
from culture_week.core.audit import AuditEntry
from culture_week.core.database import in_transaction, session
from culture_week.core.long_work import work_off
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Edition, Event
from tests.accounts.people import PIN, account_id_of, code_of, link_of, make_guest, make_invitation, offer_reset, post
from tests.factories import PASSWORD, book, make_account, make_device, make_festival, make_office, now, scan
from tests.fuzz.pages import Page
from tests.journeys.test_one_ticket import bearer
from tests.journeys.test_staff import log_in, token_on


class Desk:
    """An organizer at work, and an administrator who can let them go."""

    def __init__(self, app):
        self.app, self.festival = app, make_festival()
        self.email = make_account(Role.ORGANIZER, edition_id=self.festival.edition.id)
        self.theirs, self.office = app.test_client(), app.test_client()
        log_in(self.theirs, self.email)
        log_in(self.office, make_account(Role.ADMIN))

    def let_go(self):
        page = f"/staff/akun/{code_of(account_id_of(self.email))}"
        assert post(self.office, f"{page}/cabut/organizer", page).status_code == 303


@pytest.fixture
def desk(app):
    return Desk(app)


def count(model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a20_a_gate_link_ends_with_the_right_of_whoever_made_it(app, desk):
    """A20: else somebody who was let go had ten minutes to make their own phone a gate."""
    gate = f"/staff/gerbang/{desk.festival.venue.gate_code}/tautan"
    theirs, second, office = (
        re.search(r"#aktif=([\w-]+)", post(client, gate, "/staff/gerbang").text)[1] for client in (desk.theirs, desk.theirs, desk.office)
    )

    def enrol(code):
        return app.test_client().post("/api/v1/devices", json={"code": code}).status_code

    assert enrol(theirs) == 201
    desk.let_go()
    assert [enrol(second), enrol(office)] == [404, 201]


def test_a20_a_phone_that_is_taken_away_or_whose_edition_is_over_scans_no_more(app, client, desk):
    """A20: it neither lets anybody in, nor takes an entry back, nor hears how many are inside."""
    festival = desk.festival
    taken, kept = (make_device(festival.venue.gate_id) for _ in range(2))
    tickets = book(client, festival.event.offer, 4).json["tickets"]

    def answers(token, ticket, name):
        answer = scan(client, token, qr=ticket["qr"], scan_id=name)
        undone = client.post(f"/api/v1/scans/{name}/undo", headers=bearer(token))
        return [answer.status_code, undone.status_code, client.get("/api/v1/gate", headers=bearer(token)).status_code]

    assert answers(taken, tickets[0], "before-it-was-taken") == answers(kept, tickets[1], "by-the-other-phone") == [200] * 3
    code = re.findall(r"/perangkat/(\w+)/cabut", desk.office.get("/staff/gerbang").text)[-1]  # the newest stands first
    post(desk.office, f"/staff/gerbang/{festival.venue.gate_code}/perangkat/{code}/cabut", "/staff/gerbang")
    assert answers(taken, tickets[2], "after-it-was-taken") == [401] * 3
    assert answers(kept, tickets[2], "the-other-goes-on") == [200] * 3
    past = {"starts_on": now().date() - timedelta(days=9), "ends_on": now().date() - timedelta(days=3)}
    in_transaction(lambda: session.execute(update(Edition).values(past)))
    forget_all()
    assert answers(kept, tickets[3], "after-the-last-day") == [401] * 3


@pytest.mark.parametrize("lost", [False, True])
def test_a20_work_that_waits_ends_with_the_right_of_whoever_began_it(desk, lost):
    """A20: an import and a clone that were begun before change nothing any more."""
    theirs, edition = desk.theirs, desk.festival.edition.code
    day, venue = desk.festival.edition.starts_on.isoformat(), desk.festival.venue.code
    heads = "Judul,Jenis,Kategori,Tempat,Tanggal mulai,Jam mulai,Jam selesai"
    sheet = f"{heads}\nTari Rahasia,Pertunjukan,Tradisi lisan,{venue},{day},08.00,09.00\n".encode()
    form = {"csrf_token": token_on(theirs, "/staff/acara/impor"), "edition": edition, "file": (io.BytesIO(sheet), "acara.csv")}
    begun = theirs.post("/staff/acara/impor", data=form, content_type="multipart/form-data")
    work_off(LONG_WORK)
    found = theirs.get(begun.location).location
    assert "1 acara akan ditambahkan" in theirs.get(found).text
    assert theirs.post(found, data={"csrf_token": token_on(theirs, found)}).status_code == 303
    clone = {"code": "BARU", "name_id": "Baru", "starts_on": "2035-01-01", "parts": ["gates"], "step": "clone"}
    path = f"/staff/gelaran/{edition}/salin"
    assert theirs.post(path, data=clone | {"csrf_token": token_on(theirs, path)}).status_code == 303
    if lost:
        desk.let_go()
    before = count(Event), count(Edition), count(Grant)
    assert work_off(LONG_WORK) == 2
    more = 0 if lost else 1
    assert (count(Event), count(Edition), count(Grant)) == (before[0] + more, before[1] + more, before[2] + more)


def open_forms(app, client):
    """Every form on the desk's pages, as it stands open in a browser: one page of each kind, found by its links."""
    routes, seen, forms, waiting = app.url_map.bind("localhost"), set(), {}, ["/staff"]
    while waiting:
        path = waiting.pop(0)
        endpoint = routes.match(urlsplit(path).path)[0]
        if endpoint in seen:
            continue
        seen.add(endpoint)
        answer = client.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = Page(path, answer.text)
        waiting += [link for link in page.links if link.startswith("/staff")]
        for form in page.forms:
            action = urlsplit(form.action or path).path
            if (posted := routes.match(action, method="POST")[0]) != "accounts.log_out":
                forms[posted] = (action, {name: field.value or (field.choices or [""])[0] for name, field in form.fields.items()})
    return forms


@pytest.mark.parametrize("how", ["let go", "less"])
def test_a20_pages_that_stand_open_do_nothing_once_the_right_is_gone(app, client, desk, how):
    """A20: every form that an organizer can reach, filled in and pressed after the right was lost, changes nothing."""
    make_office(desk.festival)
    book(client, desk.festival.event.offer)
    forms = open_forms(app, desk.theirs)
    assert len(forms) > 25
    own = {endpoint: form for endpoint, form in forms.items() if endpoint.startswith("own_account.")}
    rename, values = own["own_account.rename"]
    assert desk.theirs.post(rename, data=values | {"name": "Nama Baru"}).status_code == 303
    if how == "let go":
        desk.let_go()
    else:
        in_transaction(lambda: session.execute(update(Grant).where(Grant.role == Role.ORGANIZER).values(role=Role.STAGE_MANAGER)))
        forms = {endpoint: form for endpoint, form in forms.items() if endpoint not in (*own, "office.delay")}
    before = count(AuditEntry)
    for endpoint, (path, values) in forms.items():
        answer = desk.theirs.post(path, data=values)
        if how == "let go":
            assert answer.status_code == 303 and answer.headers["Location"].startswith("/staff/masuk?"), endpoint
        else:
            assert answer.status_code == 403, endpoint
    assert count(AuditEntry) == before


def test_a20_links_that_stand_open_do_nothing_once_they_are_taken_back(app, desk):
    """A20: an invitation withdrawn, and whatever waits for somebody who is let go: PIN, mailed log-in, forgotten password."""
    edition = desk.festival.edition.id
    group, vendor = (make_guest(role, edition_id=edition, email=f"{role}@contoh.id") for role in (Role.GROUP, Role.VENDOR))
    in_transaction(links.offer_mailed_log_in, account_id=vendor.id, language="id", now=now())
    invitation, mailed, reset = make_invitation(Role.GATE, edition_id=edition), link_of(vendor.id, "masuk/surel"), offer_reset(desk.email)
    newcomer = {"name": "Budi", "email": "budi@contoh.id", "new_password": PASSWORD}
    typed = {invitation: newcomer, group.link: {"pin": PIN}, mailed: {}, reset: {"new_password": "a quite new password"}}
    browsers = {path: app.test_client() for path in typed}
    tokens = {path: token_on(browser, path) for path, browser in browsers.items()}
    pages = {f"/staff/akun/undangan/{invitation.split('/')[3]}/tarik": "/staff/akun"}
    pages |= {f"/staff/tamu/{guest.code}/cabut": f"/staff/tamu/{guest.code}" for guest in (group, vendor)}
    for deed, page in pages.items():
        assert post(desk.office, deed, page).status_code == 303
    desk.let_go()
    for path, browser in browsers.items():
        assert browser.post(path, data=typed[path] | {"csrf_token": tokens[path]}).status_code == 410, path
        assert app.test_client().get(path).status_code == 410 and browser.get_cookie("device") is None, path
    assert post(app.test_client(), mailed.rpartition("/")[0], code="123456").status_code == 422
