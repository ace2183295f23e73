"""What must always hold (reliability invariants I01 to I18 as far as they apply), and every table for export."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, select, text

from culture_week.core.database import Base, session

# Each names rows that break a promise; none is good.
INVARIANTS = {
    "I01 quota counters equal the orders": """
        SELECT q.id FROM quota q WHERE q.held <> 0 OR q.sold <> (
            SELECT COALESCE(SUM(l.quantity - l.cancelled), 0) FROM order_line l
            JOIN "order" o ON o.id = l.order_id JOIN offer_quota oq ON oq.offer_id = l.offer_id
            WHERE oq.quota_id = q.id AND o.state IN ('confirmed', 'unwinding'))""",
    "I02 never oversold, counted from tickets": """
        SELECT oq.quota_id FROM ticket t JOIN order_line l ON l.id = t.order_line_id
        JOIN offer_quota oq ON oq.offer_id = l.offer_id JOIN quota q ON q.id = oq.quota_id
        WHERE t.state = 'valid' GROUP BY oq.quota_id, q.size HAVING COUNT(*) > q.size""",
    "I03 a confirmed line has exactly its tickets": """
        SELECT l.id FROM order_line l JOIN "order" o ON o.id = l.order_id JOIN offer f ON f.id = l.offer_id
        LEFT JOIN ticket t ON t.order_line_id = l.id AND t.state = 'valid'
        WHERE f.kind = 'ticket' GROUP BY l.id, l.quantity, l.cancelled, o.state
        HAVING (o.state = 'confirmed' AND COUNT(t.id) <> l.quantity - l.cancelled)
            OR (o.state NOT IN ('confirmed', 'unwinding') AND COUNT(t.id) <> 0)""",
    "I04 total equals lines": """
        SELECT o.id FROM "order" o LEFT JOIN order_line l ON l.order_id = o.id
        GROUP BY o.id, o.total HAVING o.total <> COALESCE(SUM(l.quantity * l.unit_price), 0)""",
    "I08 entries equal the ticket's counter": """
        SELECT t.id FROM ticket t LEFT JOIN entry e ON e.ticket_id = t.id
        GROUP BY t.id, t.entries, t.max_entries HAVING COUNT(e.id) <> t.entries OR t.entries > t.max_entries""",
    "I09 a scan admitted as many as entered by it": """
        SELECT s.id FROM scan s LEFT JOIN entry e ON e.scan_id = s.scan_id
        GROUP BY s.id, s.admitted, s.verdict, s.undone_at
        HAVING COUNT(e.id) <> CASE WHEN s.undone_at IS NULL THEN s.admitted ELSE 0 END OR (s.verdict = 'welcome') <> (s.admitted > 0)""",
    "a ticket is for the event of its offer": """
        SELECT t.id FROM ticket t JOIN order_line l ON l.id = t.order_line_id
        LEFT JOIN ticket_type y ON y.offer_id = l.offer_id WHERE y.event_id IS NULL OR y.event_id <> t.event_id""",
    "an entry is at the event of its ticket": """
        SELECT e.id FROM entry e JOIN ticket t ON t.id = e.ticket_id WHERE e.event_id <> t.event_id""",
    "I09 an entry has its scan": """
        SELECT e.id FROM entry e LEFT JOIN scan s ON s.scan_id = e.scan_id WHERE s.id IS NULL""",
    "I11 quota size equals its moves": """
        SELECT q.id FROM quota q LEFT JOIN quota_move m ON m.quota_id = q.id
        GROUP BY q.id, q.size HAVING q.size <> COALESCE(SUM(m.change), 0)""",
    "each offer draws on a quota": """
        SELECT f.id FROM offer f LEFT JOIN offer_quota oq ON oq.offer_id = f.id WHERE oq.quota_id IS NULL""",
    "I12 allowances equal the orders": """
        SELECT u.allowance_id FROM allowance_use u JOIN allowance a ON a.id = u.allowance_id
        WHERE u.taken > a.per_person OR u.taken <> (
            SELECT COALESCE(SUM(l.quantity - l.cancelled), 0) FROM "order" o
            JOIN order_line l ON l.order_id = o.id JOIN offer f ON f.id = l.offer_id
            WHERE o.person = u.person AND f.allowance_id = u.allowance_id AND o.state IN ('confirmed', 'unwinding'))""",
    "I15 a key names an order": """
        SELECT k.key_digest FROM idempotency_key k LEFT JOIN "order" o ON o.code = k.result_code
        WHERE k.scope = 'order' AND o.id IS NULL""",
    "I16 each confirmed order has its message": """
        SELECT o.id FROM "order" o LEFT JOIN message m ON m.key = 'order-confirmed:' || o.code
        WHERE o.state = 'confirmed' AND m.id IS NULL""",
    "an order has the instants of its state": """
        SELECT o.id FROM "order" o WHERE (o.state = 'cancelled') <> (o.cancelled_at IS NOT NULL)
            OR (o.state = 'confirmed' AND o.confirmed_at IS NULL)""",
    "I18 audit chain ends at its head": """
        SELECT h.id FROM audit_head h LEFT JOIN audit_entry a ON a.seq = h.seq
        WHERE (h.seq > 0 AND (a.hash IS NULL OR a.hash <> h.hash)) OR EXISTS (SELECT 1 FROM audit_entry b WHERE b.seq > h.seq)""",
    "I18 audit chain whole": """
        SELECT a.id FROM audit_entry a LEFT JOIN audit_entry b ON b.seq = a.seq - 1
        WHERE a.seq IS NOT NULL AND (
            (a.seq > 1 AND (b.id IS NULL OR b.hash <> a.previous_hash))
            OR (a.seq = 1 AND a.previous_hash <> ''))""",
}
# Nobody needs these outside, and they open doors.
NOT_EXPORTED = {
    "export_file": {"name"},
    "account": {"password_hash", "pin_hash", "totp_secret", "totp_step"},
    "passkey": {"credential_id", "public_key"},
    "recovery_code": {"code_digest"},
    "log_in": {"token_digest", "device_digest"},
    "device": {"token_digest", "enrolment_digest"},
    "idempotency_key": {"key_digest", "request_hash"},
    "ticket": {"entry_code", "payload", "party_code"},
    "long_work": {"upload"},
}
ROWS_AT_ONCE = 500


def broken_invariants() -> dict[str, list[Any]]:
    """By invariant, the first ids that break it; an empty list is good."""
    return {name: list(session.scalars(text(query)).fetchmany(20)) for name, query in INVARIANTS.items()}


def exported_tables() -> list[Table]:
    """Every table, those that others point to first."""
    return list(Base.metadata.sorted_tables)


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """A table's rows in order of its key, without what opens doors."""
    hidden = NOT_EXPORTED.get(table.name, set())
    columns = [column for column in table.columns if column.name not in hidden]
    query = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    for row in session.execute(query):
        yield dict(row._mapping)
