"""The JSON API's common ground: the one home of flask-smorest; errors are RFC 9457 problems with a `reason`."""

from typing import Any

import marshmallow as ma
from flask import Flask, Response, json
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from werkzeug.exceptions import HTTPException

from culture_week.core.errors import NotFound, Refusal
from culture_week.core.text import gettext

PROBLEM = "application/problem+json"
REASONS = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "bad-shape",
    429: "too-many-requests",
    503: "closed-for-a-moment",
}
SECONDS_TO_WAIT = {429: "60", 503: "300"}


class StrictSchema(ma.Schema):
    """A shape that refuses unknown fields."""

    class Meta:
        unknown = ma.RAISE


class Text(ma.fields.String):
    """Text that every database and hash can take: no NUL, no half of a character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and ("\0" in text or any("\ud800" <= character <= "\udfff" for character in text)):
            raise self.make_error("invalid_utf8")
        return text


class ProblemSchema(ma.Schema):
    """RFC 9457 problem details."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True, metadata={"description": "What went wrong and how to mend it, for people"})
    reason = ma.fields.String(required=True, metadata={"description": "Stable, for programs"})
    errors = ma.fields.Dict(metadata={"description": "By place and field, what is wrong with it"})


class StrictApi(Api):
    """smorest's Api with problem details; the app's own handlers serve the pages."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Errors are told apart by path in app.py, not here."""


class Blueprint(SmorestBlueprint):
    """A blueprint of the JSON API."""


def make_api(app: Flask) -> StrictApi:
    """The API of `app`, its description at /api/openapi.json."""
    return StrictApi(
        app,
        spec_kwargs={
            "info": {"description": "Events, bookings and gate scans of the culture week. Amounts are whole rupiah, times UTC."},
            "servers": [{"url": "/"}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    )


def problem(status: int, reason: str, detail: str, *, headers: dict[str, str] | None = None, errors: Any = None) -> Response:
    """An RFC 9457 answer."""
    body: dict[str, Any] = {"type": "about:blank", "title": reason, "status": status, "detail": detail, "reason": reason}
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), status=status, content_type=PROBLEM, headers=headers)


def problem_of(error: Exception) -> Response:
    """The problem that stands for an exception."""
    if isinstance(error, Refusal):
        return problem(error.status, error.reason, error.text())
    if isinstance(error, NotFound):
        return problem(404, "not-found", gettext("Tidak ditemukan."))
    if isinstance(error, HTTPException):
        return _problem_of_http(error)
    return problem(500, "internal", gettext("Ada yang salah di pihak kami. Coba lagi sebentar lagi."))


def _problem_of_http(error: HTTPException) -> Response:
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    headers = dict(data.get("headers") or {})
    if status == 405 and getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    if status in SECONDS_TO_WAIT:
        headers["Retry-After"] = SECONDS_TO_WAIT[status]
    details = {
        401: gettext("Sertakan token yang berlaku di header Authorization."),
        404: gettext("Tidak ditemukan."),
        413: gettext("Isi permintaan terlalu besar."),
        422: gettext("Isi permintaan belum benar; lihat errors."),
        429: gettext("Terlalu banyak permintaan. Coba lagi sebentar lagi."),
    }
    detail = details.get(status) or gettext("Permintaan ini tidak dapat dilayani.")
    return problem(status, REASONS.get(status, "error"), detail, headers=headers, errors=data.get("messages"))


def bearer_token(header: str | None) -> str | None:
    """The token of an `Authorization: Bearer …` header."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
