"""What is typed about a ticket type."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from culture_week.core.fields import ClockField, CodeField, DayField, LineField, NumberField, RupiahField, instant, translated
from culture_week.core.forms import SeenForm
from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _
from culture_week.sales.models import LARGEST_QUANTITY

LARGEST_PRICE = 100_000_000
LARGEST_QUOTA = 1_000_000


class TicketTypeForm(SeenForm):
    """A ticket type: its words, price, places, limits and sale window."""

    code = CodeField(_("Kode"), most=30, asked=_("Isi kodenya."))
    title_id = LineField(_("Nama (Indonesia)"), most=80, asked=_("Isi nama jenis tiket, misalnya Umum."))
    title_en = LineField(_("Nama (Inggris)"), most=80)
    price = RupiahField(_("Harga (rupiah)"), most=LARGEST_PRICE, asked=_("Isi harganya, 0 kalau gratis."))
    size = NumberField(_("Jumlah tempat"), most=LARGEST_QUOTA, asked=_("Isi jumlah tempatnya."))
    max_per_order = NumberField(_("Paling banyak per pemesanan"), least=1, most=LARGEST_QUANTITY, asked=_("Isi batasnya."))
    per_person = NumberField(_("Paling banyak per orang"), least=1, most=1000, asked=_("Isi batasnya."))
    opens_on = DayField(_("Dijual mulai"))
    opens_at = ClockField(_("Jam"))
    closes_on = DayField(_("Ditutup"), asked=_("Isi tanggalnya."))
    closes_at = ClockField(_("Jam"), asked=_("Isi jamnya."))
    closed = BooleanField(_("Hentikan penjualan sekarang"))

    def validate_opens_at(self, field: ClockField) -> None:
        if (self.opens_on.data is None) != (field.data is None) and not field.errors:
            raise ValidationError(gettext("Isi tanggal dan jam, atau kosongkan keduanya."))

    def validate_closes_at(self, field: ClockField) -> None:
        opens, closes = instant(self.opens_on.data, self.opens_at.data), instant(self.closes_on.data, field.data)
        if opens and closes and closes <= opens:
            raise ValidationError(gettext("Penjualan harus ditutup sesudah dibuka."))

    @property
    def values(self) -> dict[str, Any]:
        """By column of the offer; prices in rupiah."""
        return {
            "title": translated(self.title_id, self.title_en),
            "price": self.price.number,
            "max_per_order": self.max_per_order.number,
            "sale_opens_at": instant(self.opens_on.data, self.opens_at.data),
            "sale_closes_at": instant(self.closes_on.data, self.closes_at.data),
        }
