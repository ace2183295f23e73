"""The base of every form."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField as FileField
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from culture_week.core.contact import LONGEST_EMAIL, BadContact, Contact, read_contact
from culture_week.core.errors import Refusal
from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _


class UploadForm(FlaskForm):
    """A form with a file; its route says `@takes_upload`."""


class TextForm(FlaskForm):
    """A form of text: a file sent in the place of a field is left where it is."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return None if super().wrap_formdata(form, formdata) is None else request.form

    def validate(self, *args: Any, **more: Any) -> bool:
        """PostgreSQL keeps no NUL in text and will not look for one either."""
        spoilt = [field for field in self if isinstance(field.data, str) and "\x00" in field.data]
        valid = super().validate(*args, **more)
        for field in spoilt:
            field.errors = field.errors or [gettext("Ada karakter yang tidak bisa dipakai. Ketik ulang.")]
        return valid and not spoilt


class SeenForm(TextForm):
    """A form about something that others may change as well; `seen` is its mark or revision as it was read."""

    seen = HiddenField()

    def was_changed(self, refusal: Refusal, mark: str) -> None:
        """Says so above what was typed; the next time it is meant for what stands there now."""
        self.seen.errors, self.seen.data = [refusal.text()], mark


class ContactField(StringField):
    """A phone number or an e-mail address in one field; what is wrong with it is said as closely as can be."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        asked = InputRequired(_("Isi nomor WhatsApp atau alamat e-mail."))
        short = Length(max=LONGEST_EMAIL, message=_("Terlalu panjang."))
        super().__init__(label or _("Nomor WhatsApp atau e-mail"), validators=[asked, short], **more)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002
        if validation_stopped:
            return
        try:
            read_contact(self.data or "")
        except BadContact as refusal:
            raise ValidationError(refusal.text()) from refusal

    @property
    def contact(self) -> Contact:
        """What was typed, in the form in which it is kept. Raises `BadContact`."""
        return read_contact(self.data or "")


class GuestForm(TextForm):
    """A visitor's form. Guests have no session: the Origin check stands for a CSRF token."""

    class Meta(TextForm.Meta):
        csrf = False
