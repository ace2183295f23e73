"""The gate"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('is_desk', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.alter_column('is_desk', server_default=None)
        batch_op.create_index('uq_device_desk', ['gate_id'], unique=True, sqlite_where=sa.text('is_desk'), postgresql_where=sa.text('is_desk'))

    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('undone_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_column('undone_at')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index('uq_device_desk', sqlite_where=sa.text('is_desk'), postgresql_where=sa.text('is_desk'))
        batch_op.drop_column('is_desk')
        batch_op.drop_column('name')
