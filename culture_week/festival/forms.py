"""Setting up places and announcements."""

import re
from typing import Any
from urllib.parse import urlsplit

from wtforms import BooleanField
from wtforms.validators import ValidationError

from culture_week.core.fields import (
    ChoiceField,
    ClockField,
    CodeField,
    DayField,
    LineField,
    NumberField,
    ProseField,
    choices_of,
    instant,
    translated,
)
from culture_week.core.forms import SeenForm
from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _
from culture_week.festival.states import AnnouncementLevel
from culture_week.festival.words import LEVELS

LONGEST_PROSE = 2000
# An office has a landline more often than a mobile phone.
PHONE = re.compile(r"[+(]?[0-9][0-9 ()-]{4,18}[0-9]")
# What residents ask of a venue, each in two languages.
VENUE_TEXTS = ("note", "directions", "access_note", "toilets", "prayer_room", "permit", "rain_plan", "house_rules")


class VenueForm(SeenForm):
    """A place of the city, with what residents ask of it."""

    code = CodeField(_("Kode"), most=20, asked=_("Isi kode tempat, misalnya LM-UTAMA."))
    name = LineField(_("Nama"), most=120, asked=_("Isi nama tempat."))
    address = LineField(_("Alamat"), most=200, asked=_("Isi alamatnya."))
    directions_query = LineField(_("Dicari di peta sebagai"), most=200, asked=_("Isi nama yang dikenal peta."))
    indoor = BooleanField(_("Di dalam gedung"))
    capacity = NumberField(_("Daya tampung (orang)"), least=1, most=1_000_000)
    note_id = ProseField(_("Catatan singkat (Indonesia)"), most=LONGEST_PROSE)
    note_en = ProseField(_("Catatan singkat (Inggris)"), most=LONGEST_PROSE)
    directions_id = ProseField(_("Cara ke sini (Indonesia)"), most=LONGEST_PROSE)
    directions_en = ProseField(_("Cara ke sini (Inggris)"), most=LONGEST_PROSE)
    access_note_id = ProseField(_("Akses difabel (Indonesia)"), most=LONGEST_PROSE)
    access_note_en = ProseField(_("Akses difabel (Inggris)"), most=LONGEST_PROSE)
    toilets_id = ProseField(_("Toilet (Indonesia)"), most=LONGEST_PROSE)
    toilets_en = ProseField(_("Toilet (Inggris)"), most=LONGEST_PROSE)
    prayer_room_id = ProseField(_("Tempat ibadah (Indonesia)"), most=LONGEST_PROSE)
    prayer_room_en = ProseField(_("Tempat ibadah (Inggris)"), most=LONGEST_PROSE)
    permit_id = ProseField(_("Izin (Indonesia)"), most=LONGEST_PROSE)
    permit_en = ProseField(_("Izin (Inggris)"), most=LONGEST_PROSE)
    rain_plan_id = ProseField(_("Rencana hujan (Indonesia)"), most=LONGEST_PROSE)
    rain_plan_en = ProseField(_("Rencana hujan (Inggris)"), most=LONGEST_PROSE)
    house_rules_id = ProseField(_("Tata tertib (Indonesia)"), most=LONGEST_PROSE)
    house_rules_en = ProseField(_("Tata tertib (Inggris)"), most=LONGEST_PROSE)
    responsible = LineField(_("Kantor yang bertanggung jawab"), most=160)
    responsible_phone = LineField(_("Telepon kantor itu"), most=20)

    def validate_responsible_phone(self, field: LineField) -> None:
        if field.text and not field.errors and not PHONE.fullmatch(field.text):
            raise ValidationError(gettext("Isi nomor telepon kantor, misalnya 0621 123456."))

    @property
    def values(self) -> dict[str, Any]:
        """By column."""
        texts = {name: translated(self[f"{name}_id"], self[f"{name}_en"]) for name in VENUE_TEXTS}
        lines = {name: self[name].text for name in ("name", "address", "directions_query")}
        office = {"responsible": self.responsible.text or None, "responsible_phone": self.responsible_phone.text or None}
        return {**lines, "indoor": self.indoor.data, "capacity": self.capacity.number, **texts, **office}


class PartForm(SeenForm):
    """An area or a gate of a venue."""

    code = CodeField(_("Kode"), most=20, asked=_("Isi kodenya."))
    name = LineField(_("Nama"), most=80, asked=_("Isi namanya."))


class AnnouncementForm(SeenForm):
    """A line above every visitor page."""

    level = ChoiceField(_("Seberapa penting"), choices=choices_of(LEVELS), default=AnnouncementLevel.INFO.value)
    text_id = LineField(_("Pengumuman (Indonesia)"), most=200, asked=_("Isi pengumumannya."))
    text_en = LineField(_("Pengumuman (Inggris)"), most=200)
    url = LineField(_("Tautan, kalau ada"), most=300)
    from_on = DayField(_("Tampil mulai tanggal"), asked=_("Isi tanggalnya."))
    from_at = ClockField(_("Jam"), asked=_("Isi jamnya."))
    until_on = DayField(_("Sampai tanggal"), asked=_("Isi tanggalnya."))
    until_at = ClockField(_("Jam"), asked=_("Isi jamnya."))

    def validate_url(self, field: LineField) -> None:
        if field.text and not field.errors and not _is_safe(field.text):
            raise ValidationError(gettext("Mulai dengan https:// atau dengan / untuk halaman situs ini."))

    def validate_until_at(self, field: ClockField) -> None:
        start, end = instant(self.from_on.data, self.from_at.data), instant(self.until_on.data, field.data)
        if start and end and end <= start:
            raise ValidationError(gettext("Pengumuman harus berakhir sesudah mulai."))

    @property
    def values(self) -> dict[str, Any]:
        """By column."""
        return {
            "level": AnnouncementLevel(self.level.data),
            "text": translated(self.text_id, self.text_en),
            "url": self.url.text or None,
            "shown_from": instant(self.from_on.data, self.from_at.data),
            "shown_until": instant(self.until_on.data, self.until_at.data),
        }


def _is_safe(address: str) -> bool:
    """An address of the web, or a path of this site; nothing that a browser would run or read as another site."""
    if any(c.isspace() or c == "\\" for c in address):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
