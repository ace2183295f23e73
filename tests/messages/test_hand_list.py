"""The hand-send list: one after the other, none by two people at once, and what becomes of mails that went nowhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from culture_week.accounts.states import Role
from culture_week.core.contact import Channel, Contact
from culture_week.core.database import in_transaction, session
from culture_week.core.lifecycle import NotPossibleNow
from culture_week.messages import actions
from culture_week.messages.models import Message
from culture_week.messages.queries import claimed_by, count_by_hand, hand_list
from culture_week.messages.rules import HAND_CLAIM, PUT_OFF
from culture_week.messages.states import MessageState
from tests.factories import make_account, make_dead_mail, make_edition, now
from tests.journeys.test_staff import log_in, token_on

ANI, BUDI = "account:ANI", "account:BUDI"
TEMPLATE = "checkout/order_confirmed"


def write(key, at, template=TEMPLATE):
    bought = [{"quantity": 1, "title": {"id": "Tari"}, "starts_at": now().isoformat(), "place": "Balai"}]
    context = {"name": f"Siti {key}", "order_code": "ABCD2345", "generation": 1, "bought": bought, "reason": "Hujan deras"}
    contact = Contact(Channel.WHATSAPP, "+6286110000001")
    in_transaction(actions.queue, key=key, contact=contact, language="id", template=template, context=context, now=at)


@pytest.fixture
def three(app):
    """Three messages, the oldest first; the instant after."""
    at = now()
    for n, key in enumerate(("one", "two", "three")):
        write(key, at + timedelta(milliseconds=n), TEMPLATE if key != "two" else "checkout/order_cancelled")
    return at + timedelta(seconds=1)


def claim(who, at, template=None):
    return in_transaction(actions.claim_by_hand, template=template, by=who, name=who[-3:], now=at)


def test_two_people_are_never_given_the_same_one(three):
    assert claim(ANI, three) == "one"
    assert claim(BUDI, three) == "two"
    for deed in (actions.mark_sent_by_hand, actions.put_off):
        with pytest.raises(NotPossibleNow):
            in_transaction(deed, key="one", by=BUDI, now=three)
    in_transaction(actions.mark_sent_by_hand, key="one", by=ANI, now=three)
    assert claim(ANI, three) == "three" and claimed_by(ANI, three).key == "three"
    with pytest.raises(NotPossibleNow):
        in_transaction(actions.mark_sent_by_hand, key="one", by=ANI, now=three)


def test_who_went_away_keeps_nothing_for_long(three):
    assert claim(ANI, three) == "one"
    later = three + HAND_CLAIM
    assert claimed_by(ANI, later) is None
    assert claim(BUDI, later) == "one"
    with pytest.raises(NotPossibleNow):
        in_transaction(actions.mark_sent_by_hand, key="one", by=ANI, now=later)


def test_somebody_has_one_at_a_time_and_may_choose_the_kind(three):
    assert claim(ANI, three) == "one"
    assert claim(ANI, three, "checkout/order_cancelled") == "two"
    assert claim(BUDI, three) == "one"  # was let go
    assert count_by_hand() == {TEMPLATE: 2, "checkout/order_cancelled": 1}
    assert [message.key for message in hand_list("checkout/order_cancelled")] == ["two"]


def test_what_was_put_off_comes_up_again_later(three):
    claim(ANI, three)
    in_transaction(actions.put_off, key="one", by=ANI, now=three)
    assert [claim(ANI, three), claim(BUDI, three), claim("account:CICI", three)] == ["two", "three", None]
    for key, who in (("two", ANI), ("three", BUDI)):
        in_transaction(actions.mark_sent_by_hand, key=key, by=who, now=three)
    assert claim("account:CICI", three + PUT_OFF - timedelta(seconds=1)) is None
    assert claim("account:CICI", three + PUT_OFF) == "one"


@pytest.fixture
def staff(app):
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=make_edition().id))
    return client


def post(staff, path, **data):
    return staff.post(f"/staff/pesan/{path}", data={"csrf_token": token_on(staff, "/staff"), **data})


def test_the_next_one_comes_up_by_itself_and_others_see_who_sends(app, three, staff):
    assert "Mulai mengirim" in staff.get("/staff/pesan").text and "wa.me" not in staff.get("/staff/pesan").text
    assert post(staff, "mulai").status_code == 303
    page = staff.get("/staff/pesan").text
    assert page.count("https://wa.me/") == 1 and "/staff/pesan/one/terkirim" in page
    other = app.test_client()
    log_in(other, make_account(Role.ADMIN))
    assert "Sedang dikirim oleh Orang Contoh" in other.get("/staff/pesan").text
    assert post(other, "one/terkirim").status_code == 409
    assert post(staff, "one/terkirim").status_code == 303
    assert "/staff/pesan/two/terkirim" in staff.get("/staff/pesan").text
    post(staff, "two/lewati")
    post(staff, "three/terkirim", jenis=TEMPLATE)
    assert session.scalar(select(Message.state).where(Message.key == "two")) is MessageState.BY_HAND


def test_kinds_filter_the_list(three, staff):
    page = staff.get("/staff/pesan", query_string={"jenis": "checkout/order_cancelled"}).text
    assert "Siti two" in page and "Siti one" not in page
    assert "Siti one" in staff.get("/staff/pesan?jenis=nonsense").text


def test_a_dead_mail_is_tried_again_or_goes_to_a_phone(staff):
    make_dead_mail("dead")
    page = staff.get("/staff/pesan").text
    assert "s…@contoh.id" in page and "siti@contoh.id" not in page
    wrong = post(staff, "dead/lewat-whatsapp", phone="12")
    assert wrong.status_code == 422 and 'value="12"' in wrong.text and 'role="alert"' in wrong.text
    assert post(staff, "dead/lewat-whatsapp", phone="0861 1000 0002").status_code == 303
    (message,) = hand_list()
    assert (message.channel, message.recipient) == (Channel.WHATSAPP, "+6286110000002")
    in_transaction(lambda: session.execute(update(Message).values(state=MessageState.DEAD, channel=Channel.EMAIL)))
    assert post(staff, "dead/coba-lagi").status_code == 303
    assert session.scalar(select(Message.state)) is MessageState.QUEUED
    assert post(staff, "dead/coba-lagi").status_code == 409


def test_a19_a_mail_that_opens_an_account_goes_to_nobody_else(staff):
    """A19: who runs the hand-send list cannot have an administrator's reset link or invitation sent to themselves."""
    opens = ["accounts/reset", "accounts/invitation", "accounts/sign_in", "accounts/confirm_email"]
    for template in opens:
        make_dead_mail(template.replace("/", "-"))
        in_transaction(
            lambda key=template.replace("/", "-"), template=template: session.execute(
                update(Message).where(Message.key == key).values(template=template)
            )
        )
    assert "lewat-whatsapp" not in staff.get("/staff/pesan").text
    for template in opens:
        assert post(staff, f"{template.replace('/', '-')}/lewat-whatsapp", phone="0861 1000 0002").status_code == 409
    assert hand_list() == []
    assert set(session.scalars(select(Message.recipient))) == {"siti@contoh.id"}
    assert post(staff, "accounts-reset/coba-lagi").status_code == 303
