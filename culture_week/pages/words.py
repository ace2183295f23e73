"""What the audit trail says, in words: deeds, things and their fields. What has no word here is shown as it stands."""

from culture_week.core.text import lazy_gettext as _

DEEDS = {
    "add": _("menambahkan"),
    "create": _("membuat"),
    "change": _("mengubah"),
    "edit": _("mengubah"),
    "remove": _("menghapus"),
    "add_performance": _("menambahkan penampil"),
    "move": _("memindahkan"),
    "postpone": _("menunda"),
    "reschedule": _("menjadwalkan ulang"),
    "cancel": _("membatalkan"),
    "cancel_all": _("membatalkan semua pemesanannya"),
    "cancel_for_buyer": _("membatalkan untuk pembeli"),
    "delay": _("memberi tahu keterlambatan"),
    "book": _("memesan"),
    "scan": _("memindai"),
    "undo": _("mengurungkan"),
    "resend": _("mengirim ulang"),
    "send_link": _("mengirim tautan"),
    "change_link": _("mengganti tautan"),
    "ask_for_links": _("meminta tautan"),
    "send_by_hand": _("mengirim dengan tangan"),
    "invite": _("mengundang"),
    "withdraw": _("menarik undangan"),
    "grant": _("memberi peran"),
    "revoke": _("mencabut"),
    "log_in": _("masuk"),
    "log_out": _("keluar"),
    "offer_enrolment": _("menawarkan tautan gerbang"),
    "set_up_desk": _("membuka meja gerbang"),
    "look_up": _("mencari nama"),
    "print_list": _("mencetak daftar nama"),
    "enrol": _("menjadi perangkat gerbang"),
    "clone": _("menyalin"),
    "import": _("mengimpor"),
    "export": _("mengunduh"),
    "publish": _("menerbitkan"),
    "erase": _("menghapus data lama"),
}
THINGS = {
    "order": _("Kode pemesanan"),
    "event": _("Acara"),
    "venue": _("Tempat"),
    "gate": _("Gerbang"),
    "edition": _("Edisi"),
    "group": _("Kelompok"),
    "vendor": _("Lapak"),
    "offer": _("Jenis tiket"),
    "seller": _("Penjual"),
    "account": _("Akun"),
    "invitation": _("Undangan"),
    "device": _("Ponsel gerbang"),
    "scan": _("Pindaian"),
    "message": _("Pesan keluar"),
    "announcement": _("Pengumuman"),
    "retention": _("Penghapusan data lama"),
}
ACTORS = {
    "buyer": _("Pembeli"),
    "visitor": _("Pengunjung"),
    "system": _("Sistem"),
    "demo": _("Data contoh"),
    "clock": _("Sistem"),
}
FIELDS = {
    "title": _("Judul"),
    "description": _("Uraian"),
    "name": _("Nama"),
    "starts_at": _("Mulai"),
    "ends_at": _("Selesai"),
    "venue": _("Tempat"),
    "state": _("Keadaan"),
    "note": _("Catatan"),
    "reason": _("Alasan"),
    "role": _("Peran"),
    "price": _("Harga"),
    "size": _("Jumlah tempat"),
    "total": _("Jumlah rupiah"),
    "verdict": _("Putusan"),
    "admitted": _("Masuk"),
}


def thing(subject: str) -> str:
    """`Kode pemesanan AB12CD34` for `order:AB12CD34`."""
    kind, _colon, code = subject.partition(":")
    return f"{THINGS[kind]} {code}" if kind in THINGS and code else subject


def doer(actor: str, names: dict[str, str]) -> str:
    """A person's name where there is one."""
    kind, _colon, code = actor.partition(":")
    if kind == "account":
        return names.get(code, thing(actor))
    return str(ACTORS.get(actor, "")) or thing(actor)
