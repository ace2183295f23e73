"""What is typed to move, postpone, delay or cancel an event."""

from datetime import datetime, timedelta
from typing import Any

from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from culture_week.core.database import Translated
from culture_week.core.fields import ChoiceField, ClockField, DayField, NumberField, ProseField, end_of, errors_in, translated
from culture_week.core.forms import SeenForm, TextForm
from culture_week.core.text import at_local, gettext, local_zone
from culture_week.core.text import lazy_gettext as _
from culture_week.festival.queries import EventFacts, Place
from culture_week.festival.rules import Times, times_moved
from culture_week.festival.states import EventState

LONGEST_NOTE = 500
LONGEST_EVENT = timedelta(days=60)
LATEST_DELAY = 600


class ChangeForm(SeenForm):
    """Why, in words for visitors; `seen` is the revision on which the decision stands."""

    note_id = ProseField(_("Keterangan untuk pengunjung (Indonesia)"), most=LONGEST_NOTE)
    note_en = ProseField(_("Keterangan untuk pengunjung (Inggris)"), most=LONGEST_NOTE)

    @property
    def note(self) -> Translated | None:
        """The words in both languages."""
        return translated(self.note_id, self.note_en)


class DelayForm(ChangeForm):
    """How late it runs."""

    minutes = NumberField(_("Mundur berapa menit dari jadwal"), most=LATEST_DELAY, asked=_("Isi berapa menit, 0 kalau tepat waktu lagi."))


class PlaceAndTime(TextForm):
    """Where something is, and when."""

    place = ChoiceField(_("Tempat"))
    starts_on = DayField(_("Tanggal"), asked=_("Isi tanggalnya."))
    starts_time = ClockField(_("Mulai"), asked=_("Isi jam mulainya."))
    ends_time = ClockField(_("Berakhir"), asked=_("Isi jam selesainya."))
    ends_on = DayField(_("Selesai pada tanggal lain"))

    places: dict[str, Place]

    def offer_places(self, places: list[Place]) -> None:
        """What there is to choose from."""
        self.places = {place.code: place for place in places}
        self.place.choices = [SelectChoice(place.code, place.name) for place in places]

    def validate_ends_time(self, _field: ClockField) -> None:
        if self.is_readable and not self.span[0] < self.span[1] <= self.span[0] + LONGEST_EVENT:
            raise ValidationError(gettext("Acara harus selesai sesudah mulai, dan paling lama 60 hari."))

    @property
    def is_readable(self) -> bool:
        """Whether the times can be read, so that something can be said of them."""
        clean = not errors_in((self.starts_on, self.starts_time, self.ends_time, self.ends_on))
        return clean and None not in (self.starts_on.data, self.starts_time.data, self.ends_time.data)

    @property
    def there(self) -> Place:
        """The chosen place."""
        return self.places[self.place.data]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When it starts and ends."""
        assert self.starts_on.data is not None
        starts_at = at_local(self.starts_on.data, self.starts_time.data)
        return starts_at, end_of(starts_at, self.ends_on.data, self.starts_on.data, self.ends_time.data)


class MoveForm(PlaceAndTime, ChangeForm):
    """Where an event is then, and when."""

    event: EventFacts

    @classmethod
    def of(cls, event: EventFacts, places: list[Place]) -> "MoveForm":
        """The form as it stands for an event."""
        start, end = (at.astimezone(local_zone()) for at in (event.times.starts_at, event.times.ends_at))
        same_night = end - start <= timedelta(days=1) and (end.date() == start.date() or end.time() <= start.time())
        current = f"{event.venue_code}/{event.area_code}" if event.area_code else event.venue_code
        clocks: dict[str, Any] = {"starts_time": start.time(), "ends_time": end.time()}
        form = cls(data={"place": current, "starts_on": start.date(), "ends_on": None if same_night else end.date(), **clocks})
        form.event = event
        form.offer_places(places)
        return form

    def validate_place(self, field: ChoiceField) -> None:
        if field.data not in self.places or not self.is_readable or self.event.state is EventState.POSTPONED:
            return
        same_place = (self.there.venue_id, self.there.area_id) == (self.event.venue_id, self.event.area_id)
        if same_place and self.then == self.event.times:
            raise ValidationError(gettext("Belum ada yang diubah: pilih tempat atau waktu lain."))

    @property
    def then(self) -> Times:
        """The new times, the gates' among them."""
        return times_moved(self.event.times, *self.span)
