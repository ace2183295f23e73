"""The log-in form."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from culture_week.core.text import lazy_gettext as _


class LogInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField(
        _("E-mail"), validators=[InputRequired(_("Isi alamat e-mail Anda.")), Length(max=254, message=_("Terlalu panjang."))]
    )
    password = PasswordField(
        _("Kata sandi"), validators=[InputRequired(_("Isi kata sandi Anda.")), Length(max=128, message=_("Terlalu panjang."))]
    )
