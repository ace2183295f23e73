"""What an organizer may do to an event, and what moves along with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.festival.states import ChangeKind, EventState


class OnlyEdition(Refusal):
    """Without a published edition the site has nothing to show, and whoever works for an edition could not come back."""

    reason = "only-edition"

    def text(self) -> str:
        return gettext("Ini satu-satunya gelaran yang terbit. Terbitkan yang lain dulu, atau tutup situs sementara.")


@dataclass(frozen=True)
class Times:
    """When an event is on, and when its gates let people in."""

    starts_at: datetime
    ends_at: datetime
    entry_opens_at: datetime
    entry_closes_at: datetime


def times_moved(times: Times, starts_at: datetime, ends_at: datetime) -> Times:
    """The same event at another time: its gates open as long before it, and close as long after it, as they did."""
    return Times(
        starts_at, ends_at, times.entry_opens_at + (starts_at - times.starts_at), times.entry_closes_at + (ends_at - times.ends_at)
    )


def kind_of_move(state: EventState, same_place: bool) -> ChangeKind:
    """What another place or time is for an event: it has moved once its place is not the published one, else it has a new time."""
    if state is EventState.POSTPONED:
        return ChangeKind.RESCHEDULE
    return ChangeKind.RESCHEDULE if same_place and state is EventState.SCHEDULED else ChangeKind.MOVE


def later_end(entry_closes_at: datetime, before: timedelta, after: timedelta) -> datetime:
    """When the gates close once an event runs `after` late instead of `before`."""
    return entry_closes_at + (after - before)
