"""Whatever is sent to the API, it answers as its description says and never with a 5xx."""

import hypothesis
import pytest
import schemathesis

from tests.factories import make_device, make_festival, now, order_body
from tests.fuzz.settings import try_out


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_every_operation(app, mode):
    festival = make_festival(size=5)
    token = make_device(festival.venue.gate_id)
    description = app.test_client().get("/api/openapi.json").json
    schema = schemathesis.openapi.from_dict(description)
    schema.app = app
    failures: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @try_out()
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def call(case):
            case.headers["Authorization"] = f"Bearer {token}"
            answer = case.call()
            if answer.status_code >= 500:
                failures.append(f"{case.operation.label} {answer.status_code} {case.body!r} {case.query!r}"[:300])
            elif answer.status_code >= 400 and b'"reason"' not in answer.content and answer.content:
                failures.append(f"{case.operation.label} {answer.status_code} is no problem: {answer.content[:80]!r}")

        try:
            call()
        except hypothesis.errors.Unsatisfiable:
            continue  # nothing can be wrong with an operation without parameters
    assert failures == []


def spoilt(value):
    """Copies of a body, each with a NUL or half of a character in one of its texts; JSON can say both, PostgreSQL keeps neither."""
    if isinstance(value, str):
        yield from (f"{value[:1]}\x00{value[1:]}", f"{value[:1]}\ud800{value[1:]}")
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, part in parts:
        for worse in spoilt(part):
            whole = value.copy()
            whole[place] = worse
            yield whole


def test_text_that_cannot_be_kept(app):
    festival, client = make_festival(), app.test_client()
    headers = {"Authorization": f"Bearer {make_device(festival.venue.gate_id)}"}
    scanned = {"scan_id": "a-spoilt-scan", "scanned_at": now().isoformat()}
    bodies = [("orders", order_body(festival.event.offer, by_mail=by_mail)) for by_mail in (True, False)]
    bodies += [("scans", {**scanned, "qr": "CW1A"}), ("scans", {**scanned, "entry_code": "ABCD2345"}), ("devices", {"code": "a" * 43})]
    for path, body in bodies:
        for number, spoilt_body in enumerate(spoilt(body)):
            more = headers | {"Idempotency-Key": f"spoilt-{path}-{number}-{len(str(body))}"}
            assert client.post(f"/api/v1/{path}", json=spoilt_body, headers=more).status_code < 500, ascii(spoilt_body)


def test_the_description_is_valid_openapi(app):
    from openapi_spec_validator import validate

    validate(app.test_client().get("/api/openapi.json").json)
