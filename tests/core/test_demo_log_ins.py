"""The demo's accounts, whose password everybody can read: not in production."""

import pytest

from culture_week.accounts.queries import account_by_email
from culture_week.core.database import session
from culture_week.core.startup import UnsafeSettings, check_database
from culture_week.demo import PASSWORD, STAFF
from culture_week.festival.queries import count_editions
from tests.factories import make_account


def known():
    return [email for email, _name, _role in STAFF if account_by_email(email)]


def flask(app, *command):
    session.remove()
    done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output
    return done.output


def test_production_loads_the_festival_without_log_ins(live):
    told = flask(live, "demo", "load", "--from", "2026-11-24")
    assert "loaded" in told and "no demo accounts in production" in told
    assert count_editions() == 1 and known() == []
    assert "no demo accounts" not in flask(live, "demo", "load", "--from", "2026-11-24")


def test_elsewhere_they_are_there(app):
    assert "no demo accounts" not in flask(app, "demo", "load", "--from", "2026-11-24")
    assert known() == [email for email, _name, _role in STAFF]


def test_production_does_not_start_with_them(live, monkeypatch):
    monkeypatch.setitem(live.config, "ENVIRONMENT", "test")
    flask(live, "demo", "load", "--from", "2026-11-24")
    mine = make_account("admin")
    monkeypatch.setitem(live.config, "WTF_CSRF_ENABLED", False)
    logged_in = live.test_client().post("/staff/masuk", data={"email": STAFF[0][0], "password": PASSWORD})
    assert logged_in.status_code == 303
    monkeypatch.setitem(live.config, "ENVIRONMENT", "production")
    session.remove()
    with pytest.raises(UnsafeSettings, match="admin@contoh.id, panitia@contoh.id, gerbang@contoh.id: the password is published"):
        check_database(live)
    assert "removed 3" in flask(live, "demo", "remove-log-ins")
    assert known() == [] and account_by_email(mine)
    try:
        check_database(live)
    except UnsafeSettings as refusal:
        assert "published" not in refusal.message
