"""What is found in a plan, what changes and problems of the programme are called, and by what visitors choose, as people read it."""

from collections.abc import Sequence

from culture_week.core.text import gettext
from culture_week.core.text import lazy_gettext as _
from culture_week.festival.states import ChangeKind
from culture_week.programme.states import Cost, PartOfDay

PARTS_OF_A_CLONE = {
    "gates": _("Gerbang tiap tempat"),
    "events": _("Acara, pada jam yang sama"),
    "performers": _("Penampil setiap acara"),
    "tickets": _("Jenis tiket dan kuota semula, belum terjual"),
    "roles": _("Peran setiap orang"),
}

# `value` is what the finding speaks of.
FINDINGS = {
    "missing": _("Wajib diisi."),
    "formula": _("Berisi rumus; tulis nilainya saja."),
    "not-there": _("“%(value)s” belum ada di sini. Periksa kodenya, atau tambahkan dahulu."),
    "not-in-list": _("“%(value)s” tidak ada dalam daftar pilihan."),
    "bad-code": _("Hanya huruf A–Z, angka dan tanda hubung, paling panjang %(value)s."),
    "code-twice": _("Kode %(value)s muncul dua kali dalam berkas."),
    "code-taken": _("Kode %(value)s sudah dipakai acara dengan isi lain. Impor tidak mengubah acara yang sudah ada."),
    "too-long": _("Terlalu panjang: paling banyak %(value)s huruf."),
    "bad-letter": _("Ada karakter yang tidak bisa dipakai. Ketik ulang."),
    "bad-day": _("“%(value)s” bukan tanggal. Tulis seperti 2026-11-24 atau 24/11/2026."),
    "bad-clock": _("“%(value)s” bukan jam. Tulis seperti 19.30."),
    "bad-number": _("Bukan bilangan bulat dalam batas %(value)s."),
    "ends-before-start": _("Selesai sebelum mulai. Untuk acara lewat tengah malam, isi tanggal selesai."),
    "ends-late": _("Berlangsung lebih dari 60 hari."),
    "outside-edition": _("Di luar hari gelaran ini, %(value)s."),
    "price-without-quota": _("Ada harga tetapi tidak ada kuota."),
    "same-event": _("“%(value)s” pada jam yang sama sudah ada."),
    "new-group": _("%(value)s belum terdaftar dan akan ditambahkan."),
    "over-capacity": _("Lebih banyak dari daya tampung tempat, %(value)s orang."),
    "sale-over": _("Penjualan tiketnya sudah lewat."),
    "edition-overlaps": _("Harinya bertemu gelaran %(value)s."),
    "other-weekday": _("Hari dalam minggu bergeser %(value)s hari: periksa jam salat, ibadah dan sekolah."),
    "venue-busy": _("Tempatnya dipakai “%(value)s” pada jam yang sama."),
    "group-busy": _("Penampil ada di dua tempat sekaligus: %(value)s."),
    "friday-prayer": _("Mengenai salat Jumat (12.00–13.30)."),
    "sunday-service": _("Mengenai ibadah Minggu pagi (09.00–11.00)."),
    "magrib": _("Mengenai waktu Magrib sampai Isya (18.00–19.30)."),
}

CHANGES = {
    ChangeKind.MOVE: _("Dipindahkan"),
    ChangeKind.POSTPONE: _("Ditunda"),
    ChangeKind.RESCHEDULE: _("Waktu baru"),
    ChangeKind.CANCEL: _("Dibatalkan"),
    ChangeKind.DELAY: _("Jam berubah"),
    ChangeKind.EDIT: _("Keterangan diubah"),
}

# By the kind of a problem as rules.check names it.
PROBLEMS = {
    "venue-busy": _("Tempat yang sama, waktu yang sama"),
    "group-busy": _("Kelompok tampil di dua acara sekaligus"),
    "friday-prayer": _("Waktu salat Jumat"),
    "sunday-service": _("Waktu kebaktian Minggu"),
    "magrib": _("Waktu Magrib"),
    "venue-too-small": _("Tiket yang disediakan lebih banyak dari daya tampung tempat"),
}

COSTS = {
    Cost.FREE: _("Gratis"),
    Cost.WALK_IN: _("Tanpa tiket"),
    Cost.PAID: _("Berbayar"),
}

PARTS_OF_DAY = {
    PartOfDay.MORNING: _("Pagi"),
    PartOfDay.MIDDAY: _("Siang"),
    PartOfDay.AFTERNOON: _("Sore"),
    PartOfDay.EVENING: _("Malam"),
}


def without_role(name: str, gates: Sequence[str]) -> str:
    """Who has no role in an edition that follows, and why."""
    if gates:
        return gettext("%(name)s (gerbang %(gates)s belum ada)", name=name, gates=", ".join(gates))
    return gettext("%(name)s (perannya diberi admin)", name=name)
