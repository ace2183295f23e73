"""An edition begins or is published, and who works for one works for the next."""

from dataclasses import dataclass
from datetime import date, datetime

from culture_week.accounts.actions import grant_role
from culture_week.accounts.queries import grants_in_force, roles_in_edition
from culture_week.accounts.queries.people import people
from culture_week.accounts.rules import GrantFacts, may_hand_out
from culture_week.accounts.rules.following import roles_that_follow
from culture_week.accounts.states import Role
from culture_week.core import audit
from culture_week.core.database import Translated
from culture_week.festival.actions import edits
from culture_week.festival.actions.setup import add_edition
from culture_week.festival.models import Edition
from culture_week.festival.queries import edition_code
from culture_week.festival.queries.office import current_of, editions, gate_codes


def begin_edition(
    *,
    code: str,
    name: Translated,
    starts_on: date,
    ends_on: date,
    account_id: int | None,
    source_id: int | None,
    by: str,
    now: datetime,
) -> int:
    """An edition in preparation; returns its id. The account has the roles there that it has in the edition `source_id`.

    Raises `CodeTaken`.
    """
    edition_id = add_edition(code=code, name=name, starts_on=starts_on, ends_on=ends_on, published_at=None, by=by, now=now)
    if account_id is not None and source_id is not None:
        for role in roles_in_edition(account_id, source_id):
            grant_role(account_id=account_id, role=role, edition_id=edition_id, by=by, now=now)
    return edition_id


@dataclass(frozen=True)
class Given:
    """How many roles were given, and who goes without one: the name, and the codes of missing gates or none where an admin must give it."""

    roles: int
    without: list[tuple[str, list[str]]]


def publish_edition(*, edition: Edition, published: bool, same_roles: bool, giver_id: int, by: str, now: datetime) -> Given:
    """Shows an edition to everybody, or takes it back. Raises `OnlyEdition`.

    `same_roles`: where another edition is current then, those who work for the present one get the same roles there.
    """
    before = current_of(editions())
    edits.publish_edition(edition=edition, published=published, by=by, now=now)
    then = current_of(editions())
    if same_roles and before and then and then.id != before.id:
        return give_same_roles(source_id=before.id, target_id=then.id, giver_id=giver_id, by=by, now=now)
    return Given(0, [])


def give_same_roles(*, source_id: int, target_id: int, giver_id: int | None, by: str, now: datetime) -> Given:
    """Who has a role in one edition and none in another gets the same there, as far as the giver may.

    Without a giver it is a command, which may give every role.
    """
    grants = grants_in_force()
    own = grants.get(giver_id, []) if giver_id else [GrantFacts(Role.ADMIN)]
    given, without = 0, {}
    for account_id, following in roles_that_follow(grants, gate_codes(), source_id, target_id).items():
        allowed = [role for role in following.roles if may_hand_out(own, role)]
        for role in allowed:
            grant_role(account_id=account_id, **vars(role), by=by, now=now)
        given += len(allowed)
        if following.gates_missing or len(allowed) < len(following.roles):
            without[account_id] = following.gates_missing
    subject, source = f"edition:{edition_code(target_id)}", edition_code(source_id)
    audit.record_sealed(by=by, now=now, action="give_same_roles", subject=subject, source=source, roles=given, without=len(without))
    return Given(given, [(person.name, without[person.id]) for person in people(set(without))] if without else [])
