"""Groups, and who performs at an event."""

from culture_week.core.fields import ChecksField, CodeField, LineField
from culture_week.core.forms import SeenForm
from culture_week.core.text import lazy_gettext as _


class GroupForm(SeenForm):
    """A group that performs."""

    code = CodeField(_("Kode"), most=30, asked=_("Isi kodenya."))
    name = LineField(_("Nama kelompok"), most=120, asked=_("Isi nama kelompoknya."))


class PerformersForm(SeenForm):
    """Who performs; the order is typed as numbers beside the names."""

    groups = ChecksField(_("Kelompok yang tampil"))
