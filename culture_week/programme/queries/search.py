"""The programme as a search sees it."""

from datetime import datetime, timedelta

from culture_week.core.short_memory import remembered
from culture_week.core.text import LANGUAGES, in_language, local_day, local_zone
from culture_week.festival.states import Category
from culture_week.festival.words import CATEGORIES, KINDS
from culture_week.programme.rules.search import Candidate, Index, index_of
from culture_week.sales.rules import OfferState
from culture_week.ticketing.queries.events import ListedEvent, events_of_edition
from culture_week.ticketing.rules import admission_of, state_of


@remembered
def programme_to_search(edition_id: int, minute: datetime) -> tuple[list[ListedEvent], list[Candidate]]:
    """What is on the programme in order of time, and each event as a search sees it at `minute`; remembered for two seconds."""
    events, words = events_of_edition(edition_id), _words_of_lists()
    return events, [_as_candidate(event, index_of(" ".join(event.title.values()), _rest(event, words)), minute) for event in events]


def _words_of_lists() -> dict[str, str]:
    """By kind and category, what it is called in both languages."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with in_language(language):
            for lists in (KINDS, CATEGORIES):
                words |= {key: f"{words.get(key, '')} {word}" for key, word in lists.items()}
    return words


def _rest(event: ListedEvent, words: dict[str, str]) -> str:
    lists = [words[key] for key in (event.kind, event.category, *event.more_categories)]
    return " ".join([*event.performers, event.venue.name, event.venue.address, event.area or "", *lists])


def _as_candidate(event: ListedEvent, index: Index, now: datetime) -> Candidate:
    first_on = local_day(event.starts_at)
    lasts = event.ends_at - event.starts_at > timedelta(days=1)
    return Candidate(
        index=index,
        first_on=first_on,
        last_on=local_day(event.ends_at - timedelta(microseconds=1)) if lasts else first_on,
        hour=event.starts_at.astimezone(local_zone()).hour,
        venue=event.venue.code,
        kind=event.kind,
        categories=frozenset({event.category, *map(Category, event.more_categories)}),
        admission=admission_of(event.offers),
        access=frozenset(event.access),
        has_places=_has_places(event, now),
        is_over=event.finishes_at <= now,
    )


def _has_places(event: ListedEvent, now: datetime) -> bool:
    if not event.takes_place or event.finishes_at <= now:
        return False
    return not event.offers or any(state_of(event.state, offer, now) is OfferState.ON_SALE for offer in event.offers)
