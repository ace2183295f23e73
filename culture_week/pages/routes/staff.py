"""The staff entrance, and the sheet of all parts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import abort, current_app, render_template, url_for
from flask_login import current_user

from culture_week.accounts.desk import may_here
from culture_week.accounts.states import Role
from culture_week.accounts.words import ROLES
from culture_week.checkin.queries import count_admitted_since
from culture_week.core.access import requires
from culture_week.core.clock import utc_now
from culture_week.core.forms import TextForm
from culture_week.core.text import day_bounds, local_day
from culture_week.core.text import lazy_gettext as _
from culture_week.messages.queries import count_for_people
from culture_week.pages.routes.visitor import pages
from culture_week.sales.queries import count_orders_since
from culture_week.ticketing.rules import Admission, Status

# What stands together on the home page, in this order; a group without a door for the account is left out.
GROUPS = {
    "programme": _("Acara dan tempat"),
    "door": _("Orang di gerbang"),
    "bookings": _("Pemesanan dan pesan"),
    "figures": _("Angka dan laporan"),
    "accounts": _("Akun dan keamanan"),
}
LINKS = (
    # group       permission        endpoint                 title               what for                        icon
    ("programme", "programme.delay", "office.events", _("Semua acara"), _("Pindah, tunda, batal; keterangan dan tiket"), "calendar-clock"),
    ("programme", "programme.edit", "office.check", _("Periksa jadwal"), _("Tempat atau kelompok yang terpakai dua kali"), "circle-check"),
    (
        "programme",
        "programme.edit",
        "festival.announcements",
        _("Semua pengumuman"),
        _("Baris di atas setiap halaman pengunjung"),
        "volume-2",
    ),
    ("programme", "programme.edit", "performers.groups", _("Semua kelompok"), _("Sanggar dan kelompok yang tampil"), "users"),
    ("programme", "programme.edit", "festival.venues", _("Tempat acara"), _("Alamat, daya tampung, izin, bagian dan gerbang"), "map-pin"),
    ("programme", "programme.edit", "office.editions", _("Gelaran"), _("Nama, hari, terbit; salin untuk tahun depan"), "calendar-days"),
    ("programme", "programme.edit", "programme.import_events", _("Impor acara"), _("Banyak acara sekaligus dari Excel"), "calendar-plus"),
    ("door", "gates.see", "checkin.gates", _("Gerbang dan ponsel"), _("Siapkan ponsel, cari nama, cetak daftar"), "qr-code"),
    ("bookings", "orders.see", "bookings.orders", _("Pemesanan"), _("Cari pemesanan, kirim ulang tiket, batalkan"), "ticket"),
    ("bookings", "messages.send", "messages.hand_list", _("Pesan WhatsApp"), _("Pesan yang menunggu Anda kirim"), "send"),
    ("bookings", "development", "messages.inbox", _("Kotak surat percobaan"), _("E-mail yang belum punya server pengirim"), "mail"),
    ("figures", "insights.see", "insights.overview", _("Angka"), _("Pemesanan dan kedatangan dalam gambar"), "chart-column"),
    ("figures", "exports.take", "insights.exports", _("Ekspor"), _("Tabel untuk laporan dan LPJ"), "download"),
    ("accounts", "guests.invite", "guests.everybody", _("Sanggar dan lapak"), _("Beri mereka jalan masuk dengan QR atau WhatsApp"), "hand"),
    ("accounts", "accounts.manage", "office_of_accounts.everybody", _("Akun dan peran"), _("Undang petugas, atur haknya"), "key-round"),
    ("accounts", "audit.see", "pages.trail", _("Jejak"), _("Siapa melakukan apa, dan kapan"), "clock"),
    ("accounts", "audit.see", "retention.nights", _("Penghapusan data lama"), _("Apa yang dihapus malam demi malam"), "shield-check"),
)


@pages.get("/staff")
@requires("staff.home")
def staff_home() -> str:
    """What the account may do."""
    return render_template("pages/staff_home.html", groups=_groups(), figures=_figures(), roles=_roles(), form=TextForm())


def _groups() -> list[dict[str, Any]]:
    links = [
        {"group": group, "title": title, "text": text, "url": url_for(endpoint), "icon": icon}
        for group, permission, endpoint, title, text, icon in LINKS
        if may_here(permission) and _is_here(permission)
    ]
    groups = [{"key": key, "title": title, "links": [link for link in links if link["group"] == key]} for key, title in GROUPS.items()]
    return [group for group in groups if group["links"]]


def _is_here(permission: str) -> bool:
    return permission != "development" or current_app.config["ENVIRONMENT"] != "production"


def _figures() -> list[dict[str, Any]]:
    """How it stands today, as far as the account may look at what is counted."""
    today = local_day(utc_now())
    midnight = day_bounds(today)[0]
    figures: tuple[tuple[str, Any, Callable[[], int], str], ...] = (
        ("orders.see", _("Pemesanan hari ini"), lambda: count_orders_since(midnight), url_for("bookings.orders", hari=today)),
        ("gates.see", _("Orang masuk hari ini"), lambda: count_admitted_since(midnight), url_for("checkin.gates")),
        ("messages.send", _("Pesan menunggu Anda kirim"), count_for_people, url_for("messages.hand_list")),
    )
    return [
        {"title": title, "count": count(), "url": url, "calls": permission == "messages.send"}
        for permission, title, count, url in figures
        if may_here(permission)
    ]


def _roles() -> list[str]:
    held = {grant.role for grant in current_user.grants}
    return [str(ROLES[role]) for role in Role if role in held]


@pages.get("/staff/style-guide")
@requires("development")
def style_guide() -> str:
    """Every part in every state; not in production."""
    if current_app.config["ENVIRONMENT"] == "production":
        abort(404)
    return render_template("pages/style_guide.html", cards=[_example(status) for status in Status], form=TextForm())


def _example(status: Status) -> dict[str, Any]:
    now = utc_now()
    return {
        "code": "CONTOH",
        "title": {"id": "Malam Pembukaan dan Tari Dulang", "en": "Opening Night and Tari Dulang"},
        "kind": "performance",
        "kind_label": _("Pertunjukan"),
        "category": "seni",
        "category_label": _("Seni"),
        "venue": {"code": "LM-UTAMA", "name": "Lapangan Merdeka, panggung utama"},
        "starts_at": now,
        "ends_at": now + timedelta(hours=2),
        "begins_at": now,
        "finishes_at": now + timedelta(hours=2),
        "late": 20 if status is Status.NOW else 0,
        "status": status.value,
        "admission": Admission.FREE.value,
        "left": 7,
        "price_from": 0,
        "performers": ["Sanggar Contoh"],
    }
