"""The base of every form."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm


class TextForm(FlaskForm):
    """A form of text: a file sent in the place of a field is left where it is."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return None if super().wrap_formdata(form, formdata) is None else request.form
