"""Favourites and notices"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0004'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('link_request',
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('channel', sa.Enum('whatsapp', 'email', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('asked_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('contact', name=op.f('pk_link_request'))
    )
    op.create_table('watch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('channel', sa.Enum('whatsapp', 'email', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('consent_version', sa.Integer(), nullable=False),
    sa.Column('told_revision', sa.Integer(), nullable=False),
    sa.Column('saw_full', sa.Boolean(), nullable=False),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('consent_version >= 1', name=op.f('ck_watch_consent_version_positive')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_watch_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watch')),
    sa.UniqueConstraint('code', name=op.f('uq_watch_code')),
    sa.UniqueConstraint('event_id', 'person', name=op.f('uq_watch_event_id_person'))
    )
    with op.batch_alter_table('watch', schema=None) as batch_op:
        batch_op.create_index('ix_watch_created_at', ['created_at'], unique=False)

    with op.batch_alter_table('order', schema=None) as batch_op:
        batch_op.add_column(sa.Column('origin', sa.String(length=20), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('order', schema=None) as batch_op:
        batch_op.drop_column('origin')

    with op.batch_alter_table('watch', schema=None) as batch_op:
        batch_op.drop_index('ix_watch_created_at')

    op.drop_table('watch')
    op.drop_table('link_request')
