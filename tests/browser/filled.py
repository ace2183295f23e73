"""What the site of the browser tests and pictures holds besides its demo festival, and who is logged in there."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import select, update

from config import Config
from culture_week.accounts.actions import create_account, grant_role, links
from culture_week.accounts.models import OneTimeLink
from culture_week.accounts.states import Purpose, Role
from culture_week.app import create_app
from culture_week.core.contact import read_phone
from culture_week.core.database import in_transaction, session
from culture_week.core.long_work import LongWork, WorkState, begin
from culture_week.core.rows import add_row
from culture_week.festival.actions.edits import announce
from culture_week.festival.models import Area, Edition
from culture_week.festival.queries import announcements_of, venue_id_by_code
from culture_week.festival.states import AnnouncementLevel
from culture_week.pages.actions import invite_guest
from tests.accounts.people import PIN, account_id_of, code_now, code_of, link_of, make_invitation, offer_reset, set_up_app
from tests.browser.stage import STAFF_PASSWORD, Site
from tests.browser.views import CAREFUL, GROUP, HALF, STAFF, VENDOR
from tests.factories import make_watch, now

ORGANIZER, WITH_APP = "panitia@contoh.id", "hati-hati@contoh.id"
PHONES = {GROUP: "0861 0000 0001", VENDOR: "0861 0000 0002"}
BY = "test"


def fill(site: Site) -> dict[str, str]:
    """Books and writes what pages need; returns what stands in the braces of views, and the links by which people come in."""
    booked = _book(site)
    with create_app(Config(site.environ)).app_context():
        edition = session.scalars(select(Edition)).one()
        written = _of_office(edition) | _of_accounts(edition.id) | _of_long_work(edition.code)
        code = edition.code
        session.remove()
    return booked | written | {"day": site.first_day.isoformat(), "edition": code}


def _book(site: Site) -> dict[str, str]:
    """Orders in several states; a message waits for a hand and a mail is sent."""
    cancelled = site.book(("LATIHAN", 2))
    site.call(f"/orders/{cancelled['code']}/cancel", {}, cancelled["secret"])
    one, two = site.book(("LATIHAN", 1), phone="0812 3456 7899"), site.book(("LATIHAN", 2), ("E24", 1))
    orders = {"one": one, "two": two, "cancelled": cancelled}
    site.flask("messages", "deliver")
    return {name: order["path"].removeprefix("/pesanan/") for name, order in orders.items()}


def _of_office(edition: Edition) -> dict[str, str]:
    later = {"shown_from": now() + timedelta(days=30), "shown_until": now() + timedelta(days=31)}
    text = {"id": "Bawa payung, malam ini mungkin hujan.", "en": "Bring an umbrella, it may rain tonight."}
    values = {"level": AnnouncementLevel.INFO, "text": text, "url": None, **later}
    in_transaction(announce, edition_id=edition.id, values=values, by=BY, now=now())
    area = {"venue_id": venue_id_by_code("LM-UTAMA"), "code": "SISI", "name": "Panggung sisi"}
    in_transaction(add_row, model=Area, values=area, subject="area:SISI", by=BY, now=now())
    watch = make_watch(SimpleNamespace(edition=edition, event=SimpleNamespace(code="E24")))
    return {"announcement": announcements_of(edition.id)[-1].code, "watch": watch.removeprefix("/kabari/").removesuffix("/berhenti")}


def _of_accounts(edition_id: int) -> dict[str, str]:
    in_transaction(_add_careful_one, edition_id=edition_id)
    organizer_id, careful_id = account_id_of(ORGANIZER), account_id_of(WITH_APP)
    guests = {
        GROUP: _let_in(Role.GROUP, "SGR-ZAPIN", "Sanggar Zapin Mersing Muda", PHONES[GROUP]),
        VENDOR: _let_in(Role.VENDOR, "LPK-LEMANG", "Lapak Lemang Contoh", PHONES[VENDOR]),
        "guest": _let_in(Role.GROUP, "SGR-DULANG", "Sanggar Dulang Seri Contoh", "0861 0000 0003", "dulang@contoh.id"),
    }
    in_transaction(links.offer_email_change, account_id=careful_id, email="baru@contoh.id", language="id", by=BY, now=now())
    in_transaction(links.offer_mailed_log_in, account_id=guests["guest"], language="id", now=now())
    pins = {who: link_of(account_id, "masuk-tamu", Purpose.CHOOSE_PIN) for who, account_id in guests.items()}
    invited = make_invitation(inviter_id=organizer_id, edition_id=edition_id)
    paths = {
        "pin": pins["guest"],
        "invited": invited,
        "reset": offer_reset(WITH_APP),
        "mailed": link_of(guests["guest"], "masuk/surel", Purpose.SIGN_IN),
        "confirm": link_of(careful_id, "staff/surel", Purpose.CONFIRM_NEW_EMAIL),
    }
    # Looking at all pages takes longer than some links last.
    in_transaction(lambda: session.execute(update(OneTimeLink).values(expires_at=now() + timedelta(days=1))))
    last_two = {name: "/".join(path.split("/")[-2:]) for name, path in paths.items()}
    codes = {"guest": code_of(guests["guest"]), "person": code_of(careful_id), "invitation": invited.split("/")[-2]}
    return last_two | codes | {"secret": set_up_app(WITH_APP), "group_link": pins[GROUP], "vendor_link": pins[VENDOR]}


def _add_careful_one(*, edition_id: int) -> None:
    account_id = create_account(email=WITH_APP, name="Hati Contoh", password=STAFF_PASSWORD, by=BY, now=now())
    grant_role(account_id=account_id, role=Role.GATE, edition_id=edition_id, by=BY, now=now())


def _let_in(role: Role, code: str, name: str, phone: str, email: str | None = None) -> int:
    values = {"role": role, "code": code, "name": name, "phone": read_phone(phone), "email": email, "edition_id": None}
    return int(in_transaction(invite_guest, **values, by=BY, now=now()))


def _of_long_work(edition: str) -> dict[str, str]:
    """Looked through, imported, cloned, and failed."""
    starts_at = now().isoformat()
    planned = [{"row": n, "code": f"C0{n}", "title": {"id": f"Tari {n}", "en": f"Dance {n}"}, "starts_at": starts_at} for n in (2, 3)]
    none = {"new": 0, "unchanged": 1, "mistakes": [], "count_mistakes": 0, "warnings": [], "count_warnings": 0, "planned": []}
    found = {"edition": edition, "file": "acara.xlsx"}
    wrong = [(4, "starts_at", "bad-clock", "jam tujuh"), (5, "venue", "not-there", "ALUN-ALUN"), (7, "title_id", "missing", "")]
    warned = [(6, "venue", "not-there", "BALAI")]
    failure = {"failure": {"id": "Berkas ini tidak dapat dibaca.", "en": "This file cannot be read."}}
    clone = {"code": "TIRUAN", "name": {"id": "Gelaran tiruan", "en": "A copy of the edition"}}
    return {
        "checked": _ended("check_events", found, {**none, **found, "new": 2, "planned": planned, "warnings": warned, "count_warnings": 1}),
        "mistaken": _ended("check_events", found, {**none, **found, "mistakes": wrong, "count_mistakes": 3}),
        "imported": _ended("import_events", found, {**none, **found, "new": 2}),
        "cloned": _ended("clone_edition", {"edition": edition, **clone}, {"counts": {"gates": 18, "events": 25, "tickets": 12}}),
        "failed": _ended("check_events", found, failure, WorkState.FAILED),
    }


def _ended(kind: str, asked: dict[str, Any], report: dict[str, Any], state: WorkState = WorkState.DONE) -> str:
    by = f"account:{code_of(account_id_of(ORGANIZER))}"

    def make() -> str:
        code = begin(kind=kind, asked=asked, upload=b"a file", by=by, now=now())
        session.execute(update(LongWork).where(LongWork.code == code).values(state=state, ended_at=now(), report=report))
        return code

    return str(in_transaction(make))


def log_ins(browser: Browser, site: Site, filled: dict[str, str]) -> dict[str, Any]:
    """The cookies of each who is logged in; once, for the links of guests are used up by it."""

    def come_in(start: str, *typed: tuple[str, str]) -> Page:
        page = browser.new_page(base_url=site.url)
        page.goto(start)
        for field, text in typed:
            page.locator(field).fill(text)
        page.locator("main form [type=submit]").first.click()
        return page

    def with_password(email: str) -> Page:
        return come_in("/staff/masuk", ("#email", email), ("#password", STAFF_PASSWORD))

    def guest(who: str) -> Page:
        return come_in(filled[f"{who}_link"], ("#pin", PIN))

    pages = {STAFF: with_password(ORGANIZER), HALF: with_password(WITH_APP), GROUP: guest(GROUP), VENDOR: guest(VENDOR)}
    pages[CAREFUL] = with_password(WITH_APP)
    pages[CAREFUL].locator("#code").fill(code_now(filled["secret"]))
    pages[CAREFUL].locator("main form [type=submit]").first.click()
    pages[CAREFUL].wait_for_url("**/staff")
    cookies = {who: page.context.storage_state() for who, page in pages.items()}
    for page in pages.values():
        page.context.close()
    return cookies
