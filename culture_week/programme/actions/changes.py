"""Moving, postponing, cancelling and delaying an event, with everything that hangs on it, in one transaction each."""

from datetime import datetime, timedelta
from typing import Any

from culture_week.checkout.actions import cancel_all_of
from culture_week.core.contact import Contact
from culture_week.core.database import Translated, after_commit, session
from culture_week.core.short_memory import SETTLES
from culture_week.core.worker import wake
from culture_week.festival.actions import changes
from culture_week.festival.queries import ChangeFacts, EventFacts, Place, change_by_id, event_facts_by_ids, places
from culture_week.festival.rules import Times
from culture_week.festival.states import ChangeKind
from culture_week.messages.actions import queue
from culture_week.programme.actions.watching import tell_watchers_of_change
from culture_week.programme.models import Notice
from culture_week.programme.queries.changes import next_notice
from culture_week.programme.rules.changes import told_of
from culture_week.sales.actions.offers import close_quotas, shift_sale_end
from culture_week.sales.queries import quota_ids_only_of
from culture_week.ticketing.queries.holders import HolderOrder, orders_to_tell
from culture_week.ticketing.queries.tickets import offer_ids_of_event

TELL_JOB = "tell_changes"
TOLD_AT_ONCE = 50


def move_event(*, event: EventFacts, place: Place, times: Times, note: Translated | None, by: str, now: datetime) -> None:
    """Another place or time; its sale ends as much earlier or later. Raises `ChangedMeanwhile`."""
    if times.starts_at != event.times.starts_at:
        shift_sale_end(offer_ids=offer_ids_of_event(event.id), by_so_much=times.starts_at - event.times.starts_at)
    _tell(changes.move_event(event=event, place=place, times=times, note=note, by=by, now=now), now)


def postpone_event(*, event: EventFacts, note: Translated | None, by: str, now: datetime) -> None:
    """Tickets stay valid for the time to come. Raises `ChangedMeanwhile`."""
    _tell(changes.postpone_event(event=event, note=note, by=by, now=now), now)


def delay_event(*, event: EventFacts, late_by: timedelta, note: Translated | None, by: str, now: datetime) -> None:
    """It runs late, or on time again. Raises `ChangedMeanwhile`."""
    _tell(changes.delay_event(event=event, late_by=late_by, note=note, by=by, now=now), now)


def cancel_event(*, event: EventFacts, note: Translated | None, by: str, now: datetime) -> None:
    """Its sale stops with this transaction; a job undoes the orders. Raises `ChangedMeanwhile`.

    A quota on which another event draws as well stays open for that one: of the cancelled event nothing is issued any
    more, and who books it in this very moment is undone with the others.
    """
    close_quotas(quota_ids=quota_ids_only_of(offer_ids_of_event(event.id)))
    change_id = changes.cancel_event(event=event, note=note, by=by, now=now)
    cancel_all_of(event_id=event.id, event_change_id=change_id, by=by, now=now)
    _tell(change_id, now)


def _tell(change_id: int, now: datetime) -> None:
    session.add(Notice(event_change_id=change_id, reached=0, told=0, made_at=now))
    after_commit(lambda: wake(TELL_JOB, SETTLES.total_seconds()))


def tell_next(*, now: datetime) -> bool:
    """Tells the next few holders of a changed event, who booked in the moment of the change too; False where nobody is left to tell."""
    notice = next_notice(made_before=now - SETTLES)
    if notice is None:
        return False
    change = change_by_id(notice.event_change_id)
    (event,) = event_facts_by_ids([change.event_id])
    cancelled_since = change.at if change.kind is ChangeKind.CANCEL else None
    orders = orders_to_tell(event.id, after=notice.reached, cancelled_since=cancelled_since, limit=TOLD_AT_ONCE)
    told = told_of(change, event, {place.code: place.name for place in places()})
    for order in orders:
        _tell_holder(order, change, event, told, now)
    if orders:
        notice.reached, notice.told = orders[-1].id, notice.told + len(orders)
    elif not tell_watchers_of_change(change, told, now):
        notice.done_at = now
    return True


def _tell_holder(order: HolderOrder, change: ChangeFacts, event: EventFacts, told: dict[str, Any], now: datetime) -> None:
    context = {"name": order.buyer_name, "order_code": order.code, "generation": order.generation}
    queue(
        key=f"event-change:{event.code}:{change.revision}:{order.code}",
        contact=Contact(order.channel, order.contact),
        language=order.language,
        template="programme/event_changed",
        context=context | told,
        now=now,
    )
