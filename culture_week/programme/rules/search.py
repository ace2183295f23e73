"""What a visitor looks for in the programme, and which events answer it."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from culture_week.festival.states import Access, Category, Kind
from culture_week.programme.states import Cost, PartOfDay
from culture_week.ticketing.rules import Admission

# Nobody types more; what is longer is cut before anything looks at it.
MOST_LETTERS = 80
MOST_WORDS = 8
# From this length on a word may also stand across a blank: "tebingtinggi" is "Tebing Tinggi", but "is" is not "tari seni".
LONG_WORD = 6
# Where one of a group stands in an event, the others find it as well.
ALIKE = (
    ("tari", "tarian", "menari", "penari", "dance"),
    ("musik", "lagu", "nyanyi", "gendang", "gordang", "music", "song"),
    ("makanan", "kuliner", "masakan", "jajanan", "lemang", "food", "cooking"),
    ("anak", "anak anak", "keluarga", "children", "kids", "family"),
    ("kain", "tenun", "ulos", "songket", "weaving", "cloth"),
    ("lomba", "kontes", "perlombaan", "contest", "competition"),
    ("mainan", "permainan", "gasing", "egrang", "games"),
    ("silat", "pencak", "bela diri", "martial arts"),
    ("dongeng", "cerita", "bertutur", "hikayat", "storytelling"),
    ("pawai", "karnaval", "arak arakan", "parade"),
    ("lokakarya", "pelatihan", "workshop", "kelas"),
    ("lapangan merdeka", "sri mersing", "alun alun", "city square"),
    ("tionghoa", "cina", "chinese", "barongsai"),
)


# The hours of the clock at which an event may begin.
HOURS = {
    PartOfDay.MORNING: range(4, 11),
    PartOfDay.MIDDAY: range(11, 15),
    PartOfDay.AFTERNOON: range(15, 18),
    PartOfDay.EVENING: range(18, 28),
}


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; None stands for "any"."""

    words: str = ""
    on: date | None = None
    part: PartOfDay | None = None
    venue: str | None = None
    kind: Kind | None = None
    category: Category | None = None
    cost: Cost | None = None
    access: Access | None = None
    with_places: bool = False

    def without(self, name: str) -> "Wish":
        """The same wish with one part of it dropped."""
        return replace(self, **{name: getattr(Wish(), name)})

    def with_words(self, words: str) -> "Wish":
        """The same wish with other words."""
        return replace(self, words=words)

    def parts(self) -> list[str]:
        """The names of what is asked for."""
        return [name for name, value in vars(self).items() if value != getattr(Wish(), name)]


@dataclass(frozen=True)
class Index:
    """The folded words of an event, with a blank at each end; `joined` has no blanks at all."""

    title: str
    all: str
    joined: str


@dataclass(frozen=True)
class Candidate:
    """An event as a search sees it: from its first to its last day, beginning at an `hour` of the clock."""

    index: Index
    first_on: date
    last_on: date
    hour: int
    venue: str
    kind: Kind
    categories: frozenset[Category]
    admission: Admission
    access: frozenset[str]
    has_places: bool
    is_over: bool = False


def fold(text: str) -> str:
    """Small letters without accents, parted by single blanks: one walk over the text, whatever it is."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def words_of(text: str) -> list[str]:
    """The words to look for."""
    return fold(text[:MOST_LETTERS]).split()[:MOST_WORDS]


@lru_cache(maxsize=4000)
def index_of(title: str, rest: str) -> Index:
    """What is searched of an event with these words."""
    folded_title = f" {fold(title)} "
    everything = f"{folded_title}{fold(rest)} "
    for group in ALIKE:
        if any(f" {word} " in everything for word in group):
            everything += " ".join(group) + " "
    return Index(folded_title, everything, everything.replace(" ", ""))


def find(wish: Wish, candidates: Sequence[Candidate]) -> list[int]:
    """The positions of the candidates that answer, what is over last, those with every word in the title first, else in their order."""
    words = words_of(wish.words)
    found = [n for n, one in enumerate(candidates) if _suits(wish, one) and all(_occurs(word, one.index) for word in words)]
    return sorted(found, key=lambda n: (candidates[n].is_over, not all(word in candidates[n].index.title for word in words)))


def _occurs(word: str, index: Index) -> bool:
    return word in index.all or (len(word) >= LONG_WORD and word in index.joined)


def _suits(wish: Wish, one: Candidate) -> bool:
    return (
        (wish.on is None or one.first_on <= wish.on <= one.last_on)
        and (wish.part is None or one.hour in HOURS[wish.part] or one.hour + 24 in HOURS[wish.part])
        and (wish.venue is None or one.venue == wish.venue)
        and (wish.kind is None or one.kind is wish.kind)
        and (wish.category is None or wish.category in one.categories)
        and (wish.cost is None or _costs(wish.cost, one.admission))
        and (wish.access is None or wish.access in one.access)
        and (one.has_places or not wish.with_places)
    )


def _costs(cost: Cost, admission: Admission) -> bool:
    if cost is Cost.FREE:
        return admission is not Admission.PAID
    return admission is (Admission.PAID if cost is Cost.PAID else Admission.WALK_IN)


def drop_one(wish: Wish, candidates: Sequence[Candidate]) -> list[tuple[str, int]]:
    """For a wish that finds nothing: which part to drop, and how many events that gives, the most first."""
    counts = [(name, len(find(wish.without(name), candidates))) for name in wish.parts()]
    return sorted([(name, count) for name, count in counts if count], key=lambda one: -one[1])


def words_like(words: str, texts: Iterable[str]) -> str | None:
    """What may have been meant, by the words that stand in the programme; None where nothing is close."""
    known = sorted({word for text in texts for word in text.split() if len(word) > 2})
    meant = [next(iter(get_close_matches(word, known, n=1, cutoff=0.7)), word) for word in words_of(words)]
    return " ".join(meant) if meant != words_of(words) else None
