"""What is exported, and how."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from culture_week.core.forms import TextForm
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.core.text import lazy_gettext as _
from culture_week.insights.states import ExportKind
from culture_week.insights.words import EXPORTS


class ExportForm(TextForm):
    """One table, at once."""

    kind = RadioField(
        _("Tabel"),
        choices=[(kind.value, name) for kind, (name, _what) in EXPORTS.items()],
        validators=[InputRequired(_("Pilih tabelnya."))],
        default=ExportKind.ORDERS.value,
    )
    table_format = RadioField(
        _("Bentuk"),
        choices=[(TableFormat.XLSX.value, _("Excel (.xlsx)")), (TableFormat.CSV.value, _("CSV, untuk program lain"))],
        validators=[InputRequired(_("Pilih bentuknya."))],
        default=TableFormat.XLSX.value,
    )
    with_buyers = BooleanField(_("Sertakan nama dan kontak pemesan (hanya tabel Pemesanan)"))


class PlanForm(TextForm):
    """One table, regularly, to the account that asks."""

    planned = SelectField(_("Tabel"), choices=[(kind.value, name) for kind, (name, _what) in EXPORTS.items()])
    planned_format = SelectField(_("Bentuk"), choices=[(form.value, form.value.upper()) for form in (TableFormat.XLSX, TableFormat.CSV)])
    weekday = SelectField(
        _("Hari"),
        choices=[
            ("", _("Setiap hari")),
            ("0", _("Senin")),
            ("1", _("Selasa")),
            ("2", _("Rabu")),
            ("3", _("Kamis")),
            ("4", _("Jumat")),
            ("5", _("Sabtu")),
            ("6", _("Minggu")),
        ],
    )
    hour = SelectField(_("Pukul"), choices=[(str(hour), f"{hour:02d}.00") for hour in range(24)], default="6")
