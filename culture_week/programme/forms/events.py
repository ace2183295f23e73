"""What is typed about an event: its words and what describes it, and for a new one also where and when it is."""

from typing import Any

from wtforms.validators import ValidationError

from culture_week.core.fields import (
    ChecksField,
    ChoiceField,
    ClockField,
    CodeField,
    DayField,
    LineField,
    ProseField,
    choices_of,
    errors_in,
    instant,
    translated,
    typed_instant,
    typed_pair,
)
from culture_week.core.forms import SeenForm
from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _
from culture_week.festival.models import Event
from culture_week.festival.states import Access, Audience, Category, Kind
from culture_week.festival.words import ACCESS, AUDIENCES, CATEGORIES, KINDS
from culture_week.programme.forms.changes import PlaceAndTime

LONGEST_TITLE = 160
LONGEST_DESCRIPTION = 4000
WHO = {audience: label or _("Semua orang") for audience, label in AUDIENCES.items()}
OFFERED = {access: label for access, (_icon, label) in ACCESS.items()}


class EventForm(SeenForm):
    """An event as visitors read it; `seen` is the revision that was read."""

    title_id = LineField(_("Judul (Indonesia)"), most=LONGEST_TITLE, asked=_("Isi judul acara."))
    title_en = LineField(_("Judul (Inggris)"), most=LONGEST_TITLE)
    description_id = ProseField(_("Uraian (Indonesia)"), most=LONGEST_DESCRIPTION, asked=_("Isi uraian acara."))
    description_en = ProseField(_("Uraian (Inggris)"), most=LONGEST_DESCRIPTION)
    kind = ChoiceField(_("Bentuk acara"), choices=choices_of(KINDS), default=Kind.PERFORMANCE.value)
    category = ChoiceField(_("Objek kebudayaan utama"), choices=choices_of(CATEGORIES), default=Category.SENI.value)
    more_categories = ChecksField(_("Objek kebudayaan lain"), choices=choices_of(CATEGORIES))
    audience = ChoiceField(_("Untuk siapa"), choices=choices_of(WHO), default=Audience.EVERYONE.value)
    access = ChecksField(_("Akses yang disediakan"), choices=choices_of(OFFERED))
    rain_plan_id = ProseField(_("Kalau hujan (Indonesia)"), most=500)
    rain_plan_en = ProseField(_("Kalau hujan (Inggris)"), most=500)

    @property
    def values(self) -> dict[str, Any]:
        """By column."""
        others = [code for code in self.more_categories.data or [] if code != self.category.data]
        return {
            "title": translated(self.title_id, self.title_en),
            "description": translated(self.description_id, self.description_en),
            "kind": Kind(self.kind.data),
            "category": Category(self.category.data),
            "more_categories": others,
            "audience": Audience(self.audience.data),
            "access": [Access(code).value for code in self.access.data or []],
            "rain_plan": translated(self.rain_plan_id, self.rain_plan_en),
        }


class EditForm(EventForm):
    """An event that is there: also when its gates open and close."""

    opens_on = DayField(_("Pintu dibuka"), asked=_("Isi tanggalnya."))
    opens_at = ClockField(_("Jam"), asked=_("Isi jamnya."))
    closes_on = DayField(_("Pintu ditutup"), asked=_("Isi tanggalnya."))
    closes_at = ClockField(_("Jam"), asked=_("Isi jamnya."))

    @classmethod
    def of(cls, event: Event) -> "EditForm":
        """The form as it stands for an event."""
        lists = {"more_categories": event.more_categories, "access": event.access}
        words = {
            **typed_pair("title", event.title),
            **typed_pair("description", event.description),
            **typed_pair("rain_plan", event.rain_plan),
        }
        closed = {"kind": event.kind.value, "category": event.category.value, "audience": event.audience.value}
        gates = {**typed_instant("opens", event.entry_opens_at), **typed_instant("closes", event.entry_closes_at)}
        return cls(data={**words, **closed, **lists, **gates, "seen": str(event.revision)})

    def validate_closes_at(self, _field: ClockField) -> None:
        opens, closes = instant(self.opens_on.data, self.opens_at.data), instant(self.closes_on.data, self.closes_at.data)
        if not errors_in((self.opens_on, self.opens_at, self.closes_on)) and opens and closes and closes <= opens:
            raise ValidationError(gettext("Pintu harus ditutup sesudah dibuka."))

    @property
    def values(self) -> dict[str, Any]:
        """By column."""
        opens, closes = instant(self.opens_on.data, self.opens_at.data), instant(self.closes_on.data, self.closes_at.data)
        return {**super().values, "entry_opens_at": opens, "entry_closes_at": closes}


class NewEventForm(PlaceAndTime, EventForm):
    """A new event: its gates open an hour before it and close with it."""

    code = CodeField(_("Kode"), most=20, asked=_("Isi kode acara, misalnya E24."))
