"""How large a demo festival is: only its programme, a city's week, or ten times that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from culture_week.core.database import in_transaction, session
from culture_week.demo.crowd import add_crowd
from culture_week.demo.invented import Edition, add_invented_events
from culture_week.festival.models import Edition as EditionRow
from culture_week.festival.models import Event
from culture_week.sales.models import Offer, Quota

SEED = 2026
# Places for so many more than come, so that some events are full and others are not.
PLACES_PER_TICKET = 1.4


@dataclass(frozen=True)
class Scale:
    """Days, events and tickets in all; without tickets nothing is added to the festival's own programme."""

    days: int
    events: int
    tickets: int


SCALES = {"small": Scale(7, 25, 0), "city": Scale(7, 60, 20_000), "large": Scale(10, 600, 200_000)}


def grow(*, edition_id: int, scale: Scale, by: str, now: datetime, tell: Callable[[int, int], None]) -> None:
    """Makes a loaded festival as large as `scale`: invented events, then a crowd. Harmless to repeat, whatever was interrupted."""
    in_transaction(invent, edition_id=edition_id, events=scale.events, tickets=scale.tickets, by=by, now=now)
    add_crowd(edition_id=edition_id, tickets=scale.tickets, seed=SEED, now=now, tell=tell)


def invent(*, edition_id: int, events: int, tickets: int, by: str, now: datetime) -> None:
    """Adds events until there are `events`, with places enough for `tickets`."""
    row = session.get_one(EditionRow, edition_id)
    edition = Edition(row.id, row.code, row.starts_on, (row.ends_on - row.starts_on).days + 1)
    lacking = events - (session.scalar(select(func.count()).select_from(Event).where(Event.edition_id == edition_id)) or 0)
    if lacking > 0:
        places = max(0, round(tickets * PLACES_PER_TICKET) - _free_places())
        add_invented_events(edition=edition, count=lacking, places=places, seed=SEED, by=by, now=now)


def _free_places() -> int:
    return (
        session.scalar(
            select(func.sum(Quota.size)).join(Offer, Offer.code == Quota.name).where(Offer.price == 0, Offer.code.not_like("LATIHAN%"))
        )
        or 0
    )
