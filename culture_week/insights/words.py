"""What figures and exports are called on pages and in files."""

from culture_week.core.text import lazy_gettext as _
from culture_week.insights.states import ExportKind
from culture_week.ticketing.states import TicketState

# kind: (what it is called, what is in it)
EXPORTS = {
    ExportKind.ORDERS: (_("Pemesanan"), _("Satu baris untuk tiap jenis tiket dalam pemesanan")),
    ExportKind.TICKETS: (_("Tiket"), _("Tiap tiket dan apakah sudah dipakai, tanpa kodenya")),
    ExportKind.ARRIVALS: (_("Kedatangan"), _("Tiap orang yang masuk: kapan, acara, pintu")),
    ExportKind.EVENTS: (_("Semua acara"), _("Tempat, tiket dan orang yang masuk")),
    ExportKind.MESSAGES: (_("Keadaan pesan"), _("Apa yang dikirim, kapan, dan apakah sampai; tanpa penerima")),
    ExportKind.DAYS: (_("Angka per hari"), _("Tiket dipesan dan orang masuk tiap hari")),
}

# By the number that an export's rhythm has for it; without one it is every day.
WEEKDAYS = {
    "": _("Setiap hari"),
    "0": _("Senin"),
    "1": _("Selasa"),
    "2": _("Rabu"),
    "3": _("Kamis"),
    "4": _("Jumat"),
    "5": _("Sabtu"),
    "6": _("Minggu"),
}

TICKET_STATES = {TicketState.VALID: _("Berlaku"), TicketState.CANCELLED: _("Dibatalkan")}
