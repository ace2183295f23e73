"""Whether the rows of a sheet are events that can join an edition; each mistake is named by its row and column."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from culture_week.core.errors import Refusal
from culture_week.core.spreadsheet.reading import fold
from culture_week.core.text import gettext
from culture_week.programme.rules.clashes import Clash, Slot, overlapping, prayers_met, share_place
from culture_week.programme.rules.planned import Finding, Known, PlannedEvent
from culture_week.programme.rules.sheet_row import RowReader

# They are written in one transaction, for which everybody else's bookings wait.
MOST_EVENTS = 1000


class SheetHasMistakes(Refusal):
    """Something changed since the file was looked through, or it never was."""

    reason = "sheet-has-mistakes"

    def text(self) -> str:
        return gettext("Ada baris yang tidak dapat dimasukkan. Tidak ada yang berubah; periksa berkasnya sekali lagi.")


class TooManyEvents(Refusal):
    """More rows than are imported at once."""

    reason = "too-many-events"
    status = 422

    def text(self) -> str:
        return gettext("Paling banyak %(most)d acara sekali impor. Bagi berkasnya menjadi beberapa.", most=MOST_EVENTS)


@dataclass
class Judged:
    """What became of the rows: events to add by row, how many are there already, mistakes, and warnings."""

    planned: dict[int, PlannedEvent] = field(default_factory=dict)
    unchanged: int = 0
    mistakes: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def judge(rows: list[tuple[int, dict[str, str]]], known: Known) -> Judged:
    """Looks through all rows, however many mistakes there are. Raises `TooManyEvents`."""
    if len(rows) > MOST_EVENTS:
        raise TooManyEvents()
    judged = Judged()
    codes: set[str] = set()
    for number, cells in rows:
        reader = RowReader(number, cells, known, judged.mistakes)
        event = reader.event()
        if event and event.code and event.code in codes:
            reader.wrong("code", "code-twice", event.code)
        elif event and (there := known.events.get(event.code)):
            if there == replace(event, performers=(), price=0, quota=None, max_per_order=5):
                judged.unchanged += 1
            else:
                reader.wrong("code", "code-taken", event.code)
        elif event:
            judged.planned[number] = event
        codes.add(event.code if event else "")
    judged.warnings = sorted(_warnings(judged.planned, known), key=lambda finding: finding.row)
    return judged


def _warnings(planned: dict[int, PlannedEvent], known: Known) -> Iterable[Finding]:
    slots = {number: _slot(number, event) for number, event in planned.items()}
    titles = {(event.title.get("id"), event.starts_at) for event in known.events.values()}
    for number, event in planned.items():
        if (event.title.get("id"), event.starts_at) in titles:
            yield Finding(number, "title_id", "same-event", event.title.get("id", ""))
        titles.add((event.title.get("id"), event.starts_at))
        for name in event.performers:
            if fold(name) not in known.groups:
                yield Finding(number, "performers", "new-group", name)
        capacity = next((v.capacity for v in known.venues.values() if v.id == event.venue_id), None)
        if capacity is not None and event.quota and event.quota > capacity:
            yield Finding(number, "quota", "over-capacity", str(capacity))
        for prayer in prayers_met(slots[number], known.zone):
            yield Finding(number, "starts_at", prayer)
    for one, other in overlapping(list(slots.values()), known.slots):
        if share_place(one, other):
            yield Finding(int(one.key), "venue", Clash.VENUE, other.title.get("id", other.key))
        for name in sorted(one.groups & other.groups):
            yield Finding(int(one.key), "performers", Clash.GROUP, f"{name}: {other.title.get('id', other.key)}")


def _slot(number: int, event: PlannedEvent) -> Slot:
    performers = frozenset(event.performers)
    return Slot(str(number), event.title, event.venue_id, event.area_id, event.starts_at, event.ends_at, performers)
