"""Puts everything together: the one place that knows all domains."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_compress import Compress
from flask_login import current_user
from flask_wtf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from config import PROJECT, Config
from culture_week.accounts import routes as accounts
from culture_week.accounts.commands import accounts_commands
from culture_week.accounts.routes import door
from culture_week.checkin import routes as checkin
from culture_week.checkin.api import checkin_api
from culture_week.checkin.commands import checkin_commands
from culture_week.checkout import routes as checkout
from culture_week.checkout.actions import CANCEL_JOB, LINKS_JOB
from culture_week.checkout.api import checkout_api
from culture_week.checkout.jobs import answer_link_requests, cancel_orders
from culture_week.core import (
    access,
    assets,
    database,
    limits,
    log,
    long_work,
    maintenance,
    metrics,
    page_cache,
    security,
    startup,
    text,
    worker,
)
from culture_week.core.api import make_api, problem_of
from culture_week.core.audit_check import audit_commands
from culture_week.core.backup import backup_commands
from culture_week.core.clock import utc_now
from culture_week.core.errors import NotFound, Refusal
from culture_week.demo import demo_commands, is_demo, published_log_ins
from culture_week.festival import routes as festival
from culture_week.festival.desk import desk_edition, is_elsewhere
from culture_week.festival.queries import CurrentEdition, announcements_now, current_edition
from culture_week.insights import routes as insights
from culture_week.insights.commands import export_commands, invariants_commands, retention_commands
from culture_week.insights.jobs import erase_old_data, make_exports, seal_audit
from culture_week.messages import routes as messages
from culture_week.messages.actions import DELIVER_JOB
from culture_week.messages.commands import messages_commands
from culture_week.messages.jobs import deliver_messages
from culture_week.pages import routes as pages
from culture_week.pages.errors import error_page
from culture_week.performers import routes as performers
from culture_week.programme import routes as programme
from culture_week.programme.actions.changes import TELL_JOB
from culture_week.programme.api import programme_api
from culture_week.programme.commands import programme_commands
from culture_week.programme.jobs import check_event_sheet, clone_whole_edition, import_event_sheet, tell_changes, tell_free_places
from culture_week.programme.states import Work
from culture_week.ticketing import routes as ticketing
from culture_week.vendors import routes as vendors

DOMAINS = (pages, festival, performers, vendors, ticketing, programme, checkout, checkin, accounts, messages, insights)
# Visitors' forms: the Origin check and the booking's own key stand for a token.
WITHOUT_SESSION = ("checkout", "watching")
LONG_WORK: dict[str, Callable[[long_work.Running], long_work.LastStep]] = {
    Work.CHECK_EVENTS: check_event_sheet,
    Work.IMPORT_EVENTS: import_event_sheet,
    Work.CLONE_EDITION: clone_whole_edition,
}
JOBS: dict[str, Callable[[], object]] = {
    DELIVER_JOB: deliver_messages,
    LINKS_JOB: answer_link_requests,
    CANCEL_JOB: cancel_orders,
    TELL_JOB: tell_changes,
    "seal_audit": seal_audit,
    "make_exports": make_exports,
    "tell_free_places": tell_free_places,
    "erase_old_data": erase_old_data,
    long_work.LONG_WORK_JOB: partial(long_work.work_off, LONG_WORK),
}
# What goes on behind the sign "closed for a moment": gates, the staff, the operator; tickets can be shown.
OPEN_PATHS = ("/gerbang", "/api/v1/scans", "/api/v1/gate", "/api/v1/devices", "/staff", "/healthz", "/readyz", "/metrics", "/version")
READABLE_PATHS = ("/pesanan/", "/api/v1/orders/")
COMMANDS = (
    audit_commands,
    accounts_commands,
    backup_commands,
    checkin_commands,
    demo_commands,
    export_commands,
    invariants_commands,
    messages_commands,
    programme_commands,
    retention_commands,
)


def create_app(config: Config | None = None) -> Flask:
    """The site. Raises `startup.UnsafeSettings` in production where its settings would harm people."""
    app = Flask(__name__, template_folder=str(PROJECT / "templates"), static_folder=None)
    app.config.from_mapping((config or Config()).flask_settings())
    startup.init_app(app, checks=[published_log_ins])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for tool in (log, metrics, security, database, text, page_cache, limits, door):
        tool.init_app(app)
    Compress(app)
    access.make_room_for_uploads(app, ask=door.ask)
    CSRFProtect(app)
    maintenance.init_app(app, open_paths=OPEN_PATHS, readable_paths=READABLE_PATHS)
    access.init_app(app, ask=door.ask)
    worker.init_app(app, JOBS)
    _register_routes(app)
    _answer_errors(app)
    app.context_processor(_page_values)
    assets.init_app(app, Path(PROJECT / "static"))
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _register_routes(app: Flask) -> None:
    for domain in DOMAINS:
        for blueprint in domain.BLUEPRINTS:
            app.register_blueprint(blueprint)
    api = make_api(app)
    for api_blueprint in (programme_api, checkout_api, checkin_api):
        api.register_blueprint(api_blueprint)
        app.extensions["csrf"].exempt(api_blueprint)
    for name in WITHOUT_SESSION:
        app.extensions["csrf"].exempt(app.blueprints[name])
    description: Any = app.view_functions["api-docs.openapi_json"]
    access.public(description.__func__)
    for commands in COMMANDS:
        app.cli.add_command(commands)


def _page_values() -> dict[str, Any]:
    if not has_request_context():  # a message is being written
        return {}
    config = current_app.config
    base = config["PUBLIC_BASE_URL"]
    edition, announcements = _what_is_on()
    staff_area = request.path.startswith(("/staff", "/sanggar", "/lapak")) and current_user.is_authenticated
    return {
        "account_name": current_user.name if staff_area else "",
        "works_on": desk_edition() if staff_area and is_elsewhere() else None,
        "site_name": text.in_reader_language(edition.name if edition else None) or config["SITE_NAME"],
        "city_name": config["CITY_NAME"],
        "organizer": config["ORGANIZER"],
        "announcements": announcements,
        "is_demo": edition is not None and is_demo(edition),
        "request_id": g.get("request_id", "-"),
        "public_url": lambda path: base + path,
        "alternate_url": lambda language: base + text.alternate_path(language),
    }


def _what_is_on() -> tuple[CurrentEdition | None, list[Any]]:
    try:
        edition = current_edition()
        return edition, announcements_now(edition.id, utc_now()) if edition else []
    except SQLAlchemyError:  # the page that says so must stand without a database
        return None, []


def _answer_errors(app: Flask) -> None:
    """Errors of the API are problems, those of pages are pages."""

    def answer(error: Exception) -> Any:
        if isinstance(error, SecurityError):  # asked for a host that is not ours, for which no page has addresses
            return Response("unknown host\n", status=400, content_type="text/plain")
        if request.path.startswith("/api/"):
            return problem_of(error)
        if isinstance(error, NotFound):
            return error_page(404)
        if isinstance(error, Refusal):
            return error_page(error.status, error.text())
        if isinstance(error, HTTPException):
            if error.response is not None or (error.code or 500) < 400:
                return error
            return error_page(error.code or 500)
        return error_page(500)

    def crash(error: Exception) -> Any:
        log.logger.exception("unhandled", request_id=g.get("request_id"))
        return answer(error)

    for kind in (HTTPException, NotFound, Refusal):
        app.register_error_handler(kind, answer)
    app.register_error_handler(Exception, crash)
