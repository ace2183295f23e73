"""What the audit trail says, in words: deeds, things and their fields. What has no word here is shown as it stands."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from culture_week.accounts.words import ROLES
from culture_week.checkin.words import VERDICTS
from culture_week.core.text import lazy_gettext as _
from culture_week.core.text import moment
from culture_week.festival.states import Audience
from culture_week.festival.words import ACCESS, AUDIENCES, CATEGORIES, KINDS, LEVELS, STATES

DEEDS = {
    "add": _("menambahkan"),
    "create": _("membuat"),
    "change": _("mengubah"),
    "edit": _("mengubah"),
    "remove": _("menghapus"),
    "rename": _("mengganti nama"),
    "add_performance": _("menambahkan penampil"),
    "set_line_up": _("mengatur penampil"),
    "move": _("memindahkan"),
    "postpone": _("menunda"),
    "reschedule": _("menjadwalkan ulang"),
    "cancel": _("membatalkan"),
    "cancel_all": _("membatalkan semua pemesanannya"),
    "cancel_for_buyer": _("membatalkan untuk pembeli"),
    "cancel_lines": _("membatalkan sebagian"),
    "delay": _("memberi tahu keterlambatan"),
    "close_sale": _("menghentikan penjualan tiket"),
    "book": _("memesan"),
    "say_origin": _("menyebut asalnya"),
    "watch": _("minta dikabari tentang"),
    "stop_watching": _("berhenti minta dikabari"),
    "scan": _("memindai"),
    "undo": _("mengurungkan"),
    "resend": _("mengirim ulang"),
    "send_link": _("mengirim tautan"),
    "change_link": _("mengganti tautan"),
    "ask_for_links": _("meminta tautan"),
    "claim": _("mulai mengirim"),
    "send_by_hand": _("mengirim dengan tangan"),
    "put_off": _("menunda pengiriman"),
    "retry": _("mencoba mengirim lagi"),
    "send_by_whatsapp": _("memindahkan ke daftar kirim WhatsApp"),
    "announce": _("menayangkan"),
    "invite": _("mengundang"),
    "withdraw": _("menarik"),
    "grant": _("memberi peran"),
    "give_same_roles": _("memberi peran yang sama di"),
    "revoke": _("mencabut"),
    "add_member": _("menghubungkan akun dengan"),
    "log_in": _("masuk"),
    "log_out": _("keluar"),
    "end_log_ins": _("mengeluarkan dari semua perangkat"),
    "prove": _("mengetik kata sandi sekali lagi"),
    "change_password": _("mengganti kata sandi"),
    "choose_pin": _("memilih PIN"),
    "offer_pin": _("membuat QR untuk PIN"),
    "offer_log_in": _("meminta tautan masuk"),
    "offer_reset": _("meminta tautan kata sandi baru"),
    "offer_email_change": _("meminta e-mail lain"),
    "confirm_email": _("menyetujui e-mail lain"),
    "set_up_totp": _("memasang aplikasi kode"),
    "use_totp": _("memakai aplikasi kode"),
    "remove_totp": _("melepas aplikasi kode"),
    "add_passkey": _("menambah kunci sandi"),
    "use_passkey": _("memakai kunci sandi"),
    "remove_passkey": _("menghapus kunci sandi"),
    "new_recovery_codes": _("membuat kode pemulihan"),
    "use_recovery_code": _("memakai kode pemulihan"),
    "reset_second_factor": _("menghapus langkah kedua"),
    "offer_enrolment": _("menawarkan tautan gerbang"),
    "set_up_desk": _("membuka meja gerbang"),
    "look_up": _("mencari nama"),
    "print_list": _("mencetak daftar nama"),
    "enrol": _("menjadi perangkat gerbang"),
    "begin": _("memulai"),
    "clone": _("menyalin"),
    "import_events": _("mengimpor acara ke"),
    "export": _("mengekspor"),
    "plan_export": _("menjadwalkan"),
    "end_plan": _("menghentikan"),
    "download": _("mengunduh"),
    "publish": _("menerbitkan"),
    "unpublish": _("menarik dari umum"),
    "erase": _("menghapus data lama"),
}
THINGS = {
    "order": _("Kode pemesanan"),
    "event": _("Acara"),
    "venue": _("Tempat"),
    "gate": _("Gerbang"),
    "edition": _("Gelaran"),
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
    "watch": _("Permintaan kabar"),
    "work": _("Pekerjaan"),
    "export": _("Ekspor terjadwal"),
    "area": _("Bagian tempat"),
    "lost-link": _("Tautan hilang"),
    "retention": _("Penghapusan data lama"),
}
ACTORS = {
    "buyer": _("Pembeli"),
    "visitor": _("Pengunjung"),
    "system": _("Sistem"),
    "demo": _("Data contoh"),
    "clock": _("Sistem"),
    "command": _("Baris perintah"),
    "command line": _("Baris perintah"),
}
FIELDS = {
    "title": _("Judul"),
    "description": _("Uraian"),
    "name": _("Nama"),
    "starts_at": _("Mulai"),
    "ends_at": _("Berakhir"),
    "venue": _("Tempat"),
    "state": _("Keadaan"),
    "note": _("Catatan"),
    "reason": _("Alasan"),
    "role": _("Peran"),
    "roles": _("Peran"),
    "without": _("Orang tanpa peran"),
    "price": _("Harga"),
    "size": _("Jumlah tempat"),
    "total": _("Jumlah rupiah"),
    "verdict": _("Putusan"),
    "admitted": _("Sudah masuk"),
    "gate": _("Gerbang"),
    "events": _("Acara"),
    "code": _("Kode"),
    "kind": _("Jenis"),
    "category": _("Objek kebudayaan"),
    "audience": _("Untuk siapa"),
    "access": _("Akses"),
    "rain_plan": _("Kalau hujan"),
    "performers": _("Penampil"),
    "performs": _("Penampil"),
    "text": _("Isi"),
    "level": _("Seberapa penting"),
    "url": _("Tautan"),
    "shown_from": _("Tampil mulai"),
    "shown_until": _("Tampil sampai"),
    "starts_on": _("Hari pertama"),
    "ends_on": _("Hari terakhir"),
    "address": _("Alamat"),
    "capacity": _("Daya tampung"),
    "account": _("Akun"),
    "edition": _("Gelaran"),
    "source": _("Disalin dari"),
    "table": _("Tabel"),
    "format": _("Bentuk"),
    "rows": _("Baris"),
    "with_buyers": _("Dengan nama dan kontak"),
    "weekday": _("Hari"),
    "hour": _("Pukul"),
    "found": _("Ditemukan"),
    "given_back": _("Boleh masuk lagi"),
    "people": _("Orang"),
    "factor_due": _("Langkah kedua diminta"),
    "access_note": _("Akses difabel"),
    "area": _("Bagian tempat"),
    "both": _("Kedua alamat setuju"),
    "cancelled": _("Dibatalkan"),
    "closed": _("Penjualan dihentikan"),
    "directions": _("Cara ke sini"),
    "directions_query": _("Dicari di peta sebagai"),
    "entry_closes_at": _("Pintu ditutup"),
    "entry_opens_at": _("Pintu dibuka"),
    "gates": _("Gerbang"),
    "grants": _("Peran yang dicabut"),
    "groups": _("Penampil"),
    "house_rules": _("Tata tertib"),
    "indoor": _("Di dalam gedung"),
    "invitations": _("Undangan yang batal"),
    "kept": _("Tetap berlaku"),
    "lines": _("Jenis tiket"),
    "log_in": _("Perangkat"),
    "max_per_order": _("Paling banyak per pemesanan"),
    "more_categories": _("Objek kebudayaan lain"),
    "passkey": _("Kunci sandi"),
    "per_person": _("Paling banyak per orang"),
    "permit": _("Izin"),
    "prayer_room": _("Tempat ibadah"),
    "projected_ends_at": _("Perkiraan selesai"),
    "projected_starts_at": _("Perkiraan mulai"),
    "responsible": _("Kantor yang bertanggung jawab"),
    "responsible_phone": _("Telepon kantor itu"),
    "sale_closes_at": _("Ditutup"),
    "sale_opens_at": _("Dijual mulai"),
    "tickets": _("Jenis tiket"),
    "toilets": _("Toilet"),
}


# What a value of a closed list is called, by field. The kinds of exports stand here once more: this domain may not ask for them.
VALUES: dict[str, Mapping[Any, Any]] = {
    "access": {access: name for access, (_icon, name) in ACCESS.items()},
    "audience": {**AUDIENCES, Audience.EVERYONE: _("Semua orang")},
    "category": CATEGORIES,
    "kind": KINDS
    | {
        "check_events": _("Periksa berkas acara"),
        "import_events": _("Impor acara"),
        "clone_edition": _("Salin gelaran"),
    },
    "level": LEVELS,
    "more_categories": CATEGORIES,
    "role": ROLES,
    "state": STATES,
    "table": {
        "orders": _("Pemesanan"),
        "tickets": _("Tiket"),
        "arrivals": _("Kedatangan"),
        "events": _("Acara"),
        "messages": _("Keadaan pesan"),
        "days": _("Angka per hari"),
    },
    "verdict": VERDICTS,
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)")


def fact(value: str, field: str, names: Mapping[str, str]) -> str:
    """A value of a field as people read it: the word of a code, a person's name, an instant by the city's clocks."""
    if field == "account":
        return names.get(value, value)
    if field in VALUES:
        return ", ".join(str(VALUES[field].get(code) or code) for code in value.split(", "))
    if INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    return value


def thing(subject: str) -> str:
    """`Kode pemesanan AB12CD34` for `order:AB12CD34`."""
    kind, _colon, code = subject.partition(":")
    return f"{THINGS[kind]} {code}".rstrip() if kind in THINGS else subject


def doer(actor: str, names: dict[str, str]) -> str:
    """A person's name where there is one."""
    kind, _colon, code = actor.partition(":")
    if kind == "account":
        return names.get(code, thing(actor))
    return str(ACTORS.get(actor, "")) or thing(actor)
