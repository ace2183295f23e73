"""Long work"""

import sqlalchemy as sa
from alembic import op

import culture_week.core.database



revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table(
        'long_work',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=8), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('state', sa.Enum('waiting', 'running', 'done', 'failed', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('asked', sa.JSON(), nullable=False),
        sa.Column('upload', sa.LargeBinary(), nullable=True),
        sa.Column('report', sa.JSON(), nullable=True),
        sa.Column('by', sa.String(length=80), nullable=False),
        sa.Column('made_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column('due_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column('ended_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name=op.f('ck_long_work_ended_at_its_end')),
        sa.CheckConstraint('done >= 0 AND done <= total', name=op.f('ck_long_work_done_in_range')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_long_work')),
        sa.UniqueConstraint('code', name=op.f('uq_long_work_code')),
    )
    op.create_index('ix_long_work_state', 'long_work', ['state', 'due_at'])


def downgrade() -> None:
    op.drop_table('long_work')
