"""The log-in form."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from culture_week.core.forms import TextForm
from culture_week.core.text import lazy_gettext as _

NOT_TOO_LONG = (Length(max=128, message=_("Terlalu panjang.")),)


class LogInForm(TextForm):
    """E-mail and password."""

    email = EmailField(_("E-mail"), validators=[InputRequired(_("Isi alamat e-mail Anda.")), *NOT_TOO_LONG])
    password = PasswordField(_("Kata sandi"), validators=[InputRequired(_("Isi kata sandi Anda.")), *NOT_TOO_LONG])
