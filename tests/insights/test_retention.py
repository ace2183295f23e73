"""What is kept no longer is erased, everything else stays, promises hold before and after, and one process does it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from culture_week.accounts.actions import create_account
from culture_week.accounts.actions.links import offer_email_change
from culture_week.accounts.actions.log_ins import start_log_in
from culture_week.accounts.models import Invitation, LogIn, OneTimeLink
from culture_week.accounts.states import Role
from culture_week.core.clock import utc_now
from culture_week.core.contact import Channel
from culture_week.core.database import in_transaction, session
from culture_week.core.idempotency import IdempotencyKey
from culture_week.core.text import day_bounds, local_day
from culture_week.festival.models import Edition, Event
from culture_week.insights import jobs
from culture_week.insights.actions import erasing
from culture_week.insights.actions.erasing import LEASE, take_night
from culture_week.insights.models import RetentionNight
from culture_week.insights.queries import broken_invariants
from culture_week.insights.rules import CONTACTS_KEPT, DAYS, RULES, Kept
from culture_week.messages.models import Message
from culture_week.messages.states import MessageState
from culture_week.programme.models import Watch
from culture_week.sales.models import AllowanceUse, Offer, Order, OrderLine
from culture_week.ticketing.models import TicketType
from tests.accounts.people import account_id_of, make_invitation
from tests.factories import PASSWORD, book, make_account, make_event, make_festival, statements
from tests.journeys.test_staff import log_in, token_on

DAY = timedelta(days=1)


def test_nothing_of_a_person_outlives_the_promise():
    """Ninety days on the privacy page, backups included."""
    backups = next(rule.days for rule in RULES if rule.erases is None)
    assert {rule.erases for rule in RULES} == {*Kept, None}
    assert max(DAYS[Kept.BUYERS], DAYS[Kept.MESSAGES], DAYS[Kept.WATCHES]) + backups < 90


@pytest.fixture
def old_and_new(app, client):
    """Two festivals with bookings, one of them just long enough over."""
    old, new = make_festival(), make_festival()
    for festival in (old, new):
        for number in range(3):
            assert book(client, festival.event.offer, 2, by_mail=number == 1).status_code == 201
    session.remove()
    return old, new, local_day(utc_now())


def end_on(festival, on):
    in_transaction(
        session.execute, statement=update(Edition).where(Edition.id == festival.edition.id).values(ends_on=on, starts_on=on - DAY)
    )


def put_back(table, column, when):
    in_transaction(session.execute, statement=update(table).values({column: when}))


def erase(today):
    """One night's erasing by this process."""
    in_transaction(take_night, on=today, now=utc_now())
    return jobs.erase_all(on=today, by="system")


def test_buyers_are_erased_after_their_festival_and_not_a_day_before(old_and_new):
    old, _new, today = old_and_new
    end_on(old, today - CONTACTS_KEPT)
    assert erase(today) == {}
    assert session.scalar(select(func.count()).where(Order.contact == "")) == 0
    end_on(old, today - CONTACTS_KEPT - DAY)
    assert erase(today)[Kept.BUYERS] == 3
    erased = session.execute(select(Order.code, Order.buyer_name, Order.person).where(Order.contact == "")).all()
    assert [(name, person) for _code, name, person in erased] == [("–", f"erased:{code}") for code, *_rest in erased]
    assert session.scalar(select(func.count()).where(Order.contact != "", Order.buyer_name == "Siti Contoh")) == 3
    assert session.scalar(select(func.count()).select_from(AllowanceUse)) == 3
    assert session.scalar(select(func.sum(OrderLine.quantity))) == 12
    assert not any(broken_invariants().values())


def test_messages_keep_that_somebody_was_told_and_not_who(old_and_new):
    _old, _new, today = old_and_new
    put_back(Message, "created_at", utc_now() - CONTACTS_KEPT - DAY)
    in_transaction(session.execute, statement=update(Message).where(Message.state == MessageState.QUEUED).values(state=MessageState.SENT))
    assert erase(today) == {Kept.MESSAGES: 6}
    rows = session.execute(select(Message.recipient, Message.context, Message.state)).all()
    assert {row.recipient for row in rows} == {""} and all(row.context == {} for row in rows)
    assert {row.state for row in rows} == {MessageState.SENT, MessageState.DROPPED}  # no hand sends what is 50 days old
    assert not any(broken_invariants().values())


def test_mail_under_way_is_left_alone(old_and_new):
    _old, _new, today = old_and_new
    put_back(Message, "created_at", utc_now() - CONTACTS_KEPT - DAY)
    assert erase(today) == {Kept.MESSAGES: 4}
    assert session.scalar(select(func.count()).where(Message.recipient != "")) == 2


def test_log_ins_keys_and_watches_go(old_and_new):
    old, new, today = old_and_new
    account = in_transaction(create_account, email="a@contoh.id", name="Orang Contoh", password=PASSWORD, by="test", now=utc_now())
    for since in (60 * DAY, 1 * DAY):
        in_transaction(start_log_in, account_id=account, idle=timedelta(minutes=30), now=utc_now() - since)
    put_back(IdempotencyKey, "created_at", utc_now() - 31 * DAY)
    for festival in (old, new):
        in_transaction(watch, event_id=festival.event.id)
    long_ago = utc_now() - 9 * DAY
    times = {"starts_at": long_ago, "ends_at": long_ago + timedelta(hours=1)}
    in_transaction(session.execute, statement=update(Event).where(Event.id == old.event.id).values(times))
    erased = erase(today)
    assert erased[Kept.LOG_INS] == 1 and session.scalar(select(func.count()).select_from(LogIn)) == 1
    assert erased[Kept.KEYS] == 6 and erased[Kept.WATCHES] == 1
    assert session.scalar(select(func.count()).select_from(Watch)) == 1


def test_links_and_invitations_go_with_the_contacts_in_them(app):
    """What is over for less than a month, or works still, stays."""
    email = make_account(Role.GATE)
    for over_for in (31 * DAY, 29 * DAY):
        make_invitation(contact="budi@contoh.id")
        in_transaction(offer_email_change, account_id=account_id_of(email), email="x@contoh.id", language="id", by="test", now=utc_now())
        for table in (Invitation, OneTimeLink):
            working = update(table).where(table.expires_at > utc_now()).values(expires_at=utc_now() - over_for)
            in_transaction(session.execute, statement=working)
    make_invitation()
    assert erase(local_day(utc_now())) == {Kept.LINKS: 3}
    assert session.scalar(select(func.count()).select_from(Invitation)) == 2
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 2


def test_an_order_is_as_old_as_the_newest_thing_it_is_for(app, client):
    """Of two festivals the later one counts, and what is no ticket is over when its sale has closed."""
    old, new = make_festival(), make_festival()
    both, no_ticket = (book(client, old.event.offer).json["code"] for _ in range(2))
    end_on(old, local_day(utc_now()) - 60 * DAY)
    lines = {code: select(OrderLine.id).join(Order).where(Order.code == code).scalar_subquery() for code in (both, no_ticket)}
    offer_of_new = select(Offer.id).where(Offer.code == new.event.offer).scalar_subquery()
    other = make_event(old.edition, old.venue).offer
    in_transaction(session.execute, statement=update(OrderLine).where(OrderLine.id == lines[both]).values(offer_id=offer_of_new))
    offer = select(Offer.id).where(Offer.code == other).scalar_subquery()
    in_transaction(session.execute, statement=update(OrderLine).where(OrderLine.id == lines[no_ticket]).values(offer_id=offer))
    in_transaction(session.execute, statement=delete(TicketType).where(TicketType.offer_id == offer))
    assert erase(local_day(utc_now())) == {}
    closed = {"sale_opens_at": utc_now() - 90 * DAY, "sale_closes_at": utc_now() - CONTACTS_KEPT - DAY}
    in_transaction(session.execute, statement=update(Offer).where(Offer.code == other).values(closed))
    assert erase(local_day(utc_now())) == {Kept.BUYERS: 1}
    assert session.scalars(select(Order.code).where(Order.contact == "")).all() == [no_ticket]


def watch(*, event_id):
    session.add(
        Watch(
            event_id=event_id,
            code=f"W{event_id}",
            channel=Channel.EMAIL,
            contact="siti@contoh.id",
            person="p",
            language="id",
            consent_version=1,
            told_revision=0,
            saw_full=False,
            created_at=utc_now(),
        )
    )


def test_a_dry_run_counts_and_leaves_all_as_it_is(app, old_and_new):
    old, _new, today = old_and_new
    end_on(old, today - 60 * DAY)
    told = app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"]).output
    assert "buyers     3" in told and "nothing was erased" in told
    assert session.scalar(select(func.count()).where(Order.contact == "")) == 0
    told = app.test_cli_runner().invoke(args=["retention", "run"]).output
    assert "buyers     3" in told and "today's report: 3 erased" in told


def test_in_bounded_batches_and_resumed_after_a_kill(old_and_new, monkeypatch):
    old, _new, today = old_and_new
    end_on(old, today - 60 * DAY)
    monkeypatch.setattr(erasing, "AT_ONCE", 1)
    assert in_transaction(take_night, on=today, now=utc_now())
    in_transaction(jobs._erase_and_note, on=today, kept=Kept.BUYERS, after=0, now=utc_now())
    assert session.scalar(select(func.count()).where(Order.contact == "")) == 1
    assert not any(broken_invariants().values())  # in the middle of it too
    assert not in_transaction(take_night, on=today, now=utc_now())  # the other is alive
    silent = utc_now() + LEASE + timedelta(seconds=1)
    assert in_transaction(take_night, on=today, now=silent)
    assert jobs.erase_all(on=today, by="system")[Kept.BUYERS] == 3
    assert not in_transaction(take_night, on=today, now=silent + LEASE)  # it has ended


def test_the_worker_does_it_once_a_night_after_two(old_and_new, monkeypatch):
    old, _new, today = old_and_new
    end_on(old, today - 60 * DAY)
    midnight = day_bounds(today)[0]
    monkeypatch.setattr(jobs, "utc_now", lambda: midnight + timedelta(minutes=119))
    assert jobs.erase_old_data() is None
    monkeypatch.setattr(jobs, "utc_now", lambda: midnight + timedelta(minutes=121))
    assert jobs.erase_old_data() == {Kept.BUYERS: 3}
    with statements() as seen:
        assert jobs.erase_old_data() is None
    assert not any(statement.startswith(("INSERT", "UPDATE", "DELETE")) for statement in seen)


def test_staff_see_the_nights_and_everybody_the_rules(app, client, old_and_new):
    old, _new, today = old_and_new
    end_on(old, today - 60 * DAY)
    erase(today)
    in_transaction(lambda: session.add(RetentionNight(on=date(2026, 1, 2), lease_until=utc_now() - DAY, erased={}, ended_at=None)))
    log_in(client, make_account(Role.ORGANIZER))
    page = client.get("/staff/retensi").text
    assert '<td class="nights__count">3</td>' in page and "terputus, diulang" in page
    assert "Penghapusan data lama" in client.get("/staff/jejak?apa=erase").text
    rules = client.get("/privasi/penyimpanan").text
    assert rules.count('<li class="rule">') == len(RULES) and "50 hari" in rules


def test_an_erased_order_is_still_shown_to_staff_and_holder(app, client):
    festival = make_festival()
    order = book(client, festival.event.offer).json
    end_on(festival, local_day(utc_now()) - 60 * DAY)
    erase(local_day(utc_now()))
    session.remove()
    assert client.get(f"/pesanan/{order['code']}/{order['secret']}").status_code == 200


def test_nothing_is_sent_to_who_was_erased(app, client):
    """Staff are told why, and no message without an address is written."""
    festival = make_festival()
    code, staff = book(client, festival.event.offer).json["code"], app.test_client()
    end_on(festival, local_day(utc_now()) - 60 * DAY)
    erase(local_day(utc_now()))
    log_in(staff, make_account(Role.ORGANIZER))
    path = f"/staff/pemesanan/{code}"
    page = staff.get(path).text
    assert "sudah dihapus sesuai masa simpan" in page and f"{path}/kirim-ulang" not in page
    before = session.scalar(select(func.count()).select_from(Message))
    for deed, name in (("kirim-ulang", "send_again"), ("ganti-tautan", "change_link"), ("batal", "cancel")):
        answer = staff.post(f"{path}/{deed}", data={"csrf_token": token_on(staff, "/staff"), f"{name}-reason": "Surat tidak sampai"})
        assert answer.status_code == 409 and "tidak ada yang bisa dikirimi" in answer.text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Message)) == before
    assert session.execute(select(Order.state, Order.generation)).all() == [("confirmed", 1)]
