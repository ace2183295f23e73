"""The fields that the office's forms are made of: each refuses what could not be kept, and says so in the reader's language."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from culture_week.core.database import Translated
from culture_week.core.text import at_local, gettext, local_zone

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
NUMBER = re.compile(r"[0-9]{1,9}")
# 15000, 15.000, Rp15.000, Rp 15.000
RUPIAH = re.compile(r"(?:[Rr]p\.?\s*)?([0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,9})")
CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?")


def on_one_line(typed: str, most: int) -> str:
    """What was typed where nothing is refused: without line breaks, or the NUL that PostgreSQL will not even look for."""
    return " ".join(typed.replace("\x00", " ").split())[:most]


def _check(text: str, most: int, asked: str | None, lines: bool) -> None:
    if not text.strip():
        if asked:
            raise StopValidation(str(asked))
        return
    if len(text) > most:
        raise StopValidation(gettext("Paling panjang %(most)d huruf.", most=most))
    if any(unicodedata.category(c) == "Cc" and not (lines and c in "\r\n\t") for c in text):
        raise StopValidation(gettext("Ada karakter yang tidak bisa dipakai. Ketik ulang."))


class LineField(StringField):
    """Text on one line of at most `most` letters; it must be there where `asked` says how to ask for it."""

    lines = False

    def __init__(self, label: Any, *, most: int, asked: Any = None, **more: Any) -> None:
        super().__init__(label, validators=[lambda _form, field: _check(field.data or "", most, asked, self.lines)], **more)

    @property
    def text(self) -> str:
        """What was typed, without the space around it."""
        return (self.data or "").strip()


class ProseField(LineField, TextAreaField):
    """Text that may have several lines."""

    lines = True
    widget = TextAreaField.widget


class CodeField(LineField):
    """A public code: capitals, digits and hyphens; typed in small letters it is the same."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002
        if not validation_stopped and not CODE.fullmatch(self.text):
            raise ValidationError(gettext("Pakai huruf A–Z, angka dan tanda hubung saja, misalnya E24."))

    @property
    def text(self) -> str:
        """The code in its one spelling."""
        return (self.data or "").strip().upper()


class NumberField(StringField):
    """A whole number from `least` to `most`, in plain digits; empty is none, unless `asked` asks for one."""

    pattern = NUMBER

    def __init__(self, label: Any, *, least: int = 0, most: int, asked: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most, self.asked = least, most, asked

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002
        typed = str(self.data if self.data is not None else "").strip()
        if not typed and not self.asked:
            return
        if not typed:
            raise ValidationError(str(self.asked))
        if not self.pattern.fullmatch(typed) or not self.least <= (self.number or 0) <= self.most:
            raise ValidationError(gettext("Isi angka bulat dari %(least)d sampai %(most)d.", least=self.least, most=self.most))

    @property
    def number(self) -> int | None:
        """What was typed as a number; None where nothing was."""
        found = self.pattern.fullmatch(str(self.data if self.data is not None else "").strip())
        return int(found[found.re.groups].replace(".", "")) if found else None


class RupiahField(NumberField):
    """Whole rupiah, with or without the dots that people write."""

    pattern = RUPIAH


class DayField(DateField):
    """A date."""

    def __init__(self, label: Any, *, asked: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.asked = asked

    def process_formdata(self, valuelist: list[Any]) -> None:
        _read(self, valuelist, super().process_formdata, gettext("Tanggal ini tidak terbaca."))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002
        if self.data is None and not self.errors and self.asked:
            raise ValidationError(str(self.asked))
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise ValidationError(gettext("Tanggal ini tidak terbaca."))


class ClockField(TimeField):
    """A time of day of the city's clocks."""

    def __init__(self, label: Any, *, asked: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.asked = asked

    def process_formdata(self, valuelist: list[Any]) -> None:
        _read(self, valuelist, super().process_formdata, gettext("Jam ini tidak terbaca. Contoh: 19:30."))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002
        if self.data is None and not self.errors and self.asked:
            raise ValidationError(str(self.asked))


def _read(field: Any, typed: list[Any], read: Any, wrong: str) -> None:
    field.data = None
    if typed and typed[0].strip():
        try:
            read(typed)
        except ValueError as error:
            raise ValueError(wrong) from error


class ChoiceField(SelectField):
    """One of a list."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        if self.data not in [choice.value for choice in self.choices or []]:
            raise StopValidation(gettext("Pilih salah satu dari daftar."))


class ChecksField(SelectMultipleField):
    """Any of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        if set(self.data or []) - {choice.value for choice in self.choices or []}:
            raise StopValidation(gettext("Pilih dari daftar."))


def choices_of(words: dict[Any, Any]) -> list[SelectChoice]:
    """A closed list as choices."""
    return [SelectChoice(key.value, label) for key, label in words.items()]


def translated(indonesian: LineField, english: LineField) -> Translated | None:
    """Both languages of a text; a missing English falls back to Indonesian. None where there is neither."""
    both = {"id": indonesian.text, "en": english.text}
    return {language: text for language, text in both.items() if text} or None


def instant(on: date | None, at: Any) -> datetime | None:
    """The instant that a date and a time name; None unless both are there."""
    return at_local(on, at) if on is not None and at is not None else None


def end_of(start: datetime, on: date | None, starts_on: date, at: Any) -> datetime:
    """When something ends: on the day it starts unless another is given, and past midnight where that would be before it starts."""
    end = at_local(on or starts_on, at)
    return end + timedelta(days=1) if on is None and end <= start else end


def errors_in(fields: Iterable[Any]) -> bool:
    """Whether one of these fields is wrong already, so that nothing is to be said of them together."""
    return any(field.errors for field in fields)


def typed_instant(name: str, at: Any) -> dict[str, Any]:
    """An instant as the two fields that show it."""
    local = at.astimezone(local_zone())
    return {f"{name}_on": local.date(), f"{name}_at": local.time().replace(second=0, microsecond=0)}


def typed_pair(name: str, value: dict[str, str] | None) -> dict[str, str]:
    """A translated text as the two fields that show it."""
    return {f"{name}_{language}": (value or {}).get(language, "") for language in ("id", "en")}
