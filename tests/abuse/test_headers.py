"""Headers that play others, against the real server behind a proxy that it trusts."""

import http.client

import pytest

from tests.faults.processes import free_port, start_all, stop

pytestmark = pytest.mark.any_database

PROXY = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost"}


@pytest.fixture
def site(app):
    port = free_port()
    settings = {"TRUSTED_PROXIES": "1", "TRUSTED_HOSTS": "localhost", "LIMIT_LOST_LINK_ADDRESS": "3 per 10 minutes"}
    running = start_all(app, port, WORKERS="1", **settings)  # one process has one count
    yield port
    stop(running)


def ask(port, n, **pretended):
    """A request as Caddy hands it on: headers in the order of their names, so that what has `_` comes after what has `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded", **PROXY, **pretended}
    connection.request("POST", "/tiket-hilang", f"contact=siti-{n}%40contoh.id", dict(sorted(headers.items())))
    status = connection.getresponse().status
    connection.close()
    return status


def test_a30_a_header_with_another_dash_is_not_the_proxys(site):
    """A30: `X_Forwarded_For` passes through most proxies as it came, and WSGI has one name for both."""
    assert [ask(site, n, X_Forwarded_For=f"198.51.100.{n}") for n in range(6)] == [303] * 3 + [429] * 3
    assert ask(site, 6, X_Forwarded_Host="evil.example") == 429  # and not 400, for a host that is not ours
