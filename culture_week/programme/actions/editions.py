"""A new edition, for whoever is to plan it."""

from datetime import date, datetime

from culture_week.accounts.actions import grant_role
from culture_week.accounts.queries import roles_in_edition
from culture_week.core.database import Translated
from culture_week.festival.actions.setup import add_edition


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
