"""Events that were thought up for the larger demo festivals: traditions of the city, forms and places, combined by seed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.core.text import local_zone
from culture_week.festival.actions.setup import add_event
from culture_week.festival.models import Area, Venue
from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.performers.actions import add_performance
from culture_week.performers.models import Group
from culture_week.programme.queries.imports import slots_between
from culture_week.programme.rules.clashes import Slot, overlapping, prayers_met, share_place
from culture_week.sales.actions.offers import add_seller
from culture_week.ticketing.actions import GENERAL, ORGANIZER, add_ticket_type

# Where nothing is thought up: the parade's route, and the gate for practice.
LEFT_ALONE = ("PAWAI", "LATIHAN")
AREAS = (("TIMUR", "Sisi timur"), ("BARAT", "Sisi barat"))
STARTS = (time(8, 0), time(10, 0), time(14, 0), time(16, 0), time(19, 45))
LENGTH = timedelta(minutes=90)
FORMS = (
    (Kind.PERFORMANCE, "Panggung {}", "{} on Stage"),
    (Kind.WORKSHOP, "Lokakarya {}", "{} Workshop"),
    (Kind.TALK, "Sarasehan {}", "A Talk on {}"),
    (Kind.DEMONSTRATION, "Peragaan {}", "{} Demonstration"),
    (Kind.CONTEST, "Lomba {}", "{} Contest"),
)
TRADITIONS = (
    ("Zapin Melayu", "Malay Zapin", Category.SENI),
    ("Tari Dulang", "Tari Dulang", Category.SENI),
    ("Tortor Simalungun", "Simalungun Tortor", Category.SENI),
    ("Tortor Toba", "Toba Tortor", Category.SENI),
    ("Gordang Sambilan", "Gordang Sambilan", Category.SENI),
    ("Kuda Kepang", "Kuda Kepang", Category.SENI),
    ("Barongsai", "Lion Dance", Category.SENI),
    ("Keroncong", "Keroncong", Category.SENI),
    ("Rebana dan Kasidah", "Rebana and Kasidah", Category.SENI),
    ("Pantun Berbalas", "Pantun in Turn", Category.TRADISI_LISAN),
    ("Syair dan Gurindam", "Syair and Gurindam", Category.TRADISI_LISAN),
    ("Turi-turian", "Turi-turian Storytelling", Category.TRADISI_LISAN),
    ("Aksara Batak", "Batak Script", Category.MANUSKRIP),
    ("Naskah Jawi", "Jawi Manuscripts", Category.MANUSKRIP),
    ("Bahasa Simalungun", "the Simalungun Language", Category.BAHASA),
    ("Tepung Tawar", "Tepung Tawar", Category.ADAT_ISTIADAT),
    ("Mangulosi", "Mangulosi", Category.ADAT_ISTIADAT),
    ("Lemang Bambu", "Bamboo Lemang", Category.PENGETAHUAN_TRADISIONAL),
    ("Jamu dan Rempah", "Jamu and Spices", Category.PENGETAHUAN_TRADISIONAL),
    ("Tenun Ulos", "Ulos Weaving", Category.TEKNOLOGI_TRADISIONAL),
    ("Songket Melayu", "Malay Songket", Category.TEKNOLOGI_TRADISIONAL),
    ("Anyaman Pandan", "Pandan Weaving", Category.TEKNOLOGI_TRADISIONAL),
    ("Gasing", "Spinning Tops", Category.PERMAINAN_RAKYAT),
    ("Congklak", "Congklak", Category.PERMAINAN_RAKYAT),
    ("Egrang", "Stilt Walking", Category.PERMAINAN_RAKYAT),
    ("Silat", "Silat", Category.OLAHRAGA_TRADISIONAL),
)
TEXT = {
    "id": "Acara contoh tentang {} di {}. Datang lima belas menit lebih awal; gratis, tiket diperlukan agar tempat cukup.",
    "en": "A sample event about {} at {}. Come fifteen minutes early; it is free, and tickets keep the place from overflowing.",
}
SALE_OPENS_BEFORE = timedelta(days=60)


@dataclass(frozen=True)
class Edition:
    """The edition that is filled."""

    id: int
    code: str
    starts_on: date
    days: int

    @property
    def last(self) -> date:
        """Its last day."""
        return self.starts_on + timedelta(days=self.days - 1)


def add_invented_events(*, edition: Edition, count: int, places: int, seed: int, by: str, now: datetime) -> None:
    """Adds `count` free events of `places` places in all, none of which meets another in its place, or an hour of prayer."""
    random, known = Random(seed), _known(edition, by, now)
    sizes = _sizes(count, places, random)
    for number, (slot, venue, form) in enumerate(_plan(edition, count, random)):
        _add(edition, f"X{number + 1:03d}", slot, venue, form, sizes[number], known, by, now)


def _known(edition: Edition, by: str, now: datetime) -> dict[str, Any]:
    busy: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for slot in slots_between(edition.starts_on, edition.last, local_zone()):
        for name in slot.groups:
            busy[name].append((slot.starts_at, slot.ends_at))
    groups = [(row.id, row.name) for row in session.execute(select(Group.id, Group.name).order_by(Group.id))]
    return {"groups": groups, "seller": add_seller(code=ORGANIZER, name="Panitia (contoh)", by=by, now=now), "busy": busy}


def _sizes(count: int, places: int, random: Random) -> list[int]:
    weights = [random.uniform(0.5, 1.5) for _ in range(count)]
    return [max(20, round(places * weight / sum(weights) / 10) * 10) for weight in weights]


def _plan(edition: Edition, count: int, random: Random) -> list[tuple[Slot, Any, Any]]:
    """Places and times that are free, in order of time, each with a venue and a title that no other has there."""
    taken = slots_between(edition.starts_on, edition.last, local_zone())
    free = [(slot, venue) for slot, venue in _slots(edition) if not any(share_place(*pair) for pair in overlapping([slot], taken))]
    random.shuffle(free)
    forms = [(form, tradition) for form in FORMS for tradition in TRADITIONS]
    random.shuffle(forms)
    chosen = sorted(free[:count], key=lambda pair: (pair[0].starts_at, pair[0].key))
    return [(slot, venue, forms[number % len(forms)]) for number, (slot, venue) in enumerate(chosen)]


def _slots(edition: Edition) -> Iterator[tuple[Slot, Any]]:
    zone = local_zone()
    venues = session.execute(
        select(Venue.id, Venue.code, Venue.name, Venue.capacity).where(Venue.code.not_in(LEFT_ALONE)).order_by(Venue.id)
    )
    for venue in venues.all():
        for area_id in _areas(venue.id):
            for day in range(edition.days):
                for at in STARTS:
                    start = datetime.combine(edition.starts_on + timedelta(days=day), at, zone).astimezone(UTC)
                    slot = Slot(f"{venue.code} {area_id}", {}, venue.id, area_id, start, start + LENGTH, frozenset())
                    if not prayers_met(slot, zone):
                        yield slot, venue


def _areas(venue_id: int) -> list[int]:
    present = {row.code: row.id for row in session.execute(select(Area.code, Area.id).where(Area.venue_id == venue_id))}
    for code, name in AREAS:
        if code not in present:
            area = Area(venue_id=venue_id, code=code, name=name)
            session.add(area)
            session.flush()
            present[code] = area.id
    return [present[code] for code, _name in AREAS]


def _add(edition: Edition, code: str, slot: Slot, venue: Any, form: Any, size: int, known: dict[str, Any], by: str, now: datetime) -> None:
    (kind, *titles), (indonesian, english, category) = form
    names = {"id": indonesian, "en": english}
    title = {language: words.format(names[language]) for language, words in zip(("id", "en"), titles, strict=True)}
    event_id = add_event(
        edition_id=edition.id,
        venue_id=slot.venue_id,
        area_id=slot.area_id,
        code=code,
        title=title,
        description={language: text.format(names[language], venue.name) for language, text in TEXT.items()},
        kind=kind,
        category=category,
        audience=Audience.EVERYONE,
        access=(Access.WHEELCHAIR,),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        by=by,
        now=now,
    )
    if kind is Kind.PERFORMANCE:
        _perform(event_id, slot, known, by, now)
    add_ticket_type(
        event_id=event_id,
        code=f"{code}-{edition.code}",
        seller_id=known["seller"],
        size=size,
        title=GENERAL,
        price=0,
        max_per_order=5,
        per_person=5,
        sale_opens_at=slot.starts_at - SALE_OPENS_BEFORE,
        sale_closes_at=slot.ends_at,
        by=by,
        now=now,
    )


def _perform(event_id: int, slot: Slot, known: dict[str, Any], by: str, now: datetime) -> None:
    """The first group that is not on elsewhere at this hour."""
    for group_id, name in known["groups"]:
        if all(ends_at <= slot.starts_at or starts_at >= slot.ends_at for starts_at, ends_at in known["busy"][name]):
            known["busy"][name].append((slot.starts_at, slot.ends_at))
            add_performance(event_id=event_id, group_id=group_id, position=0, by=by, now=now)
            return
