"""The office of orders and figures"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0006'
down_revision = '0005'


def upgrade() -> None:
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
