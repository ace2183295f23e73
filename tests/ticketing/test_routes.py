"""Organizers set up ticket types over HTTP."""

import pytest
from sqlalchemy import select

from culture_week.core.audit import AuditEntry
from culture_week.core.database import session
from culture_week.insights.queries import broken_invariants
from culture_week.sales.models import Offer, Quota, QuotaMove
from tests.factories import book, make_event
from tests.festival.test_routes import send
from tests.programme.test_office import festival, organizer, path_of  # noqa: F401  fixtures

TYPE = {
    "title_id": "Umum",
    "price": "0",
    "size": "80",
    "max_per_order": "4",
    "per_person": "8",
    "opens_on": "2020-01-01",
    "opens_at": "08:00",
    "closes_on": "2099-01-01",
    "closes_at": "20:00",
}


def offer_called(code):
    session.rollback()
    return session.scalars(select(Offer).where(Offer.code == code)).one_or_none()


def test_a_new_type_and_its_code(organizer, festival):  # noqa: F811
    path = path_of(festival, "/tiket/baru")
    values = TYPE | {"code": "vip", "price": "Rp 15.000", "per_person": "5"}
    assert send(organizer, path, **values).status_code == 303
    assert send(organizer, path, **values).status_code == 422
    offer = offer_called("VIP")
    assert (offer.price, offer.max_per_order) == (15_000, 4)
    assert offer.allowance_id == offer_called(festival.event.offer).allowance_id  # one person's limit counts over both
    assert not any(broken_invariants().values())


def test_places_grow_and_shrink_by_recorded_moves_but_not_below_what_is_promised(client, organizer, festival):  # noqa: F811
    path = path_of(festival, f"/tiket/{festival.event.offer}")
    book(client, festival.event.offer, 3)
    assert send(organizer, path, **TYPE).status_code == 303
    assert list(session.scalars(select(QuotaMove.change).order_by(QuotaMove.id))) == [50, 30]
    assert send(organizer, path, **TYPE | {"size": "2"}).status_code == 409
    assert send(organizer, path, **TYPE | {"size": "3"}).status_code == 303
    assert send(organizer, path, **TYPE | {"size": "3", "per_person": "2"}).status_code == 409
    session.rollback()
    assert session.scalars(select(Quota.size)).one() == 3
    told = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "change").order_by(AuditEntry.id)).all()
    assert (told[0]["before"]["size"], told[0]["after"]["size"]) == (50, 80)
    assert not any(broken_invariants().values())


def test_the_sale_stops_and_goes_on(client, organizer, festival):  # noqa: F811
    path = path_of(festival, f"/tiket/{festival.event.offer}")
    assert send(organizer, path, **TYPE, closed="y").status_code == 303
    assert book(client, festival.event.offer).status_code == 409
    assert send(organizer, path, **TYPE).status_code == 303
    assert book(client, festival.event.offer).status_code == 201


@pytest.mark.parametrize("field", ["price", "size", "max_per_order", "per_person"])
@pytest.mark.parametrize("typed", ["", "-1", "1.5", "1e3", "٣", "9999999999", "1,000", "x"])
def test_a09_numbers_are_plain(organizer, festival, field, typed):  # noqa: F811
    """A09: negative, fractional, 1e9, in other digits, too large."""
    path = path_of(festival, f"/tiket/{festival.event.offer}")
    assert send(organizer, path, **TYPE | {field: typed}).status_code == 422
    assert offer_called(festival.event.offer).max_per_order == 5


def test_a08_a_changed_sale_window_holds_at_once(client, organizer, festival):  # noqa: F811
    """A08: the window and the limit are those of the moment, not of when the page was opened."""
    path = path_of(festival, f"/tiket/{festival.event.offer}")
    send(organizer, path, **TYPE | {"max_per_order": "1"})
    assert book(client, festival.event.offer, 2).status_code == 409
    send(organizer, path, **TYPE | {"closes_on": "2021-01-01"})
    assert book(client, festival.event.offer).status_code == 409


def test_a15_a_type_of_another_event_is_not_there(organizer, festival):  # noqa: F811
    """A15: an offer through an event that does not sell it."""
    other = make_event(festival.edition, festival.venue)
    assert organizer.get(path_of(festival, f"/tiket/{other.offer}")).status_code == 404
    assert send(organizer, path_of(festival, f"/tiket/{other.offer}"), **TYPE).status_code == 404
