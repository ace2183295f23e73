"""The pages and files that people, browsers and search engines expect at fixed addresses."""

import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from culture_week.core.clock import utc_now
from culture_week.core.codes import new_code
from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.festival.models import Announcement
from culture_week.festival.states import AnnouncementLevel
from tests.factories import make_edition, make_festival

XHTML = "{http://www.w3.org/1999/xhtml}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize("path", ["/tentang", "/aksesibilitas", "/en/tentang", "/en/aksesibilitas"])
def test_plain_pages_stand_without_an_edition_and_name_who_answers(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "Pemerintah Kota Tebing Tinggi" in page.text
    assert "Set-Cookie" not in page.headers


def test_contact_is_what_the_settings_say(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "CONTACT_EMAIL", "panitia@contoh.id")
    monkeypatch.setitem(app.config, "CONTACT_WHATSAPP", "0861 1000 0001")
    page = client.get("/tentang").text
    assert 'href="mailto:panitia@contoh.id"' in page
    assert 'href="https://wa.me/6286110000001"' in page and "0861-1000-0001" in page


def test_sitemap_lists_pages_that_answer_in_both_languages(app, client):
    festival = make_festival()
    tree = ElementTree.fromstring(client.get("/sitemap.xml").text)
    urls = {url.find(f"{SITEMAP}loc").text: [link.get("hreflang") for link in url.findall(f"{XHTML}link")] for url in tree}
    assert f"http://localhost/acara/{festival.event.code}" in urls and f"http://localhost/en/acara/{festival.event.code}" in urls
    assert set(map(tuple, urls.values())) == {("id", "en")}
    for url in urls:
        assert client.get(url.removeprefix("http://localhost")).status_code == 200, url
    app.extensions["page_cache"].clear()
    assert client.get("/en/sitemap.xml").text == client.get("/sitemap.xml").text


def test_robots_are_kept_from_secrets_and_told_of_the_sitemap(client):
    told = client.get("/robots.txt").text
    assert "Disallow: /pesanan/" in told and "Disallow: /en/staff" in told
    assert told.endswith("Sitemap: http://localhost/sitemap.xml\n")


def test_manifest_has_icons_that_are_there(client):
    make_edition(name={"id": "Pekan Contoh", "en": "Sample Week"})
    answer = client.get("/en/manifest.webmanifest")
    manifest = json.loads(answer.text)
    assert answer.content_type == "application/manifest+json"
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("Sample Week", "en", "/en/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).content_type == "image/png"


def test_favicon_where_nobody_reads_the_head(client):
    assert client.get("/favicon.ico").data.startswith(b"\0\0\1\0")


@pytest.mark.parametrize(
    ("settings", "contact"),
    [
        ({}, "http://localhost/tentang"),
        ({"CONTACT_EMAIL": "panitia@contoh.id"}, "mailto:panitia@contoh.id"),
        ({"CONTACT_EMAIL": "panitia@contoh.id", "SECURITY_CONTACT": "https://contoh.id/lapor"}, "https://contoh.id/lapor"),
    ],
)
def test_security_text_names_a_contact_and_does_not_expire(app, client, monkeypatch, settings, contact):
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    assert fields["Contact"] == contact
    assert timedelta(days=90) < datetime.fromisoformat(fields["Expires"]) - utc_now() < timedelta(days=365)


def announce(edition_id, text, level=AnnouncementLevel.INFO, since=-1, until=1):
    def write():
        times = {"shown_from": utc_now() + timedelta(hours=since), "shown_until": utc_now() + timedelta(hours=until)}
        session.add(Announcement(edition_id=edition_id, code=new_code(), level=level, text={"id": text}, url=None, **times))

    in_transaction(write)


def test_announcements_of_now_stand_on_every_visitor_page_warnings_first(app, client):
    festival = make_festival()
    announce(festival.edition.id, "Parkir di Balai Kota")
    announce(festival.edition.id, "Pawai dimajukan", AnnouncementLevel.WARN)
    announce(festival.edition.id, "Sudah lewat", since=-3, until=-1)
    announce(festival.edition.id, "Baru besok", since=20, until=30)
    forget_all()
    for path in ("/", "/jadwal", f"/acara/{festival.event.code}", "/privasi", "/tidak-ada"):
        bars = re.findall(r'<aside class="news news--(\w+)".*?<span>(.*?)</span>', client.get(path).text, re.S)
        assert bars == [("warn", "Pawai dimajukan"), ("info", "Parkir di Balai Kota")], path


def test_only_the_demo_festival_says_that_it_is_invented(app, client):
    make_edition()
    assert "karangan" not in client.get("/privasi").text
    edition = make_edition(starts_on=utc_now().date() + timedelta(days=9), ends_on=utc_now().date() + timedelta(days=10), code="X")
    app.extensions["page_cache"].clear()
    assert "karangan" not in client.get("/privasi").text
    make_edition(starts_on=edition.ends_on, ends_on=edition.ends_on, code=f"{edition.ends_on:%Y%m%d}")
    app.extensions["page_cache"].clear()
    assert "karangan" in client.get("/privasi").text


def test_the_menu_names_all_venues_and_a_label_one(client):
    make_edition()
    assert re.search(r'href="/en/tempat"[^>]*>Venues</a>', client.get("/en/tentang").text)
    assert re.search(r">Venue<", client.get("/en/cari").text)
