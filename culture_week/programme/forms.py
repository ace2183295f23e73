"""The office's forms for planning."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from culture_week.core.forms import FileField, UploadForm
from culture_week.core.text import lazy_gettext as _

SUFFIXES = (".xlsx", ".csv")


class ImportForm(UploadForm):
    """A file of events, and the edition that they join."""

    edition = SelectField(_("Masuk ke edisi"), validators=[InputRequired(_("Pilih edisinya."))])
    file = FileField(_("Berkas acara"), validators=[InputRequired(_("Pilih berkasnya."))])

    def validate_file(self, field: Any) -> None:
        """By its name; what it holds is looked at when it is read."""
        if not (field.data and (field.data.filename or "").lower().endswith(SUFFIXES)):
            raise ValidationError(_("Pilih berkas .xlsx atau .csv."))
