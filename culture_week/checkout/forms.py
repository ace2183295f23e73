"""The booking form: two fields."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Regexp, ValidationError

from culture_week.checkout.rules import BadName, BadReason, read_name, read_reason
from culture_week.core.forms import ContactField, GuestForm, TextForm
from culture_week.core.idempotency import KEY
from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _
from culture_week.sales.origins import DISTRICTS, ELSEWHERE, NOT_SAID, ORIGINS


class LostLinkForm(GuestForm):
    """Whose links to send again."""

    contact = ContactField(_("Nomor WhatsApp atau e-mail yang dipakai memesan"))


class OriginForm(GuestForm):
    """Where the buyer comes from, for those who like to say."""

    origin = SelectField(_("Kelurahan"), validate_choice=False)

    def offer_origins(self, chosen: str | None) -> None:
        """The kelurahan under their kecamatan, elsewhere, and no answer."""
        general = [("", gettext("Pilih kelurahan")), (ELSEWHERE, gettext("Luar kota ini")), (NOT_SAID, gettext("Tidak mau menjawab"))]
        choices = [SelectChoice(value, label) for value, label in general]
        for district in DISTRICTS:
            group = gettext("Kecamatan %(name)s", name=district.name)
            choices += [SelectChoice(code, name, optgroup=group) for code, name in district.neighbourhoods.items()]
        self.origin.choices = choices
        if self.origin.data is None:
            self.origin.data = chosen or ""

    def validate_origin(self, field: SelectField) -> None:
        if field.data not in ORIGINS:
            raise ValidationError(gettext("Pilih salah satu dari daftar."))


class BookingForm(GuestForm):
    """Who books how many of what."""

    name = StringField(_("Nama"), validators=[InputRequired(_("Isi nama Anda."))])
    contact = ContactField()
    quantity = RadioField(_("Jumlah tiket"), coerce=int, default=1, validate_choice=False)
    offer = RadioField(_("Jenis tiket"), validate_choice=False)
    key = HiddenField(validators=[Regexp(KEY, message=_("Muat ulang halaman, lalu coba lagi."))])

    def offer_choices(self, offers: list[Any], label: Any) -> None:
        """Offers what is on sale, and quantities up to the largest limit."""
        most = max((offer.max_per_order for offer in offers), default=1)
        self.quantity.choices = [SelectChoice(n, str(n)) for n in range(1, most + 1)]
        self.offer.choices = [SelectChoice(offer.code, label(offer.title)) for offer in offers]
        if not self.offer.data and offers:
            self.offer.data = offers[0].code

    def validate_name(self, field: StringField) -> None:
        try:
            read_name(field.data or "")
        except BadName as refusal:
            raise ValidationError(refusal.text()) from refusal

    def validate_quantity(self, field: RadioField) -> None:
        if field.data not in [choice.value for choice in field.choices or []]:
            raise ValidationError(gettext("Pilih jumlah tiket."))

    def validate_offer(self, field: RadioField) -> None:
        if field.data not in [choice.value for choice in field.choices or []]:
            raise ValidationError(gettext("Pilih jenis tiket."))


class ReasonForm(TextForm):
    """Why staff change somebody's order."""

    reason = StringField(_("Alasan"), validators=[InputRequired(_("Tulis alasannya; pemesan dan catatan akan memuatnya."))])

    def validate_reason(self, field: StringField) -> None:
        try:
            read_reason(field.data or "")
        except BadReason as refusal:
            raise ValidationError(refusal.text()) from refusal
