"""Whatever is typed into a form, there is a page with a clear message, what was typed is kept, and never a 5xx."""

import html

import hypothesis
from hypothesis import strategies as st

from tests.factories import make_festival

AWKWARD = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["", " ", "\x00", "🎭" * 90, "<script>alert(1)</script>", "٣", "1e9", "-1", "a@b", "+62", "0861-1000-000I"]),
)


def test_booking_form(app):
    festival = make_festival(size=1000, per_person=5)
    client = app.test_client()

    @hypothesis.settings(
        max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(name=AWKWARD, contact=AWKWARD, quantity=AWKWARD, key=AWKWARD, offer=AWKWARD)
    def post(name, contact, quantity, key, offer):
        values = {"name": name, "contact": contact, "quantity": quantity, "key": key, "offer": offer}
        answer = client.post(f"/pesan/{festival.event.code}", data=values, environ_overrides={"REMOTE_ADDR": "127.0.9.9"})
        assert answer.status_code in (303, 409, 422, 429), (answer.status_code, values)
        if answer.status_code == 422 and name.strip() and name.isprintable():
            assert name in html.unescape(answer.text)

    post()


def test_log_in_form(app):
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False

    @hypothesis.settings(
        max_examples=30, deadline=None, database=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(email=AWKWARD, password=AWKWARD)
    def post(email, password):
        assert client.post("/staff/masuk", data={"email": email, "password": password}).status_code in (422, 429)

    post()
    app.config["WTF_CSRF_ENABLED"] = True
