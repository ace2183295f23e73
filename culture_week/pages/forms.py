"""The form by which staff let a group or vendor in."""

from wtforms import EmailField, SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from culture_week.core.forms import TextForm
from culture_week.core.text import lazy_gettext as _

TOO_LONG = _("Terlalu panjang.")


class GuestForm(TextForm):
    """Whom, for which group or vendor, and how to reach them."""

    belongs = SelectField(_("Sanggar atau lapak"), validators=[InputRequired(_("Pilih sanggar atau lapak."))])
    name = StringField(
        _("Nama orangnya (boleh kosong)"),
        validators=[Optional(), Length(max=100, message=TOO_LONG), Regexp(r"[^<>]*\Z", message=_("Nama tanpa tanda < dan >."))],
    )
    phone = TelField(_("Nomor WhatsApp"), validators=[InputRequired(_("Isi nomor WhatsApp.")), Length(max=128, message=TOO_LONG)])
    email = EmailField(_("E-mail (boleh kosong)"), validators=[Optional(), Length(max=254, message=TOO_LONG)])
