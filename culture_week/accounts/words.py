"""What roles are called on pages."""

from culture_week.accounts.states import Role
from culture_week.core.text import lazy_gettext as _

ROLES = {
    Role.ADMIN: _("Admin"),
    Role.ORGANIZER: _("Panitia"),
    Role.CURATOR: _("Kurator"),
    Role.CASHIER: _("Kasir"),
    Role.GATE: _("Petugas gerbang"),
    Role.DESK: _("Meja layanan"),
    Role.STAGE_MANAGER: _("Pengatur panggung"),
    Role.GROUP: _("Sanggar atau kelompok"),
    Role.VENDOR: _("Pelaku UMKM"),
}
