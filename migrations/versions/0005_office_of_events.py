"""The office of events"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code', sa.String(length=8), nullable=True))
    op.execute("UPDATE announcement SET code = 'A' || id")
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.alter_column('code', existing_type=sa.String(length=8), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_announcement_code'), ['code'])

    op.create_table('mass_cancellation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_change_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('cancelled', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Integer(), nullable=False),
    sa.Column('made_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('done_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_change_id'], ['event_change.id'], name=op.f('fk_mass_cancellation_event_change_id_event_change')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_mass_cancellation_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mass_cancellation')),
    sa.UniqueConstraint('event_change_id', name=op.f('uq_mass_cancellation_event_change_id'))
    )
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_change_id', sa.Integer(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('made_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('done_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_change_id'], ['event_change.id'], name=op.f('fk_notice_event_change_id_event_change')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('event_change_id', name=op.f('uq_notice_event_change_id'))
    )


def downgrade() -> None:
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_announcement_code'), type_='unique')
        batch_op.drop_column('code')

    op.drop_table('notice')
    op.drop_table('mass_cancellation')
