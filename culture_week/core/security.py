"""The headers on every answer: what a page may load, who may frame it, what may be kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, abort, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
}
CONTENT_POLICY = "; ".join(f"{name} {sources}" for name, sources in POLICY.items())
GATE_POLICY = CONTENT_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
FRAMED_POLICY = CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
NO_DEVICES = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
GATE_DEVICES = NO_DEVICES.replace("camera=()", "camera=(self)")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": NO_DEVICES,
}
YEAR = 31_536_000


def headers_of(app: Flask) -> dict[str, str]:
    """What every answer of a site carries, pages and static files alike."""
    if app.config["PUBLIC_BASE_URL"].startswith("https://"):
        return {**HEADERS, "Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"}
    return HEADERS


def init_app(app: Flask) -> None:
    """Sets the headers; whatever does not say that it may be kept is not kept."""
    headers = headers_of(app)

    @app.before_request
    def refuse_nul() -> None:
        if "\0" in request.path or b"%00" in request.query_string:
            abort(400)  # PostgreSQL cannot even be asked for it

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if g.get("may_be_framed"):
            response.headers["Content-Security-Policy"] = FRAMED_POLICY
        if g.get("uses_camera"):
            response.headers["Content-Security-Policy"] = GATE_POLICY
            response.headers["Permissions-Policy"] = GATE_DEVICES
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if request.endpoint and g.get("holds_secret"):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


def allow_camera() -> None:
    """The page being answered scans: it may use the camera and run a WebAssembly decoder."""
    g.uses_camera = True


def hide_address() -> None:
    """The page being answered has a secret in its address: no other site is told it."""
    g.holds_secret = True


def framed_elsewhere(view: Callable[..., Any]) -> Callable[..., Any]:
    """The page is made for other sites to show in a frame; stands above what keeps pages ready."""

    @wraps(view)
    def answer(**view_args: Any) -> Any:
        g.may_be_framed = True
        return view(**view_args)

    return answer
