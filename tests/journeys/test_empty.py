"""A new installation, before there is any festival: every page says what is missing instead of failing."""

import pytest

from culture_week.accounts.states import Role
from tests.factories import make_account
from tests.journeys.test_staff import log_in


@pytest.mark.parametrize(
    ("path", "says"), [("/", "Jadwal sedang disusun"), ("/en/", "The schedule is being prepared"), ("/privasi", "Privasi")]
)
def test_visitor_pages_without_a_festival(client, path, says):
    page = client.get(path)
    assert page.status_code == 200 and says in page.text


@pytest.mark.parametrize(
    ("path", "says"),
    [("/staff", "Pemesanan hari ini"), ("/staff/gerbang", "Belum ada gerbang"), ("/staff/pesan", "Semua sudah terkirim")],
)
def test_staff_pages_without_a_festival(client, path, says):
    log_in(client, make_account(Role.ADMIN))
    page = client.get(path)
    assert page.status_code == 200 and says in page.text
