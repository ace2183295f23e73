"""The pages for what went wrong: what happened, and what to do next."""

from dataclasses import dataclass
from typing import Any

from flask import Response, g, render_template, request, url_for
from flask_login import current_user

from culture_week.accounts.rules import home_of, is_guest, may_somewhere
from culture_week.core.maintenance import seconds_to_wait
from culture_week.core.text import lazy_gettext as _
from culture_week.festival.desk import desk_edition

ERRORS = {
    # status  what happened                                   what to do
    400: (_("Permintaan tidak dikenali"), _("Muat ulang halaman, lalu coba lagi.")),
    403: (_("Tidak diizinkan"), _("Halaman ini bukan untuk akun atau asal permintaan Anda.")),
    404: (_("Halaman tidak ditemukan"), _("Periksa alamatnya, atau lihat jadwal dari beranda.")),
    405: (_("Alamat ini tidak bisa dipakai begitu"), _("Mulai lagi dari beranda.")),
    408: (_("Kiriman terputus di tengah jalan"), _("Sinyal mungkin lemah. Coba kirim lagi.")),
    410: (_("Halaman ini sudah tidak ada"), _("Lihat jadwal terbaru.")),
    413: (_("Kiriman terlalu besar"), _("Kirim berkas atau teks yang lebih kecil.")),
    415: (_("Jenis kiriman ini tidak bisa dibaca"), _("Kirim lewat formulir di halaman ini.")),
    429: (_("Terlalu banyak permintaan"), _("Tunggu sebentar, lalu coba lagi.")),
    500: (_("Ada yang salah di pihak kami"), _("Coba lagi sebentar lagi. Tiket Anda tetap aman.")),
    503: (_("Sedang dirapikan sebentar"), _("Tiket Anda tetap berlaku dan gerbang tetap melayani. Silakan kembali beberapa menit lagi.")),
}
# Here the same address may answer a little later.
WORTH_ANOTHER_TRY = (408, 429, 500, 503)
WAIT_AFTER_MANY = 60  # seconds
# What stands behind a log-in.
GUARDED = ("/staff", "/sanggar", "/lapak")


def error_page(status: int, detail: str | None = None) -> Response:
    """The page for `status`; `detail` says it better where a rule knows more."""
    title, advice = ERRORS.get(status, ERRORS[500 if status >= 500 else 400])
    door = _door(status)
    opens_at = g.get("opens_at")
    page = render_template(
        "pages/error.html",
        status=status,
        title=title,
        text=detail or door.text or advice,
        opens_at=opens_at,
        again_url=request.script_root + request.path if status in WORTH_ANOTHER_TRY and request.method == "GET" else None,
        door=door,
        reference=g.get("request_id", "-") if status >= 500 and status != 503 else None,
        home_url=url_for("pages.home"),
        edition=None,
    )
    response = Response(page, status=status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(WAIT_AFTER_MANY if status == 429 else seconds_to_wait(opens_at))
    return response


@dataclass(frozen=True)
class Door:
    """The way on for somebody who works here or takes part, and why it is not the page that they asked for."""

    url: str | None = None
    label: Any = None
    text: Any = None


def _door(status: int) -> Door:
    desk = Door(url_for("pages.staff_home"), _("Ke meja panitia"))
    if status == 503 or not request.path.startswith(GUARDED):
        return Door()
    if status >= 500:  # who it is, the database would have to say
        return desk
    if not current_user.is_authenticated:
        return desk if request.path.startswith("/staff/") else Door()
    home, edition = home_of(current_user.grants), desk_edition()
    if is_guest(current_user.grants):
        asked = _("Halaman ini untuk panitia. Anda punya halaman sendiri.") if status == 403 else None
        return Door(url_for(home), _("Ke halaman Anda"), asked)
    if may_somewhere(current_user.grants, "staff.home", edition.id if edition else None):
        return desk
    asked = _("Akun Anda tidak punya peran di gelaran ini. Minta panitia memberinya.") if status == 403 else None
    return Door(url_for("own_account.home"), _("Ke akun Anda"), asked)
