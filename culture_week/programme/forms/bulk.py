"""The same deed for several events."""

from datetime import timedelta
from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from culture_week.core.fields import ChecksField, ChoiceField, NumberField, choices_of
from culture_week.core.forms import SeenForm
from culture_week.core.text import day, gettext, in_reader_language
from culture_week.core.text import lazy_gettext as _
from culture_week.festival.queries import EventFacts, Place
from culture_week.festival.states import Access
from culture_week.festival.words import ACCESS
from culture_week.programme.forms.changes import LATEST_DELAY

DEEDS = {
    "close": _("Hentikan penjualan tiket"),
    "delay": _("Mulai lebih lambat"),
    "move": _("Pindahkan ke tempat lain"),
    "access": _("Tambahkan akses"),
}


class BulkForm(SeenForm):
    """Which events, and what is done with them; `seen` is their revisions."""

    events = ChecksField(_("Acara yang diubah"))
    deed = ChoiceField(_("Yang dilakukan"), choices=[SelectChoice(deed, label) for deed, label in DEEDS.items()])
    minutes = NumberField(_("Mundur berapa menit dari jadwal"), most=LATEST_DELAY)
    place = ChoiceField(_("Tempat"))
    access = ChoiceField(_("Akses yang disediakan"), choices=choices_of({access: label for access, (_icon, label) in ACCESS.items()}))

    def offer(self, events: list[EventFacts], places: list[Place]) -> None:
        """What there is to choose from."""
        self.events.choices = [SelectChoice(event.code, _line_of(event)) for event in events]
        self.place.choices = [SelectChoice(place.code, place.name) for place in places]

    def validate_events(self, field: ChecksField) -> None:
        if not field.data:
            raise ValidationError(gettext("Pilih paling sedikit satu acara."))

    def validate_minutes(self, field: NumberField) -> None:
        if self.deed.data == "delay" and not (field.data or "").strip():
            raise ValidationError(gettext("Isi berapa menit, 0 kalau tepat waktu lagi."))

    @property
    def late_by(self) -> timedelta:
        """How late they run."""
        return timedelta(minutes=self.minutes.number or 0)

    def values(self, places: list[Place]) -> dict[str, Any]:
        """What the chosen deed needs."""
        if self.deed.data == "delay":
            return {"late_by": self.late_by}
        if self.deed.data == "move":
            return {"place": next(place for place in places if place.code == self.place.data)}
        return {"access": Access(self.access.data)} if self.deed.data == "access" else {}


def _line_of(event: EventFacts) -> str:
    return f"{day(event.times.starts_at)} · {in_reader_language(event.title)} ({event.code})"
