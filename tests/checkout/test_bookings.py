"""The office's bookings over HTTP: who finds which order, what they see of it, and what they may do to it."""

import pytest
from sqlalchemy import select

from culture_week.accounts.states import Role
from culture_week.core.audit import AuditEntry
from culture_week.core.audit_trail import audit_of
from culture_week.core.database import session
from culture_week.core.short_memory import forget_all
from culture_week.insights.queries import broken_invariants
from culture_week.messages.models import Message
from culture_week.ticketing.models import Ticket
from culture_week.ticketing.queries import bookings
from tests.factories import book, make_account, make_device, make_edition, make_event, make_festival, make_venue, scan
from tests.journeys.test_staff import log_in, token_on

WHY = "Salah pesan, minta dibatalkan"


@pytest.fixture
def festival(app):
    return make_festival()


@pytest.fixture
def desk(app, festival):
    """A browser of the service desk."""
    client = app.test_client()
    log_in(client, make_account(Role.DESK, edition_id=festival.edition.id))
    return client


def change(staff, code, deed, name, reason=WHY):
    page = f"/staff/pemesanan/{code}"
    return staff.post(f"{page}/{deed}", data={"csrf_token": token_on(staff, page), f"{name}-reason": reason})


def test_found_by_name_code_event_state_day_and_whole_contact(client, festival, desk):
    order = book(client, festival.event.offer, 2, phone="0861 1000 0001").json
    other = make_event(festival.edition, festival.venue)
    book(client, other.offer)

    def found(**asked):
        return order["code"] in desk.get("/staff/pemesanan", query_string=asked).text

    today = order["placed_at"][:10] if "placed_at" in order else ""
    for asked in ({}, {"q": "siti CONT"}, {"q": order["code"].lower()}, {"q": "+62 861-1000-0001"}, {"acara": festival.event.code}):
        assert found(**asked), asked
    for asked in ({"status": "confirmed"}, {"status": "nonsense"}, {"hari": "nonsense"}, {"hari": today}, {"page": "nonsense"}):
        assert found(**asked), asked
    for asked in (
        {"q": "0861 1000"},
        {"q": "Siti%"},
        {"q": "Budi"},
        {"acara": other.code},
        {"status": "cancelled"},
        {"hari": "2020-01-01"},
    ):
        assert not found(**asked), asked


def test_beyond_the_last_page_is_the_last_one(client, festival, desk, monkeypatch):
    monkeypatch.setattr(bookings, "ORDERS_ON_A_PAGE", 1)
    older, newer = (book(client, festival.event.offer).json["code"] for _ in range(2))
    shown = {page: desk.get(f"/staff/pemesanan?page={page}").text for page in (-1, 1, 2, 3, 10**20)}
    assert {page for page, text in shown.items() if newer in text} == {-1, 1}
    assert {page for page, text in shown.items() if older in text} == {2, 3, 10**20}


def test_the_list_and_the_page_mask_contacts_and_show_no_code_that_admits(client, festival, desk):
    order = book(client, festival.event.offer, 2, phone="0861 1000 0001").json
    for path in ("/staff/pemesanan", f"/staff/pemesanan/{order['code']}"):
        page = desk.get(path).text
        assert "0861-…-001" in page
        secrets = [order["secret"], "1000-0001", "+6286110000001"]
        secrets += [ticket[name] for ticket in order["tickets"] for name in ("qr", "entry_code", "party_code") if name in ticket]
        assert [secret for secret in secrets if secret in page] == []


def test_cancelling_asks_why_tells_the_buyer_and_leaves_a_sealed_record(client, festival, desk):
    order = book(client, festival.event.offer, 2, by_mail=True).json
    refused = change(desk, order["code"], "batal", "cancel", "x")
    assert refused.status_code == 422 and 'href="#cancel-reason"' in refused.text and "<details" in refused.text
    assert change(desk, order["code"], "batal", "cancel").status_code == 303
    page = desk.get(f"/staff/pemesanan/{order['code']}?selesai=cancel").text
    assert "membatalkan untuk pembeli" in page and WHY in page and "Pemesanan dibatalkan." in page and "Batalkan pemesanan" not in page
    (told,) = session.scalars(select(Message).where(Message.template == "checkout/order_cancelled"))
    assert told.context["reason"] == WHY and told.recipient.startswith("siti")
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "cancel_for_buyer"))
    assert entry.seq and entry.details == {"reason": WHY}
    assert not any(broken_invariants().values())
    assert change_again(desk, order["code"]).status_code == 409


def change_again(staff, code):
    data = {"csrf_token": token_on(staff, "/staff"), "cancel-reason": WHY}
    return staff.post(f"/staff/pemesanan/{code}/batal", data=data)


def test_what_was_used_is_not_cancelled(client, festival, desk):
    order = book(client, festival.event.offer, 2).json
    scan(client, make_device(festival.venue.gate_id), qr=order["tickets"][0]["qr"])
    assert change_again(desk, order["code"]).status_code == 409
    page = desk.get(f"/staff/pemesanan/{order['code']}").text
    assert "Sudah masuk" in page and "Ya, batalkan" not in page


def test_sending_again_keeps_the_link_and_changing_it_ends_link_and_codes(client, festival, desk):
    order = book(client, festival.event.offer, 2, by_mail=True).json
    path = f"/pesanan/{order['code']}/{order['secret']}"
    assert change(desk, order["code"], "kirim-ulang", "send_again", "Surat tidak sampai").status_code == 303
    assert client.get(path).status_code == 200
    assert change(desk, order["code"], "ganti-tautan", "change_link", "Tautan tersebar di grup").status_code == 303
    forget_all()
    assert client.get(path).status_code == 404
    again = [m.context["generation"] for m in session.scalars(select(Message).where(Message.key.startswith("order-sent-again")))]
    assert again == [1, 2]
    old = {ticket["qr"] for ticket in order["tickets"]}
    new = set(session.scalars(select(Ticket.payload)))
    assert len(new) == 2 and not old & new
    token = make_device(festival.venue.gate_id)
    assert scan(client, token, qr=order["tickets"][0]["qr"]).json["verdict"] == "unknown"
    assert scan(client, token, qr=new.pop()).json["verdict"] == "welcome"
    assert [deed.action for deed in audit_of(f"order:{order['code']}")] == ["change_link", "resend", "book"]
    assert not any(broken_invariants().values())


@pytest.mark.parametrize("reason", ["", "hm", "x" * 201, "lihat http://jahat.example", "surat ke a@b.id", "\u202e\u200b "])
def test_a28_a_reason_is_short_and_leads_nowhere(client, festival, desk, reason):
    """A28: the buyer's mail repeats it."""
    order = book(client, festival.event.offer).json
    answer = change(desk, order["code"], "batal", "cancel", reason)
    assert answer.status_code == 422
    assert session.scalars(select(Message).where(Message.template == "checkout/order_cancelled")).all() == []


def test_a16_another_editions_orders_are_neither_listed_nor_opened(app, client, festival, desk):
    """A16: the canary is an order of another edition."""
    other = make_edition(published_at=None)
    event = make_event(other, make_venue(other))
    canary = book(client, event.offer).json["code"]
    assert canary not in desk.get("/staff/pemesanan").text
    for found in ({"q": canary}, {"acara": event.code}, {"q": "Siti"}):
        assert f"/staff/pemesanan/{canary}" not in desk.get("/staff/pemesanan", query_string=found).text
    data = {"csrf_token": token_on(desk, "/staff"), "cancel-reason": WHY}
    assert desk.get(f"/staff/pemesanan/{canary}").status_code == 404
    assert desk.post(f"/staff/pemesanan/{canary}/batal", data=data).status_code == 404


def test_a19_the_buyers_link_gives_no_office_page(client, festival):
    """A19: whoever holds an order's secret is still nobody in the office."""
    order = book(client, festival.event.offer).json
    assert client.get(f"/staff/pemesanan/{order['code']}").status_code == 302
    assert client.post(f"/staff/pemesanan/{order['code']}/batal", data={"cancel-reason": WHY}).status_code in (400, 401)
