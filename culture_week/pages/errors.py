"""The pages for what went wrong: what happened, and what to do next."""

from flask import Response, g, render_template, request, url_for

from culture_week.core.maintenance import seconds_to_wait
from culture_week.core.text import lazy_gettext as _

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


def error_page(status: int, detail: str | None = None) -> Response:
    """The page for `status`; `detail` says it better where a rule knows more."""
    title, advice = ERRORS.get(status, ERRORS[500 if status >= 500 else 400])
    opens_at = g.get("opens_at")
    page = render_template(
        "pages/error.html",
        status=status,
        title=title,
        text=detail or advice,
        opens_at=opens_at,
        again_url=request.script_root + request.path if status in WORTH_ANOTHER_TRY and request.method == "GET" else None,
        desk_url=url_for("pages.staff_home") if request.path.startswith("/staff/") and status != 503 else None,
        reference=g.get("request_id", "-") if status >= 500 and status != 503 else None,
        home_url=url_for("pages.home"),
        edition=None,
    )
    response = Response(page, status=status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(WAIT_AFTER_MANY if status == 429 else seconds_to_wait(opens_at))
    return response
