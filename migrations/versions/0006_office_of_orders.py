"""The office of orders and figures"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('export_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('orders', 'tickets', 'arrivals', 'events', 'messages', 'days', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('table_format', sa.Enum('csv', 'xlsx', name='table_format', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('next_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('made_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('hour BETWEEN 0 AND 23', name=op.f('ck_export_plan_hour_in_range')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_export_plan_weekday_in_range')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_export_plan_account_id_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_export_plan_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_plan')),
    sa.UniqueConstraint('code', name=op.f('uq_export_plan_code'))
    )
    with op.batch_alter_table('export_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_plan_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_export_plan_next_at', ['next_at'], unique=False)

    op.create_table('export_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=43), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=True),
    sa.Column('due_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('ready_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('expires_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['export_plan.id'], name=op.f('fk_export_file_plan_id_export_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_file')),
    sa.UniqueConstraint('name', name=op.f('uq_export_file_name'))
    )
    with op.batch_alter_table('export_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_file_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_export_file_plan_id'), ['plan_id'], unique=False)

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('claimed_by', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('claimer_name', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('claimed_until', culture_week.core.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_message_recipient', ['recipient'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_recipient')
        batch_op.drop_column('claimed_until')
        batch_op.drop_column('claimer_name')
        batch_op.drop_column('claimed_by')

    with op.batch_alter_table('export_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_export_file_plan_id'))
        batch_op.drop_index(batch_op.f('ix_export_file_expires_at'))

    op.drop_table('export_file')
    with op.batch_alter_table('export_plan', schema=None) as batch_op:
        batch_op.drop_index('ix_export_plan_next_at')
        batch_op.drop_index(batch_op.f('ix_export_plan_account_id'))

    op.drop_table('export_plan')
