"""What a change of an event is called to those who perform there."""

from culture_week.core.text import lazy_gettext as _
from culture_week.festival.states import ChangeKind

CHANGES = {
    ChangeKind.MOVE: _("Waktu atau tempat berubah"),
    ChangeKind.POSTPONE: _("Ditunda"),
    ChangeKind.RESCHEDULE: _("Waktu baru ditetapkan"),
    ChangeKind.CANCEL: _("Dibatalkan"),
    ChangeKind.DELAY: _("Mulai lebih lambat"),
    ChangeKind.EDIT: _("Keterangan diperbarui"),
}
