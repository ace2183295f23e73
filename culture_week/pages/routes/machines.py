"""What browsers, phones and search engines ask for at fixed addresses."""

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Response, current_app, render_template, request, url_for

from config import PROJECT
from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.contact import BadContact, read_email
from culture_week.core.page_cache import kept_ready
from culture_week.core.text import LANGUAGES, current_language, in_reader_language
from culture_week.festival.queries import current_edition, event_codes
from culture_week.pages.routes.visitor import pages
from culture_week.programme.cards import day_tabs
from culture_week.programme.queries.venues import venues_of_edition

DAY = 86_400
# Search engines lose nothing here: secrets, forms and desks.
NOT_FOR_ROBOTS = ("/staff", "/pesan/", "/pesanan/", "/gerbang", "/api/")
SECURITY_TEXT_LASTS = timedelta(days=180)
COLOUR, GROUND = "#7a1220", "#fbf5e9"  # --cloth and --ground of tokens.css


@pages.get("/robots.txt")
@public
@kept_ready
def robots() -> Response:
    """What search engines need not read, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {face}{path}" for path in NOT_FOR_ROBOTS for face in ("", "/en"))]
    return _text([*lines, "", f"Sitemap: {current_app.config['PUBLIC_BASE_URL']}/sitemap.xml"])


def _text(lines: list[str]) -> Response:
    return Response("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@pages.get("/sitemap.xml")
@public
@kept_ready
def sitemap() -> Response:
    """Every page for visitors, in both languages."""
    base = current_app.config["PUBLIC_BASE_URL"]
    faces = [{"id": base + path, "en": f"{base}/en{path}"} for path in map(_without_language, _visitor_paths())]
    return Response(render_template("pages/sitemap.xml", faces=faces, languages=LANGUAGES), content_type="application/xml; charset=utf-8")


def _without_language(path: str) -> str:
    return path.removeprefix(request.script_root)


def _visitor_paths() -> list[str]:
    plain = ("pages.home", "programme.day", "programme.venues", "programme.changes", "pages.about", "pages.accessibility", "pages.privacy")
    paths = [url_for(endpoint) for endpoint in plain]
    edition = current_edition()
    if edition is None:
        return paths
    paths += [url_for("programme.day", on=day.on) for day in day_tabs(edition, None)]
    paths += [url_for("programme.event", code=code) for code in event_codes(edition.id)]
    return paths + [url_for("programme.venue", code=venue.code) for venue in venues_of_edition(edition.id)]


@pages.get("/manifest.webmanifest")
@public
@kept_ready
def manifest() -> Response:
    """How the site looks on a phone's home screen."""
    edition = current_edition()
    name = in_reader_language(edition.name if edition else None) or current_app.config["SITE_NAME"]
    asset: Any = current_app.jinja_env.globals["asset"]
    icons = [
        {"src": asset(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    content = {
        "id": "/",
        "name": name,
        "short_name": current_app.config["SITE_NAME"],
        "lang": current_language(),
        "start_url": url_for("pages.home"),
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": COLOUR,
        "background_color": GROUND,
        "icons": icons,
    }
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json")


@pages.get("/favicon.ico")
@public
def favicon() -> Response:
    """The icon for those who read no page's head."""
    return Response(_icon(), content_type="image/x-icon", headers={"Cache-Control": f"public, max-age={DAY}"})


@lru_cache(maxsize=1)
def _icon() -> bytes:
    return (PROJECT / "static/img/favicon.ico").read_bytes()


@pages.get("/.well-known/security.txt")
@public
@kept_ready
def security_text() -> Response:
    """Where weaknesses are reported (RFC 9116)."""
    base = current_app.config["PUBLIC_BASE_URL"]
    midnight = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            f"Contact: {_security_contact(base)}",
            f"Expires: {(midnight + SECURITY_TEXT_LASTS).isoformat()}",
            "Preferred-Languages: id, en",
            f"Canonical: {base}/.well-known/security.txt",
        ]
    )


def _security_contact(base: str) -> str:
    contact: str = current_app.config["SECURITY_CONTACT"]
    if contact:
        return contact
    try:
        return f"mailto:{read_email(current_app.config['CONTACT_EMAIL']).value}"
    except BadContact:
        return f"{base}/tentang"
