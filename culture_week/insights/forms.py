"""What is exported, and how."""

from wtforms import BooleanField, RadioField
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
