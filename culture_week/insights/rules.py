"""How long what is kept, and by which law: the table that pages show and the nightly job obeys. And when an export is due."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from culture_week.core.text import lazy_gettext as _

# Backups are kept for 35 days (core/backup.py). What is erased within 50 is gone from everywhere within 90.
CONTACTS_KEPT = timedelta(days=50)
FILES_KEPT = timedelta(days=7)
A_DAY = timedelta(days=1)


class Kept(StrEnum):
    """What a rule is about, as counted in the report of a night."""

    BUYERS = "buyers"
    MESSAGES = "messages"
    WATCHES = "watches"
    LOG_INS = "log-ins"
    LINKS = "links"
    KEYS = "keys"


@dataclass(frozen=True)
class Rule:
    """`kept` after `since`; what stays, and why it was kept at all. Without `erases` it is said, not done by the job."""

    what: Any
    since: Any
    days: int
    stays: Any
    reason: Any
    erases: Kept | None = None


RULES = (
    Rule(
        _("Nama dan kontak pemesan"),
        _("hari terakhir pekan kebudayaan"),
        CONTACTS_KEPT.days,
        _("Pemesanan, jumlah tiket dan uangnya, tanpa nama"),
        _("Untuk memenuhi pemesanan Anda, lalu dihapus (UU 27/2022 pasal 44)"),
        Kept.BUYERS,
    ),
    Rule(
        _("Alamat dan isi pesan yang dikirim"),
        _("pesan ditulis"),
        CONTACTS_KEPT.days,
        _("Catatan bahwa Anda dikabari"),
        _("Untuk membuktikan bahwa Anda dikabari"),
        Kept.MESSAGES,
    ),
    Rule(
        _("Kontak yang minta dikabari"),
        _("acaranya selesai"),
        7,
        _("Tidak ada"),
        _("Persetujuan Anda, sampai acaranya selesai atau Anda berhenti"),
        Kept.WATCHES,
    ),
    Rule(
        _("Catatan masuk akun panitia"),
        _("berakhirnya"),
        30,
        _("Baris di jejak: siapa masuk, kapan"),
        _("Keamanan sistem (UU 27/2022)"),
        Kept.LOG_INS,
    ),
    Rule(
        _("Undangan dan tautan sekali pakai untuk masuk"),
        _("berakhirnya"),
        30,
        _("Baris di jejak: siapa diundang siapa, kapan"),
        _("Supaya dapat ditelusuri siapa memberi jalan masuk"),
        Kept.LINKS,
    ),
    Rule(
        _("Kunci pengiriman ulang pemesanan"),
        _("pemesanan dikirim"),
        30,
        _("Tidak ada"),
        _("Supaya pemesanan yang terkirim dua kali dihitung sekali"),
        Kept.KEYS,
    ),
    Rule(
        _("Salinan cadangan"),
        _("salinan dibuat"),
        35,
        _("Tidak ada"),
        _("Supaya data dapat dipulihkan setelah kerusakan (UU 27/2022)"),
    ),
)
DAYS = {rule.erases: rule.days for rule in RULES if rule.erases}


@dataclass(frozen=True)
class Rhythm:
    """Every day, or one `weekday` (0 is Monday), at a full hour of the city."""

    weekday: int | None
    hour: int
    zone: ZoneInfo

    def next_after(self, instant: datetime) -> datetime:
        """The first such time after `instant`."""
        on = instant.astimezone(self.zone).date()
        while True:
            at = datetime.combine(on, time(self.hour), self.zone)
            if at > instant and self.weekday in (None, on.weekday()):
                return at.astimezone(UTC)
            on += A_DAY
