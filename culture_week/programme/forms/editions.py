"""The office's forms for planning."""

from datetime import date
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from culture_week.core.fields import CodeField, DayField, LineField, translated
from culture_week.core.forms import FileField, SeenForm, TextForm, UploadForm
from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _
from culture_week.programme.rules.clones import PARTS
from culture_week.programme.words import PARTS_OF_A_CLONE

SUFFIXES = (".xlsx", ".csv")


class EditionForm(SeenForm):
    """The festival of a year."""

    code = CodeField(_("Kode"), most=20, asked=_("Isi kode gelaran, misalnya 2027."))
    name_id = LineField(_("Nama (Indonesia)"), most=120, asked=_("Isi nama gelaran."))
    name_en = LineField(_("Nama (Inggris)"), most=120)
    starts_on = DayField(_("Hari pertama"), asked=_("Isi hari pertama."))
    ends_on = DayField(_("Hari terakhir"), asked=_("Isi hari terakhir."))

    def validate_ends_on(self, field: DayField) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("Hari terakhir tidak bisa sebelum hari pertama."))

    @property
    def values(self) -> dict[str, Any]:
        """By column."""
        return {
            "name": translated(self.name_id, self.name_en),
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
        }


class ImportForm(UploadForm):
    """A file of events, and the edition that they join."""

    edition = SelectField(_("Masuk ke gelaran"), validators=[InputRequired(_("Pilih gelarannya."))])
    file = FileField(_("Berkas acara"), validators=[InputRequired(_("Pilih berkasnya."))])

    def validate_file(self, field: Any) -> None:
        """By its name; what it holds is looked at when it is read."""
        if not (field.data and (field.data.filename or "").lower().endswith(SUFFIXES)):
            raise ValidationError(_("Pilih berkas .xlsx atau .csv."))


class CloneForm(TextForm):
    """The new edition, and what it takes over."""

    code = CodeField(_("Kode gelaran baru"), most=20, asked=_("Isi kode gelaran, misalnya 2027."))
    name_id = LineField(_("Nama (Indonesia)"), most=120, asked=_("Isi nama gelaran."))
    name_en = LineField(_("Nama (Inggris)"), most=120)
    starts_on = DayField(_("Hari pertama"), asked=_("Isi hari pertama."))
    parts = SelectMultipleField(
        _("Yang ikut disalin"),
        choices=[SelectChoice(part, PARTS_OF_A_CLONE[part]) for part in PARTS],
        default=list(PARTS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @property
    def name(self) -> dict[str, str]:
        """In both languages."""
        return translated(self.name_id, self.name_en) or {}

    @property
    def first_day(self) -> date:
        """The day that was chosen; the form is valid."""
        assert self.starts_on.data is not None
        return self.starts_on.data

    @property
    def asked(self) -> dict[str, Any]:
        """Plain values, for the work that does it."""
        return {"code": self.code.text, "name": self.name, "starts_on": self.first_day.isoformat(), "parts": self.parts.data}
