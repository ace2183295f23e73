"""What verdicts are called on pages."""

from culture_week.checkin.states import Verdict
from culture_week.core.text import lazy_gettext as _

VERDICTS = {
    Verdict.WELCOME: _("Silakan masuk"),
    Verdict.HOW_MANY: _("Tidak sebanyak itu lagi"),
    Verdict.ALREADY_USED: _("Tiket sudah dipakai"),
    Verdict.WRONG_DAY: _("Bukan harinya"),
    Verdict.WRONG_VENUE: _("Bukan tempatnya"),
    Verdict.TOO_EARLY: _("Terlalu awal"),
    Verdict.TOO_LATE: _("Terlambat"),
    Verdict.CANCELLED: _("Tiket dibatalkan"),
    Verdict.UNKNOWN: _("Kode tidak dikenal"),
}
