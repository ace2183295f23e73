"""Every guarded route × every role × objects of its own and of another scope."""

from datetime import date

import pytest

from culture_week.accounts.states import Role
from culture_week.core.access import required_permission
from tests.factories import PASSWORD, make_account, make_device, make_edition, make_venue

# permission: what (anonymous, gate at its gate, gate at another gate, organizer of the edition) may
EXPECTED = {
    "programme.edit": (False, False, False, True),
    "staff.home": (False, True, True, True),
    "gates.see": (False, True, True, True),
    "devices.enrol": (False, True, False, True),
    "devices.revoke": (False, False, False, True),
    "orders.see": (False, False, False, True),
    "orders.change": (False, False, False, True),
    "exports.take": (False, False, False, True),
    "insights.see": (False, False, False, True),
    "messages.send": (False, False, False, True),
    "audit.see": (False, False, False, True),
    "programme.delay": (False, False, False, True),
    "development": (False, False, False, True),
}


def log_in(app, email):
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/staff/masuk", data={"email": email, "password": PASSWORD})
    return client


@pytest.fixture(autouse=True)
def without_tokens(app):
    """Tokens have their own test; here the question is who may."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def test_matrix(app):
    edition = make_edition()
    venue, other = make_venue(edition), make_venue(edition)
    make_device(venue.gate_id)
    gate, organizer = make_account(Role.GATE, gate_id=venue.gate_id), make_account(Role.ORGANIZER, edition_id=edition.id)
    guarded = [(r, required_permission(app, r.endpoint)) for r in app.url_map.iter_rules() if required_permission(app, r.endpoint)]
    assert {permission for _rule, permission in guarded} == set(EXPECTED)
    guards, desk = log_in(app, gate), log_in(app, organizer)  # once: log-ins are limited
    callers = ((app.test_client(), venue), (guards, venue), (guards, other), (desk, venue))
    for rule, permission in guarded:
        if rule.endpoint == "accounts.log_out":
            continue
        method = "POST" if "POST" in rule.methods else "GET"
        for (client, place), allowed in zip(callers, EXPECTED[permission], strict=True):
            path = (
                rule.rule.replace("<gate_code>", place.gate_code)
                .replace("<device_code>", "NOSUCH")
                .replace("<key>", "none")
                .replace("<mail_id>", "none")
                .replace("<work_code>", "none")
                .replace("<order_code>", "NOSUCH")
                .replace("<event_code>", "NOSUCH")
            )
            status = client.open(path, method=method).status_code
            refused = status in (401, 403) or (status == 302 and not allowed) or (status == 404 and place is other)
            assert refused != allowed or status in (200, 303, 404, 409), (path, status, allowed)
            if not allowed:
                assert refused, (path, status)


def test_another_editions_organizer_and_unknown_gates(app):
    old = make_edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    edition = make_edition()
    stranger = log_in(app, make_account(Role.ORGANIZER, edition_id=old.id))
    assert stranger.get("/staff/gerbang").status_code == 403
    venue = make_venue(edition)
    organizer = log_in(app, make_account(Role.ORGANIZER, venue_id=venue.id, edition_id=edition.id))
    assert organizer.get("/staff/pesan").status_code == 403  # for one venue only
    assert organizer.post("/staff/gerbang/NOSUCH/tautan").status_code == 404


def test_log_out_ends_the_row(app):
    edition = make_edition()
    client = log_in(app, make_account(Role.ADMIN, edition_id=edition.id))
    assert client.get("/staff").status_code == 200
    stolen = client.get_cookie("log-in").value
    client.post("/staff/keluar")
    thief = app.test_client()
    thief.set_cookie("log-in", stolen)
    assert thief.get("/staff").status_code == 302


def test_tokens_are_asked_for(app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/staff/masuk", data={"email": "a@b.id", "password": "x"}).status_code == 400
