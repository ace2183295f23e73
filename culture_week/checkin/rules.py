"""What a gate says to a ticket, as a table read from top to bottom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from culture_week.checkin.states import Verdict
from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.ticketing.rules import TicketAtGate, takes_place
from culture_week.ticketing.states import TicketState

ENROLMENT_LASTS = timedelta(minutes=10)
UNDO_LASTS = timedelta(seconds=60)
# The last evening runs past midnight; by its morning no gate is open any more.
WORK_ENDS_AFTER = timedelta(hours=6)
# What names a scan, made by whoever sends it; how many one scan lets in at most.
SCAN_ID = r"^[A-Za-z0-9_-]{8,64}\Z"
LARGEST_PARTY = 50


class EnrolmentOver(Refusal):
    """The one-time code was used, is too old, or its maker may make none any more; or it never was one."""

    reason: ClassVar[str] = "enrolment-over"
    status: ClassVar[int] = 404

    def text(self) -> str:
        return gettext("Kode ini tidak berlaku atau sudah dipakai. Minta panitia menampilkan kode baru.")


class UndoOver(Refusal):
    """The minute is over, or the scan let nobody in."""

    reason: ClassVar[str] = "undo-over"

    def text(self) -> str:
        return gettext("Pemindaian ini tidak bisa dibatalkan lagi. Panggil panitia bila orangnya belum masuk.")


@dataclass(frozen=True)
class Presented:
    """What was held before the gate of a venue, at an instant; `zone` is the city's."""

    tickets: Sequence[TicketAtGate]
    venue_id: int
    now: datetime
    zone: ZoneInfo

    @property
    def usable(self) -> list[TicketAtGate]:
        """The tickets that are neither used nor cancelled."""
        return [ticket for ticket in self.tickets if ticket.state is TicketState.VALID and ticket.entries < ticket.max_entries]


def _entry_is_open(shown: Presented) -> bool:
    event = shown.tickets[0].event
    return event.entry_opens_at <= shown.now < event.entry_closes_at


def _is_another_day(shown: Presented) -> bool:
    return shown.tickets[0].event.starts_at.astimezone(shown.zone).date() != shown.now.astimezone(shown.zone).date()


def _is_cancelled(shown: Presented) -> bool:
    return not takes_place(shown.tickets[0].event.state) or all(ticket.state is not TicketState.VALID for ticket in shown.tickets)


VERDICTS: tuple[tuple[Verdict, Callable[[Presented], bool]], ...] = (
    # verdict               holds when
    (Verdict.UNKNOWN, lambda shown: not shown.tickets),
    (Verdict.CANCELLED, _is_cancelled),
    (Verdict.ALREADY_USED, lambda shown: not shown.usable),
    (Verdict.WRONG_VENUE, lambda shown: shown.tickets[0].event.venue_id != shown.venue_id),
    (Verdict.WELCOME, _entry_is_open),
    (Verdict.WRONG_DAY, _is_another_day),
    (Verdict.TOO_EARLY, lambda shown: shown.now < shown.tickets[0].event.entry_opens_at),
    (Verdict.TOO_LATE, lambda shown: True),
)


def judge(shown: Presented) -> Verdict:
    """The first verdict of the table that holds."""
    return next(verdict for verdict, holds in VERDICTS if holds(shown))


def is_over(last_day: date, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the gates of an edition that ends on `last_day` have nothing left to do."""
    return (now - WORK_ENDS_AFTER).astimezone(zone).date() > last_day


def how_many(*, verdict: Verdict, usable: int, count: int | None, ask: bool) -> tuple[Verdict, int]:
    """The verdict and how many go in: all that are left unless `count` says otherwise.

    A count larger than what is left lets nobody in; so does `ask` where there is a choice: the gate is asked back.
    """
    if verdict is not Verdict.WELCOME:
        return verdict, 0
    if count is None:
        return (Verdict.HOW_MANY, 0) if ask and usable > 1 else (verdict, usable)
    return (verdict, count) if count <= usable else (Verdict.HOW_MANY, 0)
