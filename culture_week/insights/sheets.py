"""Exported tables: their headings and rows in the reader's language and the city's time, written into a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from culture_week.core.contact import Channel, show_phone
from culture_week.core.database import Translated
from culture_week.core.hours import by_day
from culture_week.core.spreadsheet.exporting import TableFormat, write_table
from culture_week.core.text import gettext as _
from culture_week.core.text import in_reader_language, local_zone
from culture_week.festival.words import STATES
from culture_week.insights.queries import exports, figures
from culture_week.insights.states import ExportKind
from culture_week.insights.words import EXPORTS, TICKET_STATES
from culture_week.messages.words import CHANNELS, MESSAGE_STATES, TEMPLATES, template_name
from culture_week.sales.words import ORDER_STATES

Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True)
class Sheet:
    """A table's headings and rows; its rows are read while it is written."""

    headings: Sequence[str]
    rows: Rows


def write_export(file: IO[bytes], kind: ExportKind, table_format: TableFormat, *, edition_id: int, with_buyers: bool = False) -> int:
    """Writes the table into `file`; names and contacts of buyers only if they were asked for. Returns how many rows."""
    sheet = _SHEETS[kind](edition_id, with_buyers)
    return write_table(file, table_format, str(EXPORTS[kind][0]), sheet.headings, sheet.rows)


def _local(instant: datetime | None) -> datetime | None:
    return instant.astimezone(local_zone()).replace(tzinfo=None) if instant else None


def _titles(known: Mapping[str, Translated]) -> dict[str, str]:
    return {code: in_reader_language(title) for code, title in known.items()}


def _spoken(words: Mapping[Any, Any]) -> dict[Any, str]:
    """Put into the reader's language once: per row it takes longer than everything else."""
    return {key: str(word) for key, word in words.items()}


def _orders(edition_id: int, with_buyers: bool) -> Sheet:
    who = [_("Nama"), _("Kontak")] if with_buyers else []
    bought = [_("Kode acara"), _("Acara"), _("Jenis tiket"), _("Jumlah"), _("Dibatalkan"), _("Harga satuan"), _("Dipesan"), _("Batal pada")]

    events, offers = _titles(exports.event_titles(edition_id)), _titles(exports.offer_titles(edition_id))
    states, channels = _spoken(ORDER_STATES), _spoken(CHANNELS)

    def rows() -> Rows:
        for code, state, name, channel, contact, event, offer, *counts, placed_at, cancelled_at in exports.order_lines(edition_id):
            buyer = [name, show_phone(contact) if channel is Channel.WHATSAPP else contact] if with_buyers else []
            what = [event, events[event], offers[offer], *counts]
            yield [code, states[state], channels[channel], *buyer, *what, _local(placed_at), _local(cancelled_at)]

    return Sheet([_("Kode"), _("Status"), _("Lewat"), *who, *bought], rows())


def _tickets(edition_id: int, _with_buyers: bool) -> Sheet:
    headings = [_("Kode pemesanan"), _("Kode acara"), _("Acara"), _("Nomor"), _("Status"), _("Masuk pada")]
    events, states = _titles(exports.event_titles(edition_id)), _spoken(TICKET_STATES)
    return Sheet(
        headings,
        (
            [order, event, events[event], number, states[state], _local(entered_at)]
            for order, event, number, state, entered_at in exports.tickets(edition_id)
        ),
    )


def _arrivals(edition_id: int, _with_buyers: bool) -> Sheet:
    headings = [_("Masuk pada"), _("Kode acara"), _("Acara"), _("Tempat"), _("Pintu")]
    events = _titles(exports.event_titles(edition_id))
    return Sheet(headings, ([_local(at), event, events[event], *place] for at, event, *place in exports.arrivals(edition_id)))


def _events(edition_id: int, _with_buyers: bool) -> Sheet:
    times = [_("Mulai"), _("Berakhir"), _("Status")]
    headings = [_("Kode acara"), _("Acara"), _("Tempat"), *times, _("Jumlah tempat"), _("Tiket"), _("Sudah masuk"), _("Terisi, persen")]
    return Sheet(
        headings,
        (
            [event.code, in_reader_language(event.title), event.venue, _local(event.starts_at), _local(event.ends_at)]
            + [str(STATES[event.state]), event.size, event.tickets, event.entered, event.filled]
            for event in figures.events_in_figures(edition_id)
        ),
    )


def _messages(_edition_id: int, _with_buyers: bool) -> Sheet:
    headings = [_("Dibuat"), _("Pesan"), _("Lewat"), _("Bahasa"), _("Status"), _("Percobaan"), _("Terkirim pada")]
    channels, states = _spoken(CHANNELS), _spoken(MESSAGE_STATES)
    names = {template: template_name(template) for template in TEMPLATES}
    return Sheet(
        headings,
        (
            [_local(made), names.get(template) or template_name(template), channels[channel], language, states[state], tries, _local(sent)]
            for made, template, channel, language, state, tries, sent in exports.messages()
        ),
    )


def _days(edition_id: int, _with_buyers: bool) -> Sheet:
    booked = by_day(figures.tickets_by_hour(edition_id), local_zone())
    came = by_day([(hour, count) for hour, _venue, count in figures.arrivals_by_hour_and_venue(edition_id)], local_zone())
    days = sorted({*booked, *came})
    return Sheet([_("Hari"), _("Tiket dipesan"), _("Orang masuk")], ([f"{on}", booked.get(on, 0), came.get(on, 0)] for on in days))


_SHEETS: dict[ExportKind, Callable[[int, bool], Sheet]] = {
    ExportKind.ORDERS: _orders,
    ExportKind.TICKETS: _tickets,
    ExportKind.ARRIVALS: _arrivals,
    ExportKind.EVENTS: _events,
    ExportKind.MESSAGES: _messages,
    ExportKind.DAYS: _days,
}
