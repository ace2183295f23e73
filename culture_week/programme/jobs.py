"""Tells ticket holders what changed, and does the long work of planning."""

from dataclasses import astuple
from datetime import date
from functools import partial
from typing import Any

from culture_week.accounts.queries import account_id_by_code, rights_of
from culture_week.accounts.rules import Scope, may
from culture_week.core.clock import utc_now
from culture_week.core.database import in_transaction
from culture_week.core.errors import NotFound
from culture_week.core.long_work import LastStep, Report, Running
from culture_week.core.text import local_zone
from culture_week.festival.queries.office import EditionFacts, edition_facts
from culture_week.programme import event_sheet
from culture_week.programme.actions.changes import tell_next
from culture_week.programme.actions.clones import Clone, clone_edition
from culture_week.programme.actions.imports import import_events
from culture_week.programme.actions.watching import tell_of_places
from culture_week.programme.queries.imports import what_is_known
from culture_week.programme.queries.watching import watched_events
from culture_week.programme.rules.imports import Judged, judge
from culture_week.programme.rules.long_work import RightLost
from culture_week.ticketing.queries.events import events_by_ids

# A page shows so many; more would be mended in the file anyway, not on the page.
MOST_FINDINGS = 300


def tell_changes() -> int:
    """A few holders in each transaction, so that a kill in the middle forgets none and tells none twice; returns how many steps."""
    steps = 0
    while in_transaction(tell_next, now=utc_now()):
        steps += 1
    return steps


def tell_free_places() -> None:
    """Who asked about an event that was full hears that it is not, a few in each transaction."""
    for event in events_by_ids(tuple(sorted(watched_events(utc_now())))):
        while in_transaction(tell_of_places, event=event, now=utc_now()):
            pass


def check_event_sheet(work: Running) -> LastStep:
    """Looks through a file of events and changes nothing; the report says what an import would do."""
    sheet = event_sheet.read_rows(work.upload or b"")
    work.tell(0, len(sheet.rows))
    if sheet.lacking:
        return lambda: {**work.asked, "lacking": sheet.lacking}
    judged = judge(sheet.rows, what_is_known(_edition(work.asked["edition"], work.by), local_zone(), event_sheet.choices()))
    return partial(_report_of, judged, work.asked)


def import_event_sheet(work: Running) -> LastStep:
    """Adds the events of a file, all of them in the last step."""
    sheet = event_sheet.read_rows(work.upload or b"")
    work.tell(0, len(sheet.rows))

    def write() -> Report:
        edition, zone = _edition(work.asked["edition"], work.by), local_zone()
        judged = import_events(edition=edition, rows=sheet.rows, zone=zone, choices=event_sheet.choices(), by=work.by, now=utc_now())
        return _report_of(judged, work.asked)

    return write


def clone_whole_edition(work: Running) -> LastStep:
    """Takes an edition over into a new one, all of it in the last step."""
    asked = work.asked

    def write() -> Report:
        source, starts_on = _edition(asked["source"], work.by), date.fromisoformat(asked["starts_on"])
        clone = Clone(source, asked["code"], asked["name"], starts_on, asked["parts"], asked["account_id"], local_zone())
        counts, without = clone_edition(clone=clone, by=work.by, now=utc_now())
        return {"counts": counts, "without": without}

    return write


def _edition(code: str, by: str) -> EditionFacts:
    """The edition, if whoever began the work may still plan it. Raises `NotFound`, `RightLost`."""
    found, account_id = edition_facts(code), account_id_by_code(by.removeprefix("account:"))
    if found is None:
        raise NotFound()
    grants = rights_of(account_id) if account_id else []
    if not may(grants, "programme.edit", Scope(found.id)):
        raise RightLost()
    return found


def _report_of(judged: Judged, asked: dict[str, Any]) -> Report:
    """Plain values, for the report that is kept."""
    return {
        **asked,
        "new": len(judged.planned),
        "unchanged": judged.unchanged,
        "mistakes": [astuple(finding) for finding in judged.mistakes[:MOST_FINDINGS]],
        "count_mistakes": len(judged.mistakes),
        "warnings": [astuple(finding) for finding in judged.warnings[:MOST_FINDINGS]],
        "count_warnings": len(judged.warnings),
        "planned": [
            {"row": row, "code": event.code, "title": event.title, "starts_at": event.starts_at.isoformat()}
            for row, event in sorted(judged.planned.items(), key=lambda item: item[1].starts_at)
        ],
    }
