"""Who offered a gate to a phone"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('offered_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_device_offered_by_id_account'), 'account', ['offered_by_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_device_offered_by_id_account'), type_='foreignkey')
        batch_op.drop_column('offered_by_id')
