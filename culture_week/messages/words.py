"""What messages and their states are called on pages."""

from culture_week.core.contact import Channel
from culture_week.core.text import lazy_gettext as _
from culture_week.messages.states import MessageState

MESSAGE_STATES = {
    MessageState.QUEUED: _("Menunggu dikirim"),
    MessageState.SENDING: _("Sedang dikirim"),
    MessageState.BY_HAND: _("Menunggu dikirim tangan"),
    MessageState.SENT: _("Terkirim"),
    MessageState.DEAD: _("Gagal terkirim"),
    MessageState.DROPPED: _("Tidak jadi dikirim"),
}

CHANNELS = {Channel.WHATSAPP: _("WhatsApp"), Channel.EMAIL: _("E-mail")}

# By template; a template without a name here is called a message.
TEMPLATES = {
    "checkout/order_confirmed": _("Tiket dan tautan pemesanan"),
    "checkout/order_cancelled": _("Kabar pembatalan pemesanan"),
    "checkout/lost_link": _("Tautan yang diminta lagi"),
    "programme/event_changed": _("Kabar perubahan acara"),
    "insights/export_ready": _("Berkas ekspor siap"),
}


def template_name(template: str) -> str:
    """What a message is about, in a few words."""
    return str(TEMPLATES.get(template) or _("Pesan"))
