"""One kept page for each language, and nobody sees one that is older than two seconds."""

import re

import pytest

from culture_week.core import page_cache
from tests.factories import make_edition, make_festival


def pages(app):
    return app.extensions["page_cache"]


def test_the_api_keeps_one_page_a_language(app, client):
    event = make_festival().event
    path = f"/api/v1/events/{event.code}"
    answers = [
        client.get(path, headers={"Accept-Language": header})
        for header in ("en", "en-GB,en;q=0.9", "en;q=0.5", "id", "id-ID,id;q=0.9,en;q=0.1", "de", "")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len(pages(app)) == 2
    assert len({answer.headers["ETag"] for answer in answers}) <= 2


@pytest.mark.parametrize(("age", "left"), [(0.1, 1), (0.9, 1), (1.1, 0), (1.9, 0)])
def test_a_page_is_kept_for_what_is_left_of_its_time(app, client, age, left):
    client.get("/privasi")
    (page,) = pages(app).values()
    page.made_at -= age
    assert client.get("/privasi").headers["Cache-Control"] == f"public, max-age={left}, stale-if-error=86400"


def test_an_old_page_is_made_anew(app, client):
    assert "Pekan Lama" not in client.get("/privasi").text
    make_edition(name={"id": "Pekan Lama"})
    assert "Pekan Lama" not in client.get("/privasi").text
    (page,) = pages(app).values()
    page.made_at -= page_cache.SECONDS
    assert "Pekan Lama" in client.get("/privasi").text


def test_made_up_addresses_do_not_fill_the_memory(app, client, monkeypatch):
    monkeypatch.setattr(page_cache, "MOST_PAGES", 5)
    for number in range(1, 20):
        client.get(f"/privasi?{number}")
    assert len(pages(app)) == 1  # a page has no use for a query
    for number in range(1, 20):
        client.get(f"/api/v1/events?limit={number}")
        assert len(pages(app)) <= 5


def test_the_site_is_called_like_its_edition(app, client):
    def title(path):
        pages(app).clear()
        return re.search(r"<title>[^<]* · ([^<]*)</title>", client.get(path).text).group(1)

    assert title("/privasi") == title("/en/privasi") == "Pekan Kebudayaan"
    make_edition(name={"id": "Pekan Budaya Contoh", "en": "Example Culture Week"})
    assert title("/privasi") == title("/nowhere") == "Pekan Budaya Contoh"
    assert title("/en/privasi") == title("/en/nowhere") == "Example Culture Week"
