"""What a programme needs"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Enum('info', 'warn', name='level', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.JSON(), nullable=False),
    sa.Column('url', sa.String(length=300), nullable=True),
    sa.Column('shown_from', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('shown_until', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('shown_until > shown_from', name=op.f('ck_announcement_shown_for_a_while')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_announcement_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index('ix_announcement_edition_id', ['edition_id'], unique=False)

    op.create_table('area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_area_venue_id_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area')),
    sa.UniqueConstraint('venue_id', 'code', name=op.f('uq_area_venue_id_code'))
    )
    op.create_table('event_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('move', 'postpone', 'reschedule', 'cancel', 'delay', 'edit', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('note', sa.JSON(), nullable=True),
    sa.Column('at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_change_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_change')),
    sa.UniqueConstraint('event_id', 'revision', name=op.f('uq_event_change_event_id_revision'))
    )
    with op.batch_alter_table('event_change', schema=None) as batch_op:
        batch_op.create_index('ix_event_change_at', ['at'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('area_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('projected_starts_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('projected_ends_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_event_area_id_area'), 'area', ['area_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_event_projected_both_or_none'), '(projected_starts_at IS NULL) = (projected_ends_at IS NULL)')
        batch_op.create_check_constraint(batch_op.f('ck_event_projected_ends_after_start'), 'projected_ends_at > projected_starts_at')

    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_account_grant_role'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_account_grant_role'), "role IN ('admin', 'organizer', 'curator', 'cashier', 'gate', 'desk', 'stage_manager', 'group', 'vendor')")

    with op.batch_alter_table('venue', schema=None) as batch_op:
        batch_op.add_column(sa.Column('directions', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('access_note', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('toilets', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('prayer_room', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('permit', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('rain_plan', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('house_rules', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('responsible', sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column('responsible_phone', sa.String(length=20), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('venue', schema=None) as batch_op:
        batch_op.drop_column('responsible_phone')
        batch_op.drop_column('responsible')
        batch_op.drop_column('house_rules')
        batch_op.drop_column('rain_plan')
        batch_op.drop_column('permit')
        batch_op.drop_column('prayer_room')
        batch_op.drop_column('toilets')
        batch_op.drop_column('access_note')
        batch_op.drop_column('directions')

    op.execute("DELETE FROM account_grant WHERE role NOT IN ('admin', 'organizer', 'gate')")
    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_account_grant_role'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_account_grant_role'), "role IN ('admin', 'organizer', 'gate')")

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_event_projected_ends_after_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_event_projected_both_or_none'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_event_area_id_area'), type_='foreignkey')
        batch_op.drop_column('projected_ends_at')
        batch_op.drop_column('projected_starts_at')
        batch_op.drop_column('area_id')

    with op.batch_alter_table('event_change', schema=None) as batch_op:
        batch_op.drop_index('ix_event_change_at')

    op.drop_table('event_change')
    op.drop_table('area')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index('ix_announcement_edition_id')

    op.drop_table('announcement')
