"""Whatever is typed into any form of the site, there is a page with a clear message, what was typed is kept, and never a 5xx."""

import re
from collections import defaultdict
from urllib.parse import quote

import hypothesis
import pytest
from hypothesis import strategies as st
from sqlalchemy import select
from wtforms import BooleanField

from culture_week.accounts.models import Account
from culture_week.accounts.states import Role
from culture_week.core.database import session
from culture_week.core.limits import limiter
from culture_week.festival.models import Edition
from tests.accounts.people import make_guest, make_invitation
from tests.factories import (
    PASSWORD,
    book,
    make_account,
    make_dead_mail,
    make_device,
    make_edition,
    make_export,
    make_festival,
    make_office,
    make_watch,
    make_work,
)
from tests.fuzz.pages import CHOSEN, Page
from tests.fuzz.settings import EXAMPLES, try_out

# What a field is sent while another is tried out; one that is not named here keeps what it holds.
SENSIBLE = {
    "name": st.just("Siti Contoh"),
    "contact": st.just("siti@contoh.id"),
    "quantity": st.just("1"),
    "key": st.uuids().map(str),
    "email": st.just("siti@contoh.id"),
    "password": st.just("not the password"),
}
AWKWARD = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["", " ", "🎭" * 90, "<script>alert(1)</script>", "٣", "1e9", "-1", "a@b", "+62", "0861-1000-000I"]),
    # PostgreSQL keeps no NUL in text, SQLite does.
    st.sampled_from(["\x00", "siti\x00@contoh.id", "0861\x001000 0001", "a key \x00 of any kind"]),
)
UNASKED = st.dictionaries(st.one_of(AWKWARD, st.sampled_from(["offer", "total", "state", "role"])), AWKWARD, max_size=2)
MOST_PAGES = 300
# Fields of forms that are not shown again: the order is cancelled, or the number of the scan was used for something else.
GOES_WITH_ITS_DEED = {"cancel-reason", "scan_id"}
TAKING_AWAY = ("/henti", "/batal", "/hapus", "/coba-lagi", "/tarik", "/cabut", "/cabut/group")
# Forms that work once, or that log somebody out, or stand behind a second factor: tests/accounts tries each of them.
TRIED_ELSEWHERE = {
    "accounts.second_factor",
    "accounts.reset_password",
    "accounts.accept_invitation",
    "accounts.choose_pin",
    "accounts.open_mailed_link",
    "own_account.confirm_email",
    "own_account.remove_totp",
    "own_account.recovery_codes",
    "own_account.remove_passkey",
    "own_account.end_one_log_in",
    "own_account.end_other_log_ins",
    "office_of_accounts.end_log_ins",
}


@pytest.fixture
def staff(app):
    """Logs in somebody who may do everything, on a site with one of each thing that has a form; returns a new client each time."""
    festival = make_festival(size=100_000)
    make_device(festival.venue.gate_id)
    make_office(festival)
    make_edition(published_at=None)  # to work on
    account = make_account(Role.ADMIN)  # of every edition
    for _ in range(2):  # one to end, and one whose role is taken back
        make_guest(Role.GROUP, edition_id=festival.edition.id)
    make_invitation(edition_id=festival.edition.id)
    book(app.test_client(), festival.event.offer)  # for the office to change, apart from those that their buyers cancel

    make_dead_mail("dead-mail")
    make_export(account)

    def log_in(account=account):
        client = app.test_client()
        client.watch = make_watch(festival)
        client.order = book(client, festival.event.offer).json
        token = form_at(client, "/staff/masuk", "/staff/masuk").fields["csrf_token"].value
        answer = client.post("/staff/masuk", data={"email": account, "password": PASSWORD, "csrf_token": token})
        assert answer.status_code == 303
        return client

    log_in.sender = make_account(Role.ADMIN, edition_id=festival.edition.id)
    return log_in


def form_at(client, path, action):
    """A form of the page at `path`, None where it is gone."""
    return next((form for form in Page(path, client.get(path).text).forms if form.action == action), None)


def forms_in_reach(client):
    """All forms on the pages that links lead to, from the home page, the staff's and an order's."""
    order = client.order
    waiting = [
        "/",
        "/staff/masuk",
        "/staff",
        "/masuk/surel/NOSUCH22",
        "/staff/saya/ulangi",
        client.watch,
        f"/pesanan/{order['code']}/{order['secret']}",
    ]
    seen, forms = set(waiting), []
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = Page(path, answer.text)
        forms += page.forms
        new = [link for link in page.links if link not in seen and not link.startswith("/en/")]
        seen.update(new)
        waiting += new
        assert len(seen) < MOST_PAGES
    return forms


def test_every_form(app, staff):
    match = app.url_map.bind("localhost").match
    client = staff()
    theirs = f"/staff/pemesanan/{client.order['code']}/"
    forms = defaultdict(list)
    for form in forms_in_reach(client):
        if not form.action.startswith(theirs):
            forms[match(form.action, method="POST")[0]].append(form)
    # on the page of somebody who has begun to send, whose file was looked through, or who has looked for a name
    begun = ("messages.put_off", "messages.sent_by_hand", "programme.import_checked", "checkin.admit")
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods and not rule.rule.startswith("/api/")}
    forms = {endpoint: alike for endpoint, alike in forms.items() if endpoint not in TRIED_ELSEWHERE}
    assert {*forms, *begun, *TRIED_ELSEWHERE} == posted, "each page that is posted to has its form on a page in reach"
    # What takes things away comes last: a cancelled order's message is off the hand-send list, a mail tried again is not dead.
    for alike in sorted(forms.values(), key=lambda alike: alike[-1].action.endswith(TAKING_AWAY)):
        client = staff()
        fill_in(client, next(form for form in reversed(alike) if form_at(client, form.page, form.action)))


def test_forms_of_somebody_who_sends_by_hand(app, staff):
    client = staff(staff.sender)
    client.post("/staff/pesan/mulai", data={"csrf_token": form_at(client, "/staff", "/staff/keluar").fields["csrf_token"].value})
    for deed in ("lewati", "terkirim"):
        action = next(form.action for form in Page("/staff/pesan", client.get("/staff/pesan").text).forms if form.action.endswith(deed))
        fill_in(client, form_at(client, "/staff/pesan", action))


def test_form_of_a_file_that_was_looked_through(app, staff):
    client = staff(staff.sender)
    by = session.scalar(select(Account.code).where(Account.email == staff.sender))
    found = {"new": 1, "unchanged": 0, "mistakes": [], "count_mistakes": 0, "warnings": [], "count_warnings": 0, "planned": []}
    edition = session.scalars(select(Edition).where(Edition.published_at.is_not(None))).one()
    path = f"/staff/acara/impor/{make_work(f'account:{by}', 'check_events', edition, found)}"
    fill_in(client, form_at(client, path, path))


def test_form_of_somebody_found_by_name(app, staff):
    client = staff()
    page = next(form.page for form in forms_in_reach(client) if form.action.endswith("/cari"))
    token = form_at(client, page, page).fields["csrf_token"].value
    found = client.post(page, data={"csrf_token": token, "q": "Siti"})
    post_whatever(client, next(form for form in Page(page, found.text).forms if form.action.endswith("/masuk")))


def fill_in(client, form):
    """Posts the form again and again with whatever, as it stands on its page now."""
    post_whatever(client, form_at(client, form.page, form.action))


def post_whatever(client, form):
    """Posts what no one would type along with what one would, in both languages."""
    fields = form.fields
    token = {name: field.value for name, field in fields.items() if name == "csrf_token"}
    names = sorted(set(fields) - set(token))
    sensible = st.fixed_dictionaries({name: SENSIBLE.get(name, st.just(fields[name].value)) for name in names})
    awkward = st.dictionaries(st.sampled_from(names), AWKWARD, max_size=3) if names else st.just({})

    @try_out(EXAMPLES * max(1, len(names)))
    @hypothesis.given(sensible=sensible, awkward=awkward, unasked=UNASKED, face=st.sampled_from(["", "/en"]))
    def post(sensible, awkward, unasked, face):
        limiter.reset()
        values, action = sensible | awkward, face + form.action
        answer = client.post(action, data=unasked | values | token)
        assert answer.status_code in (200, 303, 400, 401, 404, 409, 422), (answer.status_code, action, values)
        if answer.mimetype != "text/html":
            return  # a file to take away
        shown = next((again for again in Page(action, answer.text).forms if again.action == action), None)
        if answer.status_code in (409, 422) and names and not GOES_WITH_ITS_DEED & set(names):
            assert shown, "the form is gone"
        if answer.status_code >= 400:
            assert ('role="alert"' if shown else "<h1") in answer.text, "nothing says what is wrong"
            for name, field in shown.fields.items() if shown else ():
                assert keeps(field, values.get(name, "")), f"{name} holds {field.value!r}"

    post()


def keeps(field, value):
    """Whether a field holds what was typed; a password or a file is never sent back, and what is hidden was not typed."""
    if field.kind in ("password", "file"):
        return field.value == ""
    if field.kind == "checkbox" and value in BooleanField.false_values:
        return field.value == ""  # no browser sends it, and a form reads it as a box without its tick
    if field.kind in (*CHOSEN, "select"):
        return field.value == value or value not in field.choices
    return field.kind == "hidden" or field.value == value


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address(app, staff, method):
    client = staff()
    token = {"csrf_token": form_at(client, "/staff", "/staff/keluar").fields["csrf_token"].value}
    rules = [rule.rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.arguments]

    @try_out(EXAMPLES * 2)
    @hypothesis.given(rule=st.sampled_from(rules), parts=st.lists(AWKWARD, min_size=3, max_size=3))
    def ask(rule, parts):
        limiter.reset()
        path = re.sub("<[^>]+>", lambda _: quote(parts.pop(), safe=""), rule)
        form = token if method == "POST" else None
        answer = client.open(path, method=method, data=form, headers={"Authorization": "Bearer any-secret"})
        assert answer.status_code < 500, path

    ask()
