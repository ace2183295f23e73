"""Production answers under its own name only, on every path, and says HTTPS on every answer."""

import pytest

MINE = "pekan.example.go.id"


@pytest.mark.parametrize("path", ["/", "/healthz", "/en/", "/staff", "/api/v1/events", "/nowhere"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:443", f"{MINE}.evil.example", f"evil{MINE}", ""])
def test_another_host_is_refused(live, path, host):
    answer = live.test_client().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_a_post_under_another_host_is_refused(live):
    answer = live.test_client().post("/staff/masuk", headers={"Host": "evil.example", "Origin": "https://evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("host", [MINE, f"{MINE}:443", "127.0.0.1:8000", "localhost"])
def test_its_own_names_and_this_host_are_answered(live, host):
    assert live.test_client().get("/healthz", headers={"Host": host}).status_code == 200


def test_pages_and_static_files_say_https(live, app):
    for path in ("/privasi", live.jinja_env.globals["asset"]("css/site.css")):
        answer = live.test_client().get(path, headers={"Host": MINE})
        assert answer.status_code == 200 and answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Strict-Transport-Security" not in app.test_client().get(path).headers  # http in development
