"""Words, dates and money as people read them: the one home of Flask-Babel.

Indonesian text is the message id, so the default language needs no catalogue and can never fall back to English.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, get_translations
from flask_babel import gettext as gettext
from flask_babel import lazy_gettext as lazy_gettext
from flask_babel import ngettext as ngettext
from jinja2 import pass_context
from jinja2.runtime import Context

LANGUAGES = ("id", "en")
ZONE_LETTERS = {7: "WIB", 8: "WITA", 9: "WIT"}

babel = Babel()


class LanguageInPath:
    """WSGI middleware: `/en/…` is the English face of the same page.

    `/en` moves into SCRIPT_NAME, so routes know one path and `url_for` stays in the reader's language by itself.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            environ["culture_week.language"] = "en"
        result: Iterable[bytes] = self.application(environ, start_response)
        return result


def init_app(app: Flask) -> None:
    """Compiles stale catalogues and gives templates the filters for words, dates and money."""
    compile_catalogues(Path(app.config["BABEL_TRANSLATION_DIRECTORIES"]))
    babel.init_app(app, locale_selector=_select_language)
    # Indonesian words are the message ids: templates need not look for them in a catalogue, which takes 20 µs each.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _template_gettext, _template_ngettext, newstyle=True, pgettext=_template_pgettext
    )
    app.wsgi_app = LanguageInPath(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.filters.update(
        text=in_reader_language,
        number=number,
        rupiah=rupiah,
        clock=clock_time,
        day=day,
        day_long=day_long,
        moment=moment,
        iso=datetime.isoformat,
        from_iso=datetime.fromisoformat,
    )
    app.jinja_env.globals.update(span=span, alternate=alternate_path)
    app.context_processor(lambda: {"language": current_language()})


def _is_indonesian(context: Context) -> bool:
    # A page knows its language; asking for it anew takes longer than the rest of a text. Macros' files have no context.
    return (context.get("language") or current_language()) == LANGUAGES[0]


@pass_context
def _template_gettext(context: Context, words: str) -> str:
    return words if _is_indonesian(context) else get_translations().ugettext(words)


@pass_context
def _template_pgettext(context: Context, meaning: str, words: str) -> str:
    """The same words for another thing, which English calls otherwise."""
    return words if _is_indonesian(context) else str(get_translations().upgettext(meaning, words))


@pass_context
def _template_ngettext(context: Context, one: str, many: str, n: int) -> str:
    if _is_indonesian(context):
        return one if n == 1 else many
    return get_translations().ungettext(one, many, n)


def compile_catalogues(folder: Path) -> None:
    """Writes each `messages.mo` that is missing or older than its `messages.po`."""
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(f".{os.getpid()}.part")  # several processes may start at once
        with source.open("rb") as read, draft.open("wb") as written:
            write_mo(written, read_po(read))
        draft.replace(target)


def _select_language() -> str:
    if not has_request_context():
        return LANGUAGES[0]
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
    return str(request.environ.get("culture_week.language", LANGUAGES[0]))


def current_language() -> str:
    """`id` or `en`."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def in_language(language: str) -> AbstractContextManager[None]:
    """Everything inside is written in `language`; for messages, which are sent outside a request."""
    return force_locale(language)


def alternate_path(language: str) -> str:
    """The present page's path in `language`."""
    path = request.path
    return f"/en{path}" if language == "en" else path


def in_reader_language(value: dict[str, str] | None) -> str:
    """The reader's language of a translated value, else Indonesian, else whatever there is."""
    if not value:
        return ""
    return value.get(current_language()) or value.get("id") or next(iter(value.values()), "")


def some_of(names: Sequence[str], most: int = 8) -> str:
    """The first few of them, and how many more: what a cookie has to carry stays short."""
    more = len(names) - most
    rest = [ngettext("dan %(n)d lagi", "dan %(n)d lagi", more, n=more)] if more > 0 else []
    return ", ".join([*names[:most], *rest])


def local_zone() -> ZoneInfo:
    """The zone the city lives in."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def local_day(instant: datetime) -> date:
    """The city's date at `instant`."""
    return instant.astimezone(local_zone()).date()


def day_bounds(on: date) -> tuple[datetime, datetime]:
    """The instants at which a day of the city begins and ends."""
    zone = local_zone()
    start = datetime.combine(on, time(), zone)
    return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)


def at_local(on: date, at: time) -> datetime:
    """The instant at which the city's clocks show this."""
    return datetime.combine(on, at, local_zone()).astimezone(UTC)


def number(count: int) -> str:
    """`1.250` in Indonesian, `1,250` in English."""
    grouped = f"{count:,}"
    return grouped if current_language() == "en" else grouped.replace(",", ".")


def rupiah(amount: int) -> str:
    """`Rp15.000`, in both languages alike."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def clock_time(instant: datetime) -> str:
    """`19.30`."""
    return instant.astimezone(local_zone()).strftime("%H.%M" if current_language() == "id" else "%H:%M")


def zone_letters(instant: datetime) -> str:
    """`WIB`, `WITA` or `WIT`; elsewhere the offset."""
    local = instant.astimezone(local_zone())
    offset = local.utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset else 0
    return ZONE_LETTERS.get(hours, local.strftime("UTC%z"))


def _as_day(value: date | datetime) -> date:
    return local_day(value) if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """`Sab, 28 Nov`."""
    return _write_date(_as_day(value), "EEE, d MMM", current_language())


def day_long(value: date | datetime) -> str:
    """`Sabtu, 28 November 2026`."""
    return _write_date(_as_day(value), "EEEE, d MMMM y", current_language())


def moment(instant: datetime) -> str:
    """`Sabtu, 28 Nov · 19.30 WIB`."""
    name = _write_date(local_day(instant), "EEEE, d MMM", current_language())
    return f"{name} · {clock_time(instant)} {zone_letters(instant)}"


@lru_cache(maxsize=1000)
def _write_date(on: date, pattern: str, language: str) -> str:
    return format_date(on, pattern, locale=language)


def span(start: datetime, end: datetime) -> str:
    """`19.45–22.00 WIB`."""
    return f"{clock_time(start)}–{clock_time(end)} {zone_letters(end)}"
