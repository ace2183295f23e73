"""Reading what a visitor looks for from an address; what it does not know counts as not asked."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from culture_week.festival.states import Access, Category, Kind
from culture_week.programme.rules.search import MOST_LETTERS, Wish
from culture_week.programme.states import Cost, PartOfDay

Choice = TypeVar("Choice", bound=StrEnum)
# What each part of a wish is called in addresses.
NAMES = {
    "words": "kata",
    "on": "hari",
    "part": "waktu",
    "venue": "tempat",
    "kind": "jenis",
    "category": "bidang",
    "cost": "biaya",
    "access": "akses",
    "with_places": "ada",
}


def read_wish(arguments: Mapping[str, str], venues: Mapping[str, str]) -> Wish:
    """What an address asks for; `venues` are the codes that there are."""
    venue = arguments.get("tempat", "")
    return Wish(
        words=" ".join(arguments.get("kata", "")[:MOST_LETTERS].split()),
        on=_read_day(arguments.get("hari", "")),
        part=_read(PartOfDay, arguments.get("waktu")),
        venue=venue if venue in venues else None,
        kind=_read(Kind, arguments.get("jenis")),
        category=_read(Category, arguments.get("bidang")),
        cost=_read(Cost, arguments.get("biaya")),
        access=_read(Access, arguments.get("akses")),
        with_places=arguments.get("ada") == "1",
    )


def write_wish(wish: Wish) -> dict[str, Any]:
    """The address's arguments for a wish, in a steady order."""
    asked = {NAMES[name]: getattr(wish, name) for name in wish.parts()}
    return {name: "1" if value is True else str(value) for name, value in asked.items()}


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if len(text) == 10 else None
    except ValueError:
        return None


def _read(kind: type[Choice], text: str | None) -> Choice | None:
    try:
        return kind(text or "")
    except ValueError:
        return None
