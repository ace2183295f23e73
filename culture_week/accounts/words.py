"""What roles are called on pages."""

from culture_week.accounts.states import Role
from culture_week.core.text import lazy_gettext as _

ROLES = {
    Role.ADMIN: _("Admin"),
    Role.ORGANIZER: _("Panitia"),
    Role.GATE: _("Petugas gerbang"),
}
