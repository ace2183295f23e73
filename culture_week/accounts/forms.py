"""The forms of accounts: signing in, a way in that is new, an invitation."""

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from culture_week.core.forms import TextForm
from culture_week.core.text import lazy_gettext as _

NOT_TOO_LONG = (Length(max=128, message=_("Terlalu panjang.")),)
A_NAME = (
    InputRequired(_("Isi nama.")),
    Length(max=100, message=_("Terlalu panjang.")),
    Regexp(r"[^<>]*\Z", message=_("Nama tanpa tanda < dan >.")),
)


class LogInForm(TextForm):
    """E-mail and password."""

    email = EmailField(_("E-mail"), validators=[InputRequired(_("Isi alamat e-mail Anda.")), *NOT_TOO_LONG])
    password = PasswordField(_("Kata sandi"), validators=[InputRequired(_("Isi kata sandi Anda.")), *NOT_TOO_LONG])


class CodeForm(TextForm):
    """Six digits, or a recovery code."""

    code = StringField(_("Kode"), validators=[InputRequired(_("Isi kodenya.")), *NOT_TOO_LONG])


class TotpForm(CodeForm):
    """The first code of a new app, whose sealed secret travels with the form."""

    sealed = HiddenField()


class EmailForm(TextForm):
    """An address."""

    email = EmailField(
        _("E-mail"), validators=[InputRequired(_("Isi alamat e-mail Anda.")), Length(max=254, message=_("Terlalu panjang."))]
    )


class NameForm(TextForm):
    """A name."""

    name = StringField(_("Nama"), validators=[*A_NAME])


class PasswordForm(TextForm):
    """The password there is."""

    password = PasswordField(_("Kata sandi sekarang"), validators=[InputRequired(_("Isi kata sandi Anda.")), *NOT_TOO_LONG])


class NewPasswordForm(TextForm):
    """A new password."""

    new_password = PasswordField(_("Kata sandi baru"), validators=[InputRequired(_("Isi kata sandi baru.")), *NOT_TOO_LONG])


class ChangePasswordForm(PasswordForm, NewPasswordForm):
    """The old one, and a new one."""


class AcceptForm(TextForm):
    """Who takes the invitation."""

    name = StringField(_("Nama Anda"), validators=[*A_NAME])
    email = EmailField(
        _("E-mail"), validators=[InputRequired(_("Isi alamat e-mail Anda.")), Length(max=254, message=_("Terlalu panjang."))]
    )
    new_password = PasswordField(_("Kata sandi baru"), validators=[InputRequired(_("Isi kata sandi baru.")), *NOT_TOO_LONG])


class PinForm(TextForm):
    """A PIN to choose."""

    pin = PasswordField(_("PIN baru, 6 angka"), validators=[InputRequired(_("Isi PIN.")), *NOT_TOO_LONG])


class GuestLogInForm(TextForm):
    """Phone and PIN."""

    phone = TelField(_("Nomor WhatsApp"), validators=[InputRequired(_("Isi nomor WhatsApp Anda.")), *NOT_TOO_LONG])
    pin = PasswordField(_("PIN 6 angka"), validators=[InputRequired(_("Isi PIN Anda.")), *NOT_TOO_LONG])


class PasskeyForm(TextForm):
    """What the browser answers, and what the passkey is called."""

    answer = HiddenField(validators=[Length(max=20_000, message=_("Terlalu panjang."))])
    label = StringField(_("Nama kunci, misalnya ponsel saya"), validators=[Optional(), Length(max=60, message=_("Terlalu panjang."))])


class RoleForm(TextForm):
    """A role to give."""

    role = SelectField(_("Peran"), validators=[InputRequired(_("Pilih peran."))])
    gate = SelectField(_("Gerbang"), validators=[Optional()])

    def __init__(self, roles: list[tuple[str, Any]], gates: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        # Nothing is chosen beforehand: the first of the list is the one that may do most.
        self.role.choices = [SelectChoice(*role) for role in [("", _("Pilih …")), *roles]]
        self.gate.choices = [SelectChoice(*gate) for gate in [("", _("Semua gerbang")), *gates]]


class InviteForm(RoleForm):
    """Whom to ask, and for what."""

    name = StringField(_("Nama"), validators=[*A_NAME])
    contact = StringField(_("E-mail atau nomor WhatsApp"), validators=[InputRequired(_("Isi e-mail atau nomor WhatsApp.")), *NOT_TOO_LONG])
