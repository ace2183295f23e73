"""What may be sold, when, to whom and for how much, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from culture_week.sales.rules import (
    LimitReached,
    OfferFacts,
    OfferState,
    OneSellerOnly,
    PaymentNotOpen,
    SaleClosed,
    Wanted,
    check_free,
    check_limits,
    check_on_sale,
    is_on_sale,
    offer_state,
    pieces_by_allowance,
    places_by_quota,
    total_price,
)
from culture_week.sales.states import OfferKind

OPENS = datetime(2026, 11, 1, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def want(quantity=1, **changes):
    """A line of a free offer that is on sale at OPENS."""
    values = {
        "id": 1,
        "code": "UMUM",
        "kind": OfferKind.TICKET,
        "price": 0,
        "seller_id": 1,
        "max_per_order": 5,
        "allowance_id": 1,
        "per_person": 5,
        "sale_opens_at": OPENS,
        "sale_closes_at": CLOSES,
        "quota_ids": (1,),
    }
    return Wanted(OfferFacts(**values | changes), quantity)


ON_SALE, NOT_YET, CLOSED, SOLD_OUT = OfferState.ON_SALE, OfferState.NOT_YET, OfferState.CLOSED, OfferState.SOLD_OUT


@pytest.mark.parametrize(
    ("opens_at", "now", "word"),
    [
        (OPENS, OPENS - INSTANT, NOT_YET),
        (OPENS, OPENS, ON_SALE),
        (OPENS, CLOSES - INSTANT, ON_SALE),
        (OPENS, CLOSES, CLOSED),
        (OPENS, CLOSES + INSTANT, CLOSED),
        (None, CLOSES - INSTANT, NOT_YET),
        (None, CLOSES, CLOSED),
    ],
)
def test_sale_window_holds_its_opening_and_not_its_closing(opens_at, now, word):
    assert is_on_sale(opens_at, CLOSES, now) is (word is ON_SALE)
    assert offer_state(opens_at=opens_at, closes_at=CLOSES, left=1, now=now) is word


@pytest.mark.parametrize(
    ("now", "left", "word"),
    [
        (OPENS, 1, ON_SALE),
        (OPENS, 0, SOLD_OUT),
        (OPENS, -1, SOLD_OUT),  # a quota made smaller than what was sold of it
        (OPENS - INSTANT, 0, NOT_YET),
        (CLOSES, 0, CLOSED),
    ],
)
def test_sold_out_is_said_only_of_what_is_on_sale(now, left, word):
    assert offer_state(opens_at=OPENS, closes_at=CLOSES, left=left, now=now) is word


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ([want()], False),
        ([want(), want(id=2)], False),
        ([want(quota_ids=())], True),
        ([want(sale_opens_at=None)], True),
        ([want(sale_opens_at=OPENS + INSTANT)], True),
        ([want(sale_closes_at=OPENS)], True),
        ([want(), want(id=2, sale_closes_at=OPENS)], True),
        ([want(), want(id=2, quota_ids=())], True),
    ],
)
def test_each_line_must_be_on_sale_and_draw_on_a_quota(lines, refused):
    if refused:
        with pytest.raises(SaleClosed):
            check_on_sale(lines, OPENS)
    else:
        check_on_sale(lines, OPENS)


@pytest.mark.parametrize(
    ("lines", "most"),
    [
        ([want(5)], None),
        ([want(6)], 5),
        ([want(1, max_per_order=1)], None),
        ([want(2, max_per_order=1)], 1),
        ([want(5), want(3, id=2, max_per_order=3)], None),
        ([want(5), want(4, id=2, max_per_order=3)], 3),
    ],
)
def test_line_has_at_most_what_its_offer_allows(lines, most):
    if most is None:
        check_limits(lines)
    else:
        with pytest.raises(LimitReached) as refusal:
            check_limits(lines)
        assert refusal.value.most == most


@pytest.mark.parametrize("lines", [[], [want(), want(id=2, seller_id=2)], [want(9), want(id=2, seller_id=2)]])
def test_order_has_exactly_one_seller(lines):
    with pytest.raises(OneSellerOnly):
        check_limits(lines)


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        ([want(5)], 0),
        ([want(1, price=1)], 1),
        ([want(3, price=15_000)], 45_000),
        ([want(3), want(2, id=2, price=15_000)], 30_000),
        ([want(50, price=9_007_199_254_740_993)], 450_359_962_737_049_650),  # more than a float could tell
    ],
)
def test_order_costs_the_sum_of_its_lines_and_only_a_free_one_is_taken(lines, total):
    assert total_price(lines) == total
    if total:
        with pytest.raises(PaymentNotOpen):
            check_free(lines)
    else:
        check_free(lines)


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ([want(3)], {1: 3}),
        ([want(3), want(2, id=2)], {1: 5}),  # two offers of one hall
        ([want(3, quota_ids=(1, 2))], {1: 3, 2: 3}),
        ([want(3, quota_ids=(7, 9)), want(2, id=2, quota_ids=(4, 7))], {4: 2, 7: 5, 9: 3}),
        ([want(1, quota_ids=(9,)), want(2, id=2, quota_ids=(3,)), want(4, id=3, quota_ids=(5,))], {3: 2, 5: 4, 9: 1}),
    ],
)
def test_places_are_summed_by_quota_and_taken_in_order_of_id(lines, places):
    for asked_for in (lines, lines[::-1]):
        assert list(places_by_quota(asked_for).items()) == sorted(places.items())


@pytest.mark.parametrize(
    ("lines", "pieces"),
    [
        ([want(3)], {1: (3, 5)}),
        ([want(3), want(2, id=2)], {1: (5, 5)}),
        ([want(3), want(2, id=2, allowance_id=4, per_person=2)], {1: (3, 5), 4: (2, 2)}),
        ([want(1, allowance_id=9), want(2, id=2, allowance_id=3), want(4, id=3, allowance_id=9)], {3: (2, 5), 9: (5, 5)}),
    ],
)
def test_pieces_are_summed_by_allowance_and_taken_in_order_of_id(lines, pieces):
    for asked_for in (lines, lines[::-1]):
        assert list(pieces_by_allowance(asked_for).items()) == sorted(pieces.items())


@pytest.mark.parametrize(
    ("refusal", "status", "reason"),
    [
        (SaleClosed(), 409, "sale-closed"),
        (PaymentNotOpen(), 409, "sale-closed"),
        (LimitReached(3), 409, "limit"),
        (OneSellerOnly(), 422, "one-seller"),
    ],
)
def test_programs_are_told_by_reason_and_people_in_words(app, refusal, status, reason):
    assert (refusal.status, refusal.reason) == (status, reason)
    assert refusal.text()
    assert "3" in refusal.text() or reason != "limit"
