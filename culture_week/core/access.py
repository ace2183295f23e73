"""Who may call a route: every route says `@public` or `@requires(...)`, and one hook asks before each request."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
Ask = Callable[[str, dict[str, Any]], Any]
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORM_AROUND_A_FILE = 100_000  # bytes
FORMS_OF_TEXT = "application/x-www-form-urlencoded"
FORMS_WITH_FILES = "multipart/form-data"
FORMS = frozenset({"", FORMS_OF_TEXT, FORMS_WITH_FILES})


def public(view: View) -> View:
    """Anyone may call this route; what it shows is guarded, if at all, by a secret it checks itself."""
    view.access = None  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Only a signed-in account whose grants give `permission` in the scope that the URL names."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def takes_upload(most_bytes: int) -> Callable[[View], View]:
    """This guarded route's form carries a file; its body may be so large, and it is only read for those who may."""

    def mark(view: View) -> View:
        view.largest_body = most_bytes + FORM_AROUND_A_FILE  # type: ignore[attr-defined]
        return view

    return mark


def largest_body_by_path(app: Flask) -> dict[str, int]:
    """The paths whose bodies may be larger than those of all others; uploads have no arguments in their paths."""
    views = ((rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules())
    return {rule.rule: view.largest_body for rule, view in views if hasattr(view, "largest_body")}


def required_permission(app: Flask, endpoint: str) -> str | None:
    """The permission an endpoint asks for, None for a public one. Raises `LookupError` where it declares nothing."""
    view: Any = app.view_functions[endpoint]
    view = getattr(view, "view_class", view)
    if not hasattr(view, "access"):
        raise LookupError(f"{endpoint} carries neither @public nor @requires")
    permission: str | None = view.access
    return permission


def make_room_for_uploads(app: Flask, ask: Ask) -> None:
    """Lets the body of an upload be large, for those who may send one; called before anything reads bodies."""

    @app.before_request
    def make_room() -> Any:
        largest = getattr(app.view_functions.get(request.endpoint or ""), "largest_body", None)
        if largest is None or request.mimetype != FORMS_WITH_FILES or not _comes_from_here():
            return None
        request.max_content_length = largest
        return ask(required_permission(app, request.endpoint or "") or "", request.view_args or {})


def init_app(app: Flask, ask: Ask) -> None:
    """Asks `ask(permission, view_args)` before each guarded request; it returns a response to send instead, or None."""

    @app.before_request
    def guard() -> Any:
        if request.method in UNSAFE_METHODS:
            if not _comes_from_here():
                abort(403)
            _check_body()
        if request.endpoint is None:
            return None
        permission = required_permission(app, request.endpoint)
        return None if permission is None else ask(permission, request.view_args or {})


def _check_body() -> None:
    """Pages take forms only, the API JSON only; read here once, so that no limit and no schema meets what cannot be read."""
    if not request.path.startswith("/api/"):
        if request.mimetype not in FORMS:
            abort(415)
        if request.mimetype == FORMS_OF_TEXT and (request.content_length or 0) > current_app.config["MAX_FORM_MEMORY_SIZE"]:
            abort(413)  # Werkzeug has this limit for multipart forms only
        _ = request.form
    elif request.mimetype:
        if not request.is_json:
            abort(415)
        try:
            request.get_json()
        except RecursionError:
            abort(400)


def _comes_from_here() -> bool:
    """Whether a browser sent this from a page of ours; programs send neither header and carry their own credentials."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
