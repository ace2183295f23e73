"""Nights of erasing; audit entries are found by what they are about, and stay as they were written

On SQLite a migration that makes `audit_entry` anew (batch mode) must make these triggers anew as well.
"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0010'
down_revision = '0009'

WORDS = ('id', 'at', 'actor', 'action', 'subject')


def upgrade() -> None:
    op.create_table('retention_night',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('lease_until', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('erased', sa.JSON(), nullable=False),
    sa.Column('ended_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_retention_night'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_subject', ['subject'], unique=False)
    if op.get_bind().dialect.name == 'sqlite':
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in (*WORDS, 'details'))
        refuse = "BEGIN SELECT RAISE(ABORT, 'audit entries stay as they were written'); END"
        op.execute(f'CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry WHEN OLD.seq IS NOT NULL OR {changed} {refuse}')
        op.execute(f'CREATE TRIGGER audit_entry_is_not_deleted BEFORE DELETE ON audit_entry WHEN OLD.seq IS NOT NULL {refuse}')
    else:
        changed = ' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in WORDS)
        changed += ' OR NEW.details::text IS DISTINCT FROM OLD.details::text'
        op.execute("""CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'audit entries stay as they were written' USING ERRCODE = 'restrict_violation'; END $$""")
        op.execute(f"""CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry FOR EACH ROW
            WHEN (OLD.seq IS NOT NULL OR {changed}) EXECUTE FUNCTION audit_entry_stays()""")
        op.execute("""CREATE TRIGGER audit_entry_is_not_deleted BEFORE DELETE ON audit_entry FOR EACH ROW
            WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION audit_entry_stays()""")
        op.execute("""CREATE TRIGGER audit_entry_is_not_emptied BEFORE TRUNCATE ON audit_entry
            FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()""")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER audit_entry_is_not_changed')
        op.execute('DROP TRIGGER audit_entry_is_not_deleted')
    else:
        op.execute('DROP FUNCTION audit_entry_stays() CASCADE')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_subject')
    op.drop_table('retention_night')
