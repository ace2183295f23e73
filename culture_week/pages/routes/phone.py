"""What a visitor's phone keeps by itself: the service worker, and the page it shows without a connection."""

from flask import Response, current_app, render_template

from culture_week.core.access import public
from culture_week.core.page_cache import kept_ready
from culture_week.festival.queries import current_edition
from culture_week.pages.routes.visitor import pages

# All that the order page and the page without a connection are drawn with.
FILES = (
    "css/tokens.css",
    "css/site.css",
    "css/checkout.css",
    "img/cloth.svg",
    "img/covers.svg",
    "img/edge.svg",
    "img/favicon.svg",
    "img/icons.svg",
    "js/favourites.js",
    "js/kept_tickets.js",
    "js/site.js",
    "vendor/plus-jakarta-sans/plus-jakarta-sans.woff2",
)


@pages.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker; switched off, one that makes those on phones forget all and go."""
    on = current_app.config["SERVICE_WORKER"]
    script = render_template("pages/service_worker.js", files=FILES) if on else render_template("pages/service_worker_off.js")
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@pages.get("/luring")
@public
@kept_ready
def offline() -> str:
    """What the service worker shows where there is no connection."""
    return render_template("pages/offline.html", edition=current_edition())
