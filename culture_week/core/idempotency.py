"""One request, one effect: the same key gets the same result however often it is sent."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.codes import digest
from culture_week.core.database import Base, insert, session, table_of
from culture_week.core.errors import Refusal
from culture_week.core.text import gettext

LONGEST_KEY = 100
KEY = rf"^[A-Za-z0-9._:-]{{8,{LONGEST_KEY}}}\Z"


class KeyReused(Refusal):
    """The key came before with another request."""

    reason = "key-reused"
    status = 422

    def text(self) -> str:
        return gettext("Kunci permintaan ini sudah dipakai untuk isi yang berbeda. Muat ulang halaman, lalu coba lagi.")


class IdempotencyKey(Base):
    """A key, the request it stood for and the code of what came of it; written with the effect, in one transaction."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("ix_idempotency_key_created_at", "created_at"),)

    scope: Mapped[str] = mapped_column(String(20), primary_key=True)
    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    result_code: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]


_keys = table_of(IdempotencyKey)
_CLAIM = insert(_keys).on_conflict_do_nothing().returning(_keys.c.key_digest)
_SEEN = select(_keys.c.request_hash, _keys.c.result_code).where(
    _keys.c.scope == bindparam("scope"), _keys.c.key_digest == bindparam("key_digest")
)


def request_hash(request: Any) -> str:
    """A hash of a request's meaning: the same for the same values in another order."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def claim(*, scope: str, key: str, request_hash: str, result_code: str, now: datetime) -> str | None:
    """Takes `key` for the thing called `result_code`; returns the code of what an earlier request made, if any.

    Waits for a concurrent transaction with the same key. Raises `KeyReused` where the earlier request was another one.
    """
    key_digest = digest(key)  # who reads the table must not be able to ask for the answer again
    row = {"scope": scope, "key_digest": key_digest, "request_hash": request_hash, "result_code": result_code, "created_at": now}
    if session.execute(_CLAIM, row).scalar() is not None:
        return None
    seen = session.execute(_SEEN, {"scope": scope, "key_digest": key_digest}).one()
    if seen.request_hash != request_hash:
        raise KeyReused()
    code: str = seen.result_code
    return code


def forget_keys(*, before: datetime, limit: int) -> int:
    """Deletes keys that came before `before`, when no phone tries again any more; returns how many."""
    old = select(_keys.c.key_digest).where(_keys.c.created_at < before).order_by(_keys.c.created_at).limit(limit)
    return len(
        session.execute(delete(_keys).where(_keys.c.key_digest.in_(old), _keys.c.created_at < before).returning(_keys.c.scope)).all()
    )
