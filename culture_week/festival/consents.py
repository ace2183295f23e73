"""What people are told of their data when they give it, in versions: an old text stays here for those who agreed to it.

A changed text is a new entry with the next version and its first day; the older ones are never edited.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from culture_week.core.database import Translated


class Purpose(StrEnum):
    """What data are given for."""

    BOOKING = "booking"
    WATCH = "watch"
    ORIGIN = "origin"
    NOTICE = "notice"


@dataclass(frozen=True)
class ConsentText:
    """A text that stands beside a form since a day."""

    purpose: Purpose
    version: int
    since: date
    text: Translated


TEXTS = (
    ConsentText(
        Purpose.BOOKING,
        1,
        date(2026, 11, 24),
        {
            "id": "Nama dan kontak hanya dipakai untuk tiket ini, lalu dihapus.",
            "en": "Name and contact are used for this ticket only, then deleted.",
        },
    ),
    ConsentText(
        Purpose.WATCH,
        1,
        date(2026, 11, 24),
        {
            "id": "Saya setuju dikabari lewat kontak ini kalau acara ini berubah atau ada tempat lagi. "
            "Kontak dihapus setelah acaranya selesai; saya dapat berhenti kapan saja lewat tautan di setiap pesan.",
            "en": "I agree to be told through this contact when this event changes or has places again. "
            "The contact is deleted after the event; I can stop at any time with the link in each message.",
        },
    ),
    ConsentText(
        Purpose.ORIGIN,
        1,
        date(2026, 11, 24),
        {
            "id": "Jawaban ini sukarela dan hanya dihitung: kota melihat jumlah per kelurahan, "
            "tidak siapa yang menjawab, dan tidak angka di bawah lima.",
            "en": "This answer is voluntary and only counted: the city sees totals per neighbourhood, "
            "never who answered, and no figure below five.",
        },
    ),
    ConsentText(
        Purpose.NOTICE,
        1,
        date(2026, 11, 24),
        {"id": "Tentang tiket: nama, kontak, dan saat tiket dipakai.", "en": "On tickets: name, contact, and when a ticket is used."},
    ),
    ConsentText(
        Purpose.NOTICE,
        2,
        date(2026, 11, 24),
        {
            "id": "Ditambah: kabar tentang acara, asal pengunjung, dan halaman tiket yang tersimpan di ponsel.",
            "en": "Added: news of events, where visitors come from, and ticket pages kept on the phone.",
        },
    ),
)


def current_text(purpose: Purpose) -> ConsentText:
    """The text that stands beside a form now."""
    return texts_of(purpose)[0]


def texts_of(purpose: Purpose) -> list[ConsentText]:
    """All texts for a purpose, newest first."""
    return sorted((text for text in TEXTS if text.purpose is purpose), key=lambda text: -text.version)
