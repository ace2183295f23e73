"""Everything that leaves the site as a file, a print or a QR: for whom it is, and that nobody else gets it."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from culture_week.accounts.states import Role
from culture_week.core.access import required_permission
from culture_week.core.database import session
from tests.abuse.every_deed import every_deed
from tests.accounts.people import account_id_of, code_now, code_of, link_of, make_guest, make_invitation, post
from tests.architecture.samples import every_address
from tests.factories import book, make_account, make_device, make_edition, make_export, make_festival, make_venue, make_work
from tests.journeys.test_one_ticket import bearer
from tests.journeys.test_staff import log_in

CANARY = "Kenari Rahasia"
# Whoever likes may have these; they hold what is published, and nobody's name.
PUBLIC = {
    *("pages.robots", "pages.sitemap", "pages.manifest", "pages.favicon", "pages.security_text", "pages.service_worker"),
    *("pages.healthz", "pages.readyz", "pages.version", "api-docs.openapi_json", "programme_api.events", "programme_api.event"),
    *("programme.event_calendar", "programme.day_calendar", "programme.venue_calendar", "programme.week_calendar"),
    *("programme.favourites_calendar", "programme.event_picture", "programme.changes_feed", "programme.schedule"),
    *("programme.poster", "programme.screen"),
}
# The address or the bearer token is the key; an account opens none of them.
BY_SECRET = {
    *("checkout.order", "checkout.order_calendar", "checkout_api.order", "checkout_api.place_order", "checkout_api.cancel_order"),
    *("checkin_api.gate_now", "checkin_api.enrol", "checkin_api.scan", "checkin_api.undo_scan", "pages.metrics"),
}


class Kept(NamedTuple):
    """A file behind the log-in: how it is asked for, who may have it, and who of that edition may not.

    `personal`: another account of the same role gets none. `canary`: what only this one holds.
    """

    method: str
    path: Callable[[Any], str]
    owner: Role
    without: Role
    personal: bool = False
    canary: Callable[[Any], str] | None = None
    form: dict[str, str] = {}


def work(kind, report):
    found = {"new": 0, "unchanged": 0, "mistakes": [], "count_mistakes": 0, "warnings": [], "count_warnings": 0, "planned": []}
    filled = {"check": found | {"file": CANARY}, "clone": {"counts": {"events": 1}}, "waiting": None}[report]
    return lambda there: make_work(there.by, kind, there.edition, filled)


DRAFT, IMPORTED, CLONED, WAITS = (
    work(*how) for how in (("check_events", "check"), ("import_events", "check"), ("clone_edition", "clone"), ("check_events", "waiting"))
)
KEPT = {
    "programme.event_template": Kept("GET", lambda t: "/staff/acara/impor/templat.xlsx", Role.ORGANIZER, Role.DESK),
    "programme.checked_events": Kept(
        "GET", lambda t: f"/staff/acara/impor/{DRAFT(t)}", Role.ORGANIZER, Role.DESK, personal=True, canary=lambda t: CANARY
    ),
    "programme.imported_events": Kept(
        "GET", lambda t: f"/staff/acara/impor/{IMPORTED(t)}/hasil", Role.ORGANIZER, Role.DESK, personal=True, canary=lambda t: CANARY
    ),
    "programme.cloned_edition": Kept("GET", lambda t: f"/staff/salinan/{CLONED(t)}", Role.ORGANIZER, Role.DESK, personal=True),
    "pages.long_work": Kept("GET", lambda t: f"/staff/pekerjaan/{WAITS(t)}", Role.ORGANIZER, Role.GROUP, personal=True),
    "insights.take_export": Kept(
        "POST",
        lambda t: "/staff/angka/ekspor",
        Role.ORGANIZER,
        Role.DESK,
        canary=lambda t: CANARY,
        form={"kind": "orders", "table_format": "xlsx", "with_buyers": "y"},
    ),
    "insights.download": Kept(
        "POST", lambda t: f"/staff/angka/ekspor/berkas/{make_export(t.email).file}", Role.ORGANIZER, Role.DESK, personal=True
    ),
    "checkin.names": Kept(
        "POST", lambda t: f"/staff/gerbang/{t.venue.gate_code}/daftar", Role.GATE, Role.STAGE_MANAGER, canary=lambda t: CANARY
    ),
    "checkin.gate_link": Kept("POST", lambda t: f"/staff/gerbang/{t.venue.gate_code}/tautan", Role.GATE, Role.DESK),
    "guests.person": Kept(
        "GET", lambda t: f"/staff/tamu/{t.guest.code}", Role.DESK, Role.GATE, canary=lambda t: link_of(t.guest.id, "masuk-tamu")
    ),
    "office_of_accounts.invitation": Kept(
        "GET", lambda t: f"/staff/akun/undangan/{t.invitation.split('/')[3]}", Role.ORGANIZER, Role.DESK, canary=lambda t: t.invitation
    ),
    # Each account has its own here, and no address names another's.
    "own_account.set_up_totp": Kept("GET", lambda t: "/staff/saya/aplikasi", Role.GATE, Role.GROUP),
    "own_account.recovery_codes": Kept("POST", lambda t: "/staff/saya/kode-pemulihan", Role.GATE, Role.GROUP),
}
ONES_OWN = {"own_account.set_up_totp", "own_account.recovery_codes"}


def leaves_the_site(answer):
    """Whether it is something else than a page: a file, data, or a QR to hand over."""
    return answer.mimetype != "text/html" or "Content-Disposition" in answer.headers or b'<svg class="qr"' in answer.data


def test_a18_every_file_that_is_read_has_its_case(app):
    """A18: whoever adds a file says here for whom it is."""
    client, email = app.test_client(), make_account(Role.ADMIN)
    addresses = every_address(app, email)
    log_in(client, email)
    files = {endpoint for endpoint, path, headers in addresses if leaves_the_site(client.get(path, headers=headers))}
    check_that_each_has_its_case(app, files)
    assert PUBLIC | {"checkout.order_calendar", "programme.event_template"} <= files


def test_a18_every_file_that_is_posted_for_has_its_case(app):
    """A18: also what is asked for by a button."""
    files = set()
    for endpoint, do in every_deed(app).items():
        session.rollback()
        answer = do()
        if answer.status_code != 303 and leaves_the_site(answer):
            files.add(endpoint)
    check_that_each_has_its_case(app, files)
    assert {"insights.download", "insights.take_export", "checkin.gate_link"} <= files


def check_that_each_has_its_case(app, files):
    """And that it is guarded as the table says."""
    assert files - PUBLIC - BY_SECRET - set(KEPT) == set()
    assert {endpoint for endpoint in files if required_permission(app, endpoint)} <= set(KEPT)
    assert not any(required_permission(app, endpoint) for endpoint in PUBLIC | BY_SECRET)


@pytest.fixture
def without_tokens(app, monkeypatch):
    """Tokens have their own test; here the question is whose it is."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def text_of(answer):
    """What stands in an answer, a workbook's cells included."""
    if answer.data.startswith(b"PK"):
        book = ZipFile(io.BytesIO(answer.data))
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return answer.data.decode(errors="replace")


def codes_in(answer):
    """What a page shows to its account alone: an app's secret, or recovery codes."""
    found = set(re.findall(r"[A-Z2-7]{32}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", answer.text))
    assert found
    return found


@pytest.mark.parametrize("name", KEPT)
def test_a18_a_file_is_for_whom_it_was_made(app, client, without_tokens, name):
    """A18: for its owner; not for their like elsewhere, for who lacks the right, for nobody in particular, nor with another's code."""
    kept, there = KEPT[name], make_festival()
    elsewhere = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    book(client, there.event.offer, name=CANARY)
    there.email = make_account(kept.owner, edition_id=there.edition.id)
    there.by = f"account:{code_of(account_id_of(there.email))}"
    there.guest, there.invitation = make_guest(Role.GROUP, edition_id=there.edition.id), make_invitation(edition_id=there.edition.id)
    path = kept.path(there)
    canary = kept.canary(there) if kept.canary else None

    def ask(email):
        browser = app.test_client()
        if email:
            browser.post("/staff/masuk", data={"email": email, "password": "a password for tests"})
        return browser.open(path, method=kept.method, data=kept.form or None)

    mine = ask(there.email)
    assert mine.status_code == 200 and (canary is None or canary in text_of(mine))
    assert mine.headers["Cache-Control"] == "no-store"
    colleague = ask(make_account(kept.owner, edition_id=there.edition.id))
    assert colleague.status_code == (404 if kept.personal else 200)
    refused = {
        "elsewhere": ask(make_account(kept.owner, edition_id=elsewhere.id)),
        "without": ask(make_account(kept.without, edition_id=there.edition.id)),
        "nobody": ask(None),
    }
    if "gerbang" in path:
        refused["at another gate"] = ask(make_account(kept.owner, gate_id=make_venue(there.edition).gate_id))
    if name in ONES_OWN:
        assert refused.pop("elsewhere").status_code == 200 and codes_in(mine).isdisjoint(codes_in(colleague))
    else:
        assert refused["elsewhere"].status_code in (403, 404)
    assert refused["without"].status_code in (403, 404)
    assert refused["nobody"].status_code == (302 if kept.method == "GET" else 401)
    assert "at another gate" not in refused or refused["at another gate"].status_code == 404
    for who, answer in [*refused.items(), *([("colleague", colleague)] if kept.personal else [])]:
        assert CANARY not in text_of(answer) and (canary is None or canary not in text_of(answer)), who


def test_a18_a_secret_shown_to_one_account_sets_up_no_app_of_another(app):
    """A18: what the page of the QR gives back sealed is good for its own account alone."""
    mine, theirs, edition = app.test_client(), app.test_client(), make_edition()
    for browser in (mine, theirs):
        log_in(browser, make_account(Role.GATE, edition_id=edition.id))
    page = mine.get("/staff/saya/aplikasi").text
    secret, sealed = (re.search(pattern, page)[1] for pattern in (r'mono break">([A-Z2-7]{32})', r'name="sealed"[^>]*value="([^"]+)"'))
    refused = post(theirs, "/staff/saya/aplikasi", code=code_now(secret), sealed=sealed)
    assert (refused.status_code, refused.headers["Location"]) == (303, "/staff/saya/aplikasi")
    assert post(mine, "/staff/saya/aplikasi", code=code_now(secret), sealed=sealed).status_code == 200


def test_a18_an_orders_files_open_by_its_own_secret_alone(app, client):
    """A18: not by another order's, not by none, and not by an account, whatever it may do."""
    festival = make_festival()
    mine, theirs = (book(client, festival.event.offer, name=name).json for name in (CANARY, "Orang Lain"))
    admin = app.test_client()
    log_in(admin, make_account(Role.ADMIN))

    def answers(browser, secret):
        pages = [browser.get(f"/pesanan/{mine['code']}/{secret}{rest}") for rest in ("", "/kalender.ics")]
        return [*pages, browser.get(f"/api/v1/orders/{mine['code']}", headers=bearer(secret))]

    told = answers(client, mine["secret"])
    assert [answer.status_code for answer in told] == [200] * 3 and CANARY in told[0].text and mine["code"] in told[1].text
    for browser in (client, admin):
        for secret in (theirs["secret"], "0" * 26):
            refused = answers(browser, secret)
            assert [answer.status_code for answer in refused] == [404] * 3
            assert not any(word in answer.text for answer in refused for word in (CANARY, mine["tickets"][0]["entry_code"]))
    assert admin.get(f"/api/v1/orders/{mine['code']}").status_code in (401, 404)
    for token in ("", mine["secret"], make_device(festival.venue.gate_id)):
        assert client.get("/metrics", headers=bearer(token)).status_code in (401, 403, 404)
    assert client.get("/api/v1/gate", headers=bearer(mine["secret"])).status_code == 401


def test_a18_public_files_hold_nobodys_name(app, client):
    """A18: they are for everybody, so they hold nothing of who booked."""
    email = make_account(Role.ADMIN)
    addresses = [address for address in every_address(app, email) if address.endpoint in PUBLIC]
    assert {address.endpoint for address in addresses} == PUBLIC
    for _endpoint, path, headers in addresses:
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200 and not any(word in text_of(answer) for word in ("Siti Contoh", email)), path


def test_a18_what_stands_in_the_data_folder_has_no_address(app, client):
    """A18: neither a backup nor a made export nor the key; they are read where they lie, or through the log-in."""
    folder = app.config["DATA_FOLDER"]
    for name in ("backups/kenari.db", "exports/kenari"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(CANARY)
    admin = app.test_client()
    log_in(admin, make_account(Role.ADMIN))
    make_festival()
    for name in ("backups/kenari.db", "exports/kenari"):
        for start in ("/", "/var/", "/static/", "/static/x/", "/static/../", "/static/%2e%2e/", "/staff/angka/ekspor/berkas/..%2f"):
            answer = admin.get(f"{start}{name}")
            assert answer.status_code in (404, 405) and CANARY not in answer.text, start
