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

SECONDS = 2.0
# A crowd asks for a few hundred addresses; beyond that somebody is making them up.
MOST_PAGES = 2000
CACHE_CONTROL = "public, max-age=2, stale-if-error=86400"
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
    until: float
    encoded: dict[str, bytes] = field(default_factory=dict)

    def encoded_as(self, encoding: str) -> bytes:
        if encoding not in self.encoded:
            self.encoded[encoding] = ENCODINGS[encoding](self.body)
        return self.encoded[encoding]


def init_app(app: Flask) -> None:
    """Each app keeps its own pages."""
    app.extensions["page_cache"] = {}


def kept_ready(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answers from the kept page while it is fresh; the page may depend on the address and the language only."""

    @wraps(view)
    def answer(**view_args: Any) -> Response:
        pages: dict[Any, KeptPage] = current_app.extensions["page_cache"]
        key = _key()
        page = pages.get(key)
        if page is None or page.until < time.monotonic():
            response = make_response(view(**view_args))
            if response.status_code != 200:
                return response
            page = _keep(pages, key, response)
        return _respond(page)

    return answer


def _key() -> Any:
    language = request.accept_languages.to_header() if request.path.startswith("/api/") else request.script_root
    return (request.path, request.query_string, language)


def _keep(pages: dict[Any, KeptPage], key: Any, response: Response) -> KeptPage:
    if len(pages) >= MOST_PAGES:
        pages.clear()
    body = response.get_data()
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    page = KeptPage(body, response.content_type, etag, time.monotonic() + SECONDS)
    pages[key] = page
    return page


def _respond(page: KeptPage) -> Response:
    headers = {"Cache-Control": CACHE_CONTROL, "Vary": "Accept-Encoding, Accept-Language", "ETag": f'"{page.etag}"'}
    if request.if_none_match.contains_weak(page.etag):
        return Response(status=304, headers=headers)
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = next((name for name in ENCODINGS if name in accepted), None)
    if encoding:
        headers["Content-Encoding"] = encoding
    body = page.encoded_as(encoding) if encoding else page.body
    return Response(body, headers=headers, content_type=page.content_type)
