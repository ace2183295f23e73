"""What checkout itself decides: names, and whether the buyer may still cancel."""

import pytest

from culture_week.checkout.rules import BadName, may_cancel, read_name
from culture_week.sales.states import OrderState


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Suparmi", "Suparmi"),  # one word is a full name
        ("Ruth br. Contohpurba", "Ruth br. Contohpurba"),
        ("H. Amin Contoh, S.Sn.", "H. Amin Contoh, S.Sn."),
        ("  siti   CONTOH ", "siti CONTOH"),
        ("Siti\r\nContoh\t", "Siti Contoh"),
        ("Siti\0Contoh\x1b[31m", "Siti Contoh [31m"),
        ("Siti\u202eContoh\u200b", "Siti Contoh"),  # letters that would turn the line round, or are not seen
        ("Rene\u0301", "René"),
        ("王小明", "王小明"),
        ("a" * 100, "a" * 100),
    ],
)
def test_name_is_kept_as_typed_on_one_line(typed, kept):
    assert read_name(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\t\r\n", "\0\x01", "\u200b\u202e", "a" * 101, "\u0958" * 51])
def test_name_that_shows_nothing_or_is_too_long_is_refused(app, typed):
    with pytest.raises(BadName) as refusal:
        read_name(typed)
    assert (refusal.value.status, refusal.value.reason) == (422, "bad-name") and "100" in refusal.value.text()


@pytest.mark.parametrize(
    ("state", "unused", "used"),
    [
        (OrderState.PENDING, True, False),
        (OrderState.CONFIRMED, True, False),
        (OrderState.UNWINDING, True, False),
        (OrderState.EXPIRED, False, False),
        (OrderState.CANCELLED, False, False),
    ],
)
def test_buyer_may_cancel_while_nothing_was_used(state, unused, used):
    assert (may_cancel(state, any_used=False), may_cancel(state, any_used=True)) == (unused, used)
