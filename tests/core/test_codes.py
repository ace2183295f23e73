"""Codes that people see, type and scan, and secrets derived from the site's key, before and after it was changed."""

import re

import pytest

from culture_week.core import codes
from culture_week.core.codes import (
    derived_secret,
    digest,
    is_derived_secret,
    keyed_digest,
    new_code,
    new_payload,
    new_token,
    read_code,
    read_payload,
)

NEW = "another-key-of-at-least-32-characters"
# Written out once more: what a code may consist of.
LETTERS_OF_CODES = set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
LETTERS_OF_PAYLOADS = set("ABCDEFGHJKMNPQRSTVWXYZ0123456789")
PAYLOAD = "CW1" + "0123456789ABCDEFGHJKMNPQRS"
MANY = 2000


def test_alphabets_leave_out_what_looks_alike_and_use_each_letter_once():
    for alphabet, letters in ((codes.ALPHABET, LETTERS_OF_CODES), (codes.CROCKFORD, LETTERS_OF_PAYLOADS)):
        assert set(alphabet) == letters and len(alphabet) == 32
    assert LETTERS_OF_CODES.isdisjoint("0O1I") and LETTERS_OF_PAYLOADS.isdisjoint("ILOU")


@pytest.mark.parametrize(
    ("draw", "prefix", "length", "letters"), [(new_code, "", 8, LETTERS_OF_CODES), (new_payload, "CW1", 26, LETTERS_OF_PAYLOADS)]
)
def test_codes_differ_and_each_letter_is_drawn_in_each_place(draw, prefix, length, letters):
    drawn = [draw() for _ in range(MANY)]
    assert len(set(drawn)) == MANY and all(code.startswith(prefix) for code in drawn)
    places = zip(*(code.removeprefix(prefix) for code in drawn), strict=True)
    assert [set(place) for place in places] == [letters] * length


def test_payload_comes_back_from_its_qr():
    drawn = [new_payload() for _ in range(100)]
    assert [read_payload(payload) for payload in drawn] == drawn


@pytest.mark.parametrize("text", [PAYLOAD, PAYLOAD.lower(), f"  {PAYLOAD}\r\n", f"{PAYLOAD}\n"])
def test_scanned_text_is_a_payload(text):
    assert read_payload(text) == PAYLOAD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CW1",
        PAYLOAD[:-1],
        PAYLOAD + "0",
        PAYLOAD[3:],
        "CW2" + PAYLOAD[3:],
        *(PAYLOAD[:-1] + letter for letter in "ILOU-*Å٣"),
        PAYLOAD[:10] + " " + PAYLOAD[11:],
        PAYLOAD[:10] + "\n" + PAYLOAD[11:],
        f"https://contoh.id/{PAYLOAD}",
    ],
)
def test_scanned_text_is_none_of_ours(text):
    assert read_payload(text) is None


@pytest.mark.parametrize("typed", ["K7M2PQ9X", "k7m2pq9x", "K7M2-PQ9X", " k7m2 pq9x\n", "K7M2\u00a0PQ9X", "k-7-m-2-p-q-9-x"])
def test_code_is_read_as_people_type_it(typed):
    assert read_code(typed) == "K7M2PQ9X"


def test_tokens_are_long_and_differ():
    drawn = {new_token() for _ in range(MANY)}
    assert len(drawn) == MANY and all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in drawn)
    assert len({digest(token) for token in drawn}) == MANY


def test_digest_takes_whatever_text_a_request_may_hold():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest("\ud800") != digest("\ud801")


def test_a_secret_is_the_same_each_time_and_fits_an_address(app):
    secret = derived_secret("pesanan", "ABCD2345", 1)
    assert secret == derived_secret("pesanan", "ABCD2345", 1)
    assert len(secret) == 26 and set(secret) <= LETTERS_OF_PAYLOADS


@pytest.mark.parametrize("other", [("pesana", "nABCD2345", 1), ("pesananA", "BCD2345", 1), ("pesanan", "ABCD234", 51)])
def test_a_secret_tells_where_its_parts_end(app, other):
    assert not is_derived_secret(derived_secret("pesanan", "ABCD2345", 1), *other)


def test_a_link_outlives_the_key_it_was_made_with(app, monkeypatch):
    old = derived_secret("pesanan", "ABCD2345", 1)
    old_key = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", NEW)
    assert not is_derived_secret(old, "pesanan", "ABCD2345", 1)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", ["an-older-key-of-at-least-32-characters", old_key])
    new = derived_secret("pesanan", "ABCD2345", 1)
    assert new != old
    assert is_derived_secret(old, "pesanan", "ABCD2345", 1) and is_derived_secret(new, "pesanan", "ABCD2345", 1)


def test_a_secret_opens_one_thing_of_one_generation(app):
    secret = derived_secret("pesanan", "ABCD2345", 1)
    assert not is_derived_secret(secret, "pesanan", "ABCD2345", 2)
    assert not is_derived_secret(secret, "pesanan", "EFGH2345", 1)
    assert not is_derived_secret(secret, "other", "ABCD2345", 1)
    for wrong in ("", secret[:-1], secret.lower(), "é" * 26):
        assert not is_derived_secret(wrong, "pesanan", "ABCD2345", 1)


def test_a_digest_needs_the_key_and_its_purpose(app, monkeypatch):
    digest = keyed_digest("contact", "+628611234567")
    assert len(digest) == 64 and digest == keyed_digest("contact", "+628611234567")
    assert digest != keyed_digest("other", "+628611234567")
    monkeypatch.setitem(app.config, "SECRET_KEY", NEW)
    assert digest != keyed_digest("contact", "+628611234567")
