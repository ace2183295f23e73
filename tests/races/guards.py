"""The guards against races as they stand in the product's own SQL, and how a control does without them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from sqlalchemy import event

from culture_week.core import database
from culture_week.core.database import db

ALWAYS = r"(\g<0> OR 1 = 1)"


class Guard(NamedTuple):
    """A piece of a statement, as a pattern, and what a control has in its place."""

    found: str
    cut: str


PLACES_ARE_LEFT = Guard(r"quota\.held \+ quota\.sold \+ \S+ <= quota\.size", ALWAYS)
TICKET_IS_NOT_USED_UP = Guard(r"ticket\.entries < ticket\.max_entries", ALWAYS)
TICKET_IS_VALID = Guard(r"ticket\.state = \S+", ALWAYS)
TICKET_WAS_NEVER_USED = Guard(r"ticket\.entries = \S+", ALWAYS)
EVENT_IS_AS_SEEN = Guard(r"event\.revision = \S+", ALWAYS)
LINK_IS_OPEN = Guard(r"one_time_link\.used_at IS NULL AND one_time_link\.withdrawn_at IS NULL", ALWAYS)
NOBODY_HAS_ACCEPTED = Guard(r"invitation\.accepted_at IS NULL", ALWAYS)
ENROLMENT_IS_OPEN = Guard(r"device\.enrolment_digest = \S+ AND device\.enrolled_at IS NULL", ALWAYS)
APP_CODE_IS_UNUSED = Guard(r"account\.totp_step IS NULL", ALWAYS)
RECOVERY_CODE_IS_UNUSED = Guard(r"recovery_code\.used_at IS NULL", ALWAYS)
PASSKEY_ANSWER_IS_UNUSED = Guard(r"passkey\.used_at IS NULL", ALWAYS)
ONE_RESULT_A_KEY = Guard(r"(?<=\)) ON CONFLICT DO NOTHING(?= RETURNING \S*key_digest\b)", "")
# A control has no BEGIN at all. Under a deferred one SQLite refuses the write of whoever read before somebody else
# wrote, and in_transaction starts over; without it each statement sees what is committed, as on PostgreSQL.
WRITERS_TAKE_TURNS = Guard("^BEGIN IMMEDIATE$", "SELECT 1")


@contextmanager
def without(*guards: Guard) -> Iterator[None]:
    """Cuts the guards out of all that is written, on SQLite its turns too; fails where one of them was not there to cut."""
    engine = db.engine
    cuts = (*guards, WRITERS_TAKE_TURNS) if engine.dialect.name == "sqlite" else guards
    missing = set(cuts)

    def cut(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> tuple[str, Any]:
        for guard in cuts if statement.startswith(("INSERT", "UPDATE", "BEGIN")) else ():
            statement, times = re.subn(guard.found, guard.cut, statement)
            if times:
                missing.discard(guard)
        return statement, parameters

    event.listen(engine, "before_cursor_execute", cut, retval=True)
    try:
        with patch.object(database, "_turn", lambda engine: database._no_turn()):
            yield
    finally:
        event.remove(engine, "before_cursor_execute", cut)
    assert not missing, f"the product's SQL has these no more, so the control is out of date: {missing}"
