"""What is exported, and how."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from culture_week.core.forms import TextForm
from culture_week.core.spreadsheet.exporting import TableFormat
from culture_week.core.text import lazy_gettext as _
from culture_week.insights.states import ExportKind
from culture_week.insights.words import EXPORTS, WEEKDAYS

TABLES = [SelectChoice(kind.value, name) for kind, (name, _what) in EXPORTS.items()]


class ExportForm(TextForm):
    """One table, at once."""

    kind = RadioField(
        _("Tabel"),
        choices=TABLES,
        validators=[InputRequired(_("Pilih tabelnya."))],
        default=ExportKind.ORDERS.value,
    )
    table_format = RadioField(
        _("Bentuk"),
        choices=[
            SelectChoice(TableFormat.XLSX.value, _("Excel (.xlsx)")),
            SelectChoice(TableFormat.CSV.value, _("CSV, untuk program lain")),
        ],
        validators=[InputRequired(_("Pilih bentuknya."))],
        default=TableFormat.XLSX.value,
    )
    with_buyers = BooleanField(_("Sertakan nama dan kontak pemesan (hanya tabel Pemesanan)"))


class PlanForm(TextForm):
    """One table, regularly, to the account that asks."""

    planned = SelectField(_("Tabel"), choices=TABLES)
    planned_format = SelectField(
        _("Bentuk"), choices=[SelectChoice(form.value, form.value.upper()) for form in (TableFormat.XLSX, TableFormat.CSV)]
    )
    weekday = SelectField(_("Hari"), choices=[SelectChoice(day, name) for day, name in WEEKDAYS.items()])
    hour = SelectField(_("Pukul"), choices=[SelectChoice(str(hour), f"{hour:02d}.00") for hour in range(24)], default="6")
