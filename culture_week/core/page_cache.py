"""Public pages kept ready for two seconds in each process, compressed, with an ETag; such views read no session."""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import brotli
from flask import Flask, Response, current_app, make_response, request

from culture_week.core.text import current_language

SECONDS = 2.0
# A crowd asks for a few hundred addresses; beyond that somebody is making them up.
MOST_PAGES = 2000
CACHE_CONTROL = "public, max-age={left}, stale-if-error=86400"
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6),
}


@dataclass
class KeptPage:
    """One rendered page and its compressed forms, made when first asked for."""

    body: bytes
    content_type: str
    etag: str
    made_at: float
    encoded: dict[str, bytes] = field(default_factory=dict)

    def encoded_as(self, encoding: str) -> bytes:
        if encoding not in self.encoded:
            self.encoded[encoding] = ENCODINGS[encoding](self.body)
        return self.encoded[encoding]

    def left(self) -> float:
        """How many seconds it may still be shown."""
        return self.made_at + SECONDS - time.monotonic()


def init_app(app: Flask) -> None:
    """Each app keeps its own pages."""
    app.extensions["page_cache"] = {}


def kept_ready(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answers from the kept page while it is fresh; it may depend on the path, the language and, in the API, the query only."""

    @wraps(view)
    def answer(**view_args: Any) -> Response:
        pages: dict[Any, KeptPage] = current_app.extensions["page_cache"]
        key = _key()
        page = pages.get(key)
        if page is None or page.left() < 0:
            response = make_response(view(**view_args))
            if response.status_code != 200:
                return response
            page = _keep(pages, key, response)
        return _respond(page)

    return answer


def _key() -> Any:
    if request.path.startswith("/api/"):
        return (request.path, request.query_string, current_language())
    # A page has its language in its address (/en), and no use for a query, which anybody could make up without end.
    return (request.path, request.script_root)


def _keep(pages: dict[Any, KeptPage], key: Any, response: Response) -> KeptPage:
    if len(pages) >= MOST_PAGES:
        pages.clear()
    body = response.get_data()
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    page = KeptPage(body, response.content_type, etag, time.monotonic())
    pages[key] = page
    return page


def _respond(page: KeptPage) -> Response:
    # A browser's copy is no younger than ours: nobody sees what is older than SECONDS.
    control = CACHE_CONTROL.format(left=max(0, int(page.left())))
    headers = {"Cache-Control": control, "Vary": "Accept-Encoding, Accept-Language", "ETag": f'"{page.etag}"'}
    if request.if_none_match.contains_weak(page.etag):
        return Response(status=304, headers=headers)
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = next((name for name in ENCODINGS if name in accepted), None)
    if encoding:
        headers["Content-Encoding"] = encoding
    body = page.encoded_as(encoding) if encoding else page.body
    return Response(body, headers=headers, content_type=page.content_type)


def kept_by_readers(view: Callable[..., Any]) -> Callable[..., Any]:
    """For pages that depend on the query: browsers and proxies may keep them as briefly as other pages.

    Nothing is kept here: queries can be made up without end.
    """

    @wraps(view)
    def answer(**view_args: Any) -> Response:
        response = make_response(view(**view_args))
        if response.status_code == 200:
            response.headers["Cache-Control"] = CACHE_CONTROL.format(left=int(SECONDS))
            response.headers["Vary"] = "Accept-Encoding"
        return response

    return answer
