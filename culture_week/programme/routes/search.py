"""Searching the programme: everything that is asked for stands in the address."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for

from culture_week.core.access import public
from culture_week.core.clock import utc_now
from culture_week.core.page_cache import kept_by_readers
from culture_week.core.text import day, gettext, ngettext
from culture_week.festival.queries import CurrentEdition
from culture_week.festival.states import Kind
from culture_week.festival.words import ACCESS, CATEGORIES, KINDS
from culture_week.programme.cards import days_of
from culture_week.programme.forms.search import read_wish, write_wish
from culture_week.programme.queries.search import programme_to_search
from culture_week.programme.routes.visitor import edition_or_404, programme
from culture_week.programme.rules.search import Candidate, Wish, drop_one, find, words_like
from culture_week.programme.words import COSTS, PARTS_OF_DAY
from culture_week.ticketing import cards

PER_PAGE = 24


@programme.get("/cari")
@public
@kept_by_readers
def search() -> str:
    """The events that answer what the address asks for."""
    edition, now = edition_or_404(), utc_now()
    events, candidates = programme_to_search(edition.id, now.replace(second=0, microsecond=0))
    venues = dict(sorted(((event.venue.code, event.venue.name) for event in events), key=lambda venue: venue[1]))
    wish = read_wish(request.args, venues)
    found = find(wish, candidates)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(request.args.get("halaman", 1, int), 1), pages)
    return render_template(
        "programme/search.html",
        edition=edition,
        wish=wish,
        choices=_choices(edition, venues),
        chips=_chips(wish, venues),
        count=len(found),
        cards=[cards.as_card(events[n], now) for n in found[(page - 1) * PER_PAGE : page * PER_PAGE]],
        page=page,
        pages=pages,
        page_url=lambda number: url_for("programme.search", **write_wish(wish), halaman=number),
        instead=[] if found else _instead(wish, candidates, venues),
    )


def _choices(edition: CurrentEdition, venues: dict[str, str]) -> dict[str, Mapping[Any, Any]]:
    """By the name in the address, what may be chosen."""
    return {
        "hari": {on.isoformat(): day(on) for on in days_of(edition)},
        "waktu": PARTS_OF_DAY,
        "tempat": venues,
        "jenis": {kind: word for kind, word in KINDS.items() if kind is not Kind.TRAINING},
        "bidang": CATEGORIES,
        "biaya": COSTS,
        "akses": {access: word for access, (_icon, word) in ACCESS.items()},
    }


def _chips(wish: Wish, venues: dict[str, str]) -> list[dict[str, str]]:
    """What is asked for, each with the address of the search without it."""
    return [
        {"label": _label(wish, name, venues), "url": url_for("programme.search", **write_wish(wish.without(name)))} for name in wish.parts()
    ]


def _label(wish: Wish, name: str, venues: dict[str, str]) -> str:
    value: Any = getattr(wish, name)
    labels: dict[str, Any] = {
        "words": lambda: f"“{value}”",
        "on": lambda: day(value),
        "part": lambda: PARTS_OF_DAY[value],
        "venue": lambda: venues[value],
        "kind": lambda: KINDS[value],
        "category": lambda: CATEGORIES[value],
        "cost": lambda: COSTS[value],
        "access": lambda: ACCESS[value][1],
        "with_places": lambda: gettext("Masih ada tempat"),
    }
    return str(labels[name]())


def _instead(wish: Wish, candidates: list[Candidate], venues: dict[str, str]) -> list[dict[str, str]]:
    """What to try where nothing was found: another spelling, or one thing less."""
    meant = words_like(wish.words, [one.index.all for one in candidates])
    tries = []
    if meant and (count := len(find(better := wish.with_words(meant), candidates))):
        tries.append((gettext("Maksudnya “%(words)s”?", words=meant), better, count))
    for name, count in drop_one(wish, candidates):
        tries.append((gettext("Tanpa %(part)s", part=_label(wish, name, venues)), wish.without(name), count))
    return [
        {
            "label": label,
            "count": ngettext("%(n)d acara", "%(n)d acara", count, n=count),
            "url": url_for("programme.search", **write_wish(other)),
        }
        for label, other, count in tries
    ]
