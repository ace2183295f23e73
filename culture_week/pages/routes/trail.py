"""The audit trail for those who look after it, and its words for the part that other pages show."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from culture_week.accounts.queries import names_of_accounts
from culture_week.accounts.queries.people import account_codes_named, account_ids_within
from culture_week.accounts.rules import reach_of
from culture_week.core.access import requires
from culture_week.core.audit_trail import SHOWN, Deed, deeds
from culture_week.core.text import day_bounds
from culture_week.festival.desk import desk_edition
from culture_week.pages.routes.visitor import pages
from culture_week.pages.words import ACTORS, DEEDS, FIELDS, THINGS, doer, fact, thing

LONGEST_FILTER = 80

pages.add_app_template_filter(lambda action: DEEDS.get(action, action.replace("_", " ")), "deed")
pages.add_app_template_filter(lambda name: FIELDS.get(name, name.replace("_", " ")), "field_name")
pages.add_app_template_filter(thing, "thing")
pages.add_app_template_filter(fact, "fact")
# The Riwayat part of a page: {{ entry.actor|doer(names) }}; without the names an account shows its code.
pages.add_app_template_filter(lambda actor, names=None: doer(actor, names or {}), "doer")


@pages.get("/staff/jejak")
@requires("audit.see")
def trail() -> str:
    """Who did what, filtered by thing, person, deed and day, the newest first."""
    asked = {name: request.args.get(name, "").strip()[:LONGEST_FILTER] for name in ("tentang", "siapa", "apa", "hari", "sebelum")}
    known = account_ids_within(reach_of(current_user.grants, "audit.see"), current_user.id)
    found = deeds(
        subjects=_subjects(asked["tentang"]),
        actors=_actors(asked["siapa"], known),
        action=asked["apa"] or None,
        between=_day(asked["hari"]),
        before=int(asked["sebelum"]) if asked["sebelum"].isdecimal() and len(asked["sebelum"]) < 16 else None,
    )
    shown = found[:SHOWN]
    filters: dict[str, Any] = {name: value for name, value in asked.items() if value and name != "sebelum"}
    return render_template(
        "pages/trail.html",
        entries=shown,
        names=_names(shown, known),
        asked=asked,
        filtered=bool(filters),
        choices=sorted(((action, str(words)) for action, words in DEEDS.items()), key=lambda choice: choice[1]),
        newest_url=url_for("pages.trail", **filters) if asked["sebelum"] else None,
        older_url=url_for("pages.trail", **filters, sebelum=shown[-1].id) if len(found) > SHOWN else None,
    )


def _subjects(asked: str) -> list[str]:
    """A whole name (`order:AB12CD34`), or a code of whatever kind."""
    if not asked or ":" in asked:
        return [asked] if asked else []
    edition = desk_edition()
    here = [f"{kind}:{edition.code}/{asked}" for kind in ("event", "gate")] if edition else []
    return [f"{kind}:{asked}" for kind in THINGS] + here


def _actors(asked: str, known: set[int] | None) -> list[str] | None:
    """Everybody that one knows whose name has it in it, and what is no person by its code or word."""
    if not asked:
        return None
    people = [f"account:{code}" for code in account_codes_named(asked, known)]
    others = [actor for actor, word in ACTORS.items() if asked.lower() in str(word).lower()]
    return [*people, *others, asked, f"account:{asked}", f"device:{asked}"]


def _day(asked: str) -> Any:
    try:
        return day_bounds(date.fromisoformat(asked)) if asked else None
    except (ValueError, OverflowError):
        return None


def _names(entries: list[Deed], known: set[int] | None) -> dict[str, str]:
    actors = [entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("account:")]
    others = [str(entry.details["account"]) for entry in entries if "account" in entry.details]
    return names_of_accounts([*actors, *others], known)
