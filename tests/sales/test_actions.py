"""Quotas and allowances on a real database: what they let through, sums over lines, offers and orders."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from culture_week.core.database import in_transaction, session
from culture_week.core.short_memory import forget_all
from culture_week.insights.queries import broken_invariants
from culture_week.sales.actions.offers import add_offer
from culture_week.sales.models import Offer, OfferQuota, Order, Quota
from culture_week.sales.states import OfferKind
from tests.factories import make_festival, now
from tests.sales.shop import make_allowance, make_offer, make_quota, order, sold, taken

PHONE, SAME_PHONE = "0861-1000-0001", "+62 (0)861 1000 0001"


@pytest.fixture
def event(app):
    """An event without an offer."""
    return make_festival(size=None).event


@pytest.fixture(autouse=True)
def invariants_hold(app):
    yield
    session.rollback()
    assert {name: rows for name, rows in broken_invariants().items() if rows} == {}


def reasons(*answers):
    return [answer.json.get("reason", "booked") for answer in answers]


@pytest.mark.parametrize(
    ("quota", "wanted", "reason"),
    [
        ({"size": 3}, 3, "booked"),
        ({"size": 3}, 4, "sold-out"),
        ({"size": 0}, 1, "sold-out"),
        ({"size": 3, "closed": True}, 1, "sold-out"),
        ({"size": 3, "waiting": 1}, 1, "sold-out"),  # what is freed goes to those who wait
        ({"size": 3, "held": 2}, 1, "booked"),
        ({"size": 3, "held": 2}, 2, "sold-out"),
    ],
)
def test_quota_lets_through_what_is_left(client, event, quota, wanted, reason):
    make_offer(event, "UMUM", quota_ids=(make_quota("BALAI", 5),))
    in_transaction(lambda: session.execute(update(Quota).values(**quota)))
    assert reasons(order(client, ("UMUM", wanted))) == [reason]
    assert sold() == {"BALAI": wanted if reason == "booked" else 0}
    in_transaction(lambda: session.execute(update(Quota).values(size=5, held=0)))  # as its moves say


def test_offers_that_share_a_quota_are_sold_out_together(client, event):
    hall = make_quota("BALAI", 4)
    for code in ("DEWASA", "ANAK"):
        make_offer(event, code, quota_ids=(hall,))
    too_many = order(client, ("DEWASA", 3), ("ANAK", 2))
    fits = order(client, ("DEWASA", 3), ("ANAK", 1))
    one_more = order(client, ("ANAK", 1))
    assert reasons(too_many, fits, one_more) == ["sold-out", "booked", "sold-out"]
    assert sold() == {"BALAI": 4}


def test_offer_on_two_quotas_ends_with_the_smaller_and_a_refusal_leaves_the_other_whole(client, event):
    make_offer(event, "KURSI-RODA", quota_ids=(make_quota("BALAI", 10), make_quota("RUANG", 1)))
    assert reasons(*(order(client, ("KURSI-RODA", 1)) for _ in range(2))) == ["booked", "sold-out"]
    assert sold() == {"BALAI": 1, "RUANG": 1}


@pytest.mark.parametrize("lines", [(("A", 1), ("B", 1)), (("B", 1), ("A", 1))])
def test_second_line_that_is_refused_takes_nothing_of_the_first(client, event, lines):
    make_offer(event, "A", quota_ids=(make_quota("PERTAMA", 10),))
    make_offer(event, "B", quota_ids=(make_quota("KEDUA", 1),))
    assert reasons(order(client, ("B", 1))) == ["booked"]
    assert reasons(order(client, *lines)) == ["sold-out"]
    assert (sold(), taken(), session.scalar(select(func.count()).select_from(Order))) == ({"PERTAMA": 0, "KEDUA": 1}, [1], 1)


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([[1], [1], [1], [1]], ["booked", "booked", "booked", "limit"]),
        ([[2], [2], [1]], ["booked", "limit", "booked"]),
        ([[3], [1]], ["booked", "limit"]),
        ([[4], [3]], ["limit", "booked"]),
        ([[2, 2], [2, 1]], ["limit", "booked"]),
        ([[2, 1], [0, 1]], ["booked", "limit"]),
        ([[0, 2], [2], [1]], ["booked", "limit", "booked"]),
    ],
)
def test_person_has_three_of_both_offers_together_over_all_orders(client, event, orders, expected):
    allowance = make_allowance(3)
    for code in ("DEWASA", "ANAK"):
        make_offer(event, code, allowance_id=allowance)
    spellings = [PHONE, SAME_PHONE, "62861 1000 0001", "086110000001"]
    answers = []
    for quantities, phone in zip(orders, spellings, strict=False):
        lines = [(code, n) for code, n in zip(("DEWASA", "ANAK"), quantities, strict=False) if n]
        answers.append(order(client, *lines, phone=phone))
    assert reasons(*answers) == expected
    booked = sum(sum(quantities) for quantities, reason in zip(orders, expected, strict=True) if reason == "booked")
    assert taken() == [booked] and sum(sold().values()) == booked


def test_allowance_is_each_persons_own(client, event):
    make_offer(event, "UMUM", per_person=2)
    answers = [order(client, ("UMUM", 2), phone=phone) for phone in (PHONE, "0861-1000-0002", SAME_PHONE)]
    assert reasons(*answers) == ["booked", "booked", "limit"]
    assert "2" in answers[2].json["detail"] and taken() == [2, 2]


def test_phone_and_address_are_two_persons_but_an_address_in_capitals_is_the_same(client, event):
    make_offer(event, "UMUM", per_person=1)
    buyers = [{"phone": PHONE}, {"email": "siti@contoh.id"}, {"email": "Siti@Contoh.ID"}]
    answers = [order(client, ("UMUM", 1), buyer={"name": "Siti Contoh", **buyer}) for buyer in buyers]
    assert reasons(*answers) == ["booked", "booked", "limit"]


def test_order_across_sellers_is_refused(client, event):
    make_offer(event, "A")
    make_offer(event, "B", seller="SANGGAR")
    answer = order(client, ("A", 1), ("B", 1))
    assert (answer.status_code, answer.json["reason"]) == (422, "one-seller")
    assert sold() == {"A": 0, "B": 0}


def test_offer_without_a_quota_is_not_made(app, event):
    offer_id = make_offer(event, "UMUM")
    offer = session.get(Offer, offer_id)
    values = {name: getattr(offer, name) for name in ("seller_id", "allowance_id", "title", "price", "max_per_order")}
    values |= {"sale_opens_at": offer.sale_opens_at, "sale_closes_at": offer.sale_closes_at, "kind": OfferKind.TICKET}
    with pytest.raises(ValueError, match="draws on no quota"):
        in_transaction(add_offer, code="TANPA", quota_ids=(), **values)


def test_offer_that_lost_its_quota_is_not_sold(client, event):
    offer_id = make_offer(event, "UMUM", quota_ids=(make_quota("BALAI", 5),))
    quota_id = session.scalars(select(OfferQuota.quota_id)).one()
    in_transaction(lambda: session.execute(delete(OfferQuota)))
    forget_all()
    assert reasons(order(client, ("UMUM", 1))) == ["sale-closed"]
    assert broken_invariants()["each offer draws on a quota"] == [offer_id]
    in_transaction(lambda: session.add(OfferQuota(offer_id=offer_id, quota_id=quota_id)))


def test_sale_window_is_asked_of_the_clock_at_the_moment_of_booking(client, event):
    make_offer(event, "LALU", sale_opens_at=event.starts_at, sale_closes_at=now())
    make_offer(event, "NANTI", sale_opens_at=event.ends_at, sale_closes_at=event.ends_at + timedelta(days=1))
    assert reasons(order(client, ("LALU", 1)), order(client, ("NANTI", 1))) == ["sale-closed", "sale-closed"]
