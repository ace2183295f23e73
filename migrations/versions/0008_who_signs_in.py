"""Who signs in"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('vendor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vendor')),
    sa.UniqueConstraint('code', name=op.f('uq_vendor_code'))
    )
    op.create_table('group_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('since', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('until', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_group_member_account_id_account')),
    sa.ForeignKeyConstraint(['group_id'], ['performing_group.id'], name=op.f('fk_group_member_group_id_performing_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_member')),
    sa.UniqueConstraint('group_id', 'account_id', name=op.f('uq_group_member_group_id_account_id'))
    )
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_member_account_id'), ['account_id'], unique=False)

    op.create_table('one_time_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('reset_password', 'choose_pin', 'sign_in', 'confirm_old_email', 'confirm_new_email', name='purpose', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('value', sa.String(length=254), nullable=True),
    sa.Column('misses', sa.Integer(), nullable=False),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('used_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_one_time_link_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('code', name=op.f('uq_one_time_link_code'))
    )
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_link_account_id'), ['account_id'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.String(length=1400), nullable=False),
    sa.Column('public_key', sa.String(length=2000), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('used_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('code', name=op.f('uq_passkey_code')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_account_id'), ['account_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('used_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_recovery_code_code_digest'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_account_id'), ['account_id'], unique=False)

    op.create_table('vendor_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vendor_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('since', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('until', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_vendor_member_account_id_account')),
    sa.ForeignKeyConstraint(['vendor_id'], ['vendor.id'], name=op.f('fk_vendor_member_vendor_id_vendor')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vendor_member')),
    sa.UniqueConstraint('vendor_id', 'account_id', name=op.f('uq_vendor_member_vendor_id_account_id'))
    )
    with op.batch_alter_table('vendor_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vendor_member_account_id'), ['account_id'], unique=False)

    op.create_table('verified_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('whatsapp', 'email', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('value', sa.String(length=254), nullable=False),
    sa.Column('verified_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_verified_contact_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verified_contact')),
    sa.UniqueConstraint('channel', 'value', name=op.f('uq_verified_contact_channel_value'))
    )
    with op.batch_alter_table('verified_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verified_contact_account_id'), ['account_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('channel', sa.Enum('whatsapp', 'email', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('role', sa.Enum('admin', 'organizer', 'curator', 'cashier', 'gate', 'desk', 'stage_manager', 'group', 'vendor', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('venue_id', sa.Integer(), nullable=True),
    sa.Column('gate_id', sa.Integer(), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('gate_id IS NULL OR venue_id IS NULL', name=op.f('ck_invitation_one_scope')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_invitation_edition_id_edition')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_invitation_gate_id_gate')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['account.id'], name=op.f('fk_invitation_invited_by_id_account')),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_invitation_venue_id_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('code', name=op.f('uq_invitation_code'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_invited_by_id'), ['invited_by_id'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('pin_hash', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('totp_secret', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('totp_step', sa.BigInteger(), nullable=True))
        batch_op.alter_column('email',
               existing_type=sa.VARCHAR(length=254),
               nullable=True)
        batch_op.alter_column('password_hash',
               existing_type=sa.VARCHAR(length=200),
               nullable=True)
        batch_op.create_unique_constraint(batch_op.f('uq_account_phone'), ['phone'])
        batch_op.create_check_constraint(batch_op.f('ck_account_some_way_in'), 'email IS NOT NULL OR phone IS NOT NULL')

    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('granted_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('granted_by', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('revoked_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('revoked_by', sa.String(length=80), nullable=True))

    # Who gave the grants that are there stands in the audit trail.
    op.execute("UPDATE account_grant SET granted_by = 'unknown', granted_at = (SELECT created_at FROM account WHERE account.id = account_grant.account_id)")
    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        batch_op.alter_column('granted_at', existing_type=culture_week.core.database.UTCDateTime(timezone=True), nullable=False)
        batch_op.alter_column('granted_by', existing_type=sa.String(length=80), nullable=False)

    # Everybody logs in once more.
    op.execute("DELETE FROM log_in")
    with op.batch_alter_table('log_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code', sa.String(length=8), nullable=False))
        batch_op.add_column(sa.Column('device', sa.String(length=60), nullable=False))
        batch_op.add_column(sa.Column('device_digest', sa.String(length=64), nullable=False))
        batch_op.add_column(sa.Column('factor_due', sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column('proved_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False))
        batch_op.create_unique_constraint(batch_op.f('uq_log_in_code'), ['code'])


def downgrade() -> None:
    op.execute("DELETE FROM log_in")
    with op.batch_alter_table('log_in', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_log_in_code'), type_='unique')
        for column in ('proved_at', 'factor_due', 'device_digest', 'device', 'code'):
            batch_op.drop_column(column)

    op.drop_table('invitation')
    op.drop_table('verified_contact')
    op.drop_table('vendor_member')
    op.drop_table('recovery_code')
    op.drop_table('passkey')
    op.drop_table('one_time_link')
    op.drop_table('group_member')
    op.drop_table('vendor')

    op.execute("DELETE FROM account_grant WHERE revoked_at IS NOT NULL OR account_id IN (SELECT id FROM account WHERE email IS NULL OR password_hash IS NULL)")
    op.execute("DELETE FROM account WHERE email IS NULL OR password_hash IS NULL")
    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        for column in ('revoked_by', 'revoked_at', 'granted_by', 'granted_at'):
            batch_op.drop_column(column)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_account_some_way_in'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_account_phone'), type_='unique')
        batch_op.alter_column('password_hash', existing_type=sa.VARCHAR(length=200), nullable=False)
        batch_op.alter_column('email', existing_type=sa.VARCHAR(length=254), nullable=False)
        for column in ('totp_step', 'totp_secret', 'pin_hash', 'phone'):
            batch_op.drop_column(column)
