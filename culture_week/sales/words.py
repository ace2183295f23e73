"""What the states of an order are called on pages."""

from culture_week.core.text import lazy_gettext as _
from culture_week.sales.states import OrderState

ORDER_STATES = {
    OrderState.PENDING: _("Menunggu pembayaran"),
    OrderState.CONFIRMED: _("Berlaku"),
    OrderState.UNWINDING: _("Sedang dibatalkan"),
    OrderState.EXPIRED: _("Lewat waktu"),
    OrderState.CANCELLED: _("Dibatalkan"),
}
