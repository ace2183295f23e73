"""The house and one ticket through its gate"""

import sqlalchemy as sa
from alembic import op
import culture_week.core.database


revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('code', name=op.f('uq_account_code')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email'))
    )
    op.create_table('allowance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('per_person', sa.Integer(), nullable=False),
    sa.CheckConstraint('per_person >= 1', name=op.f('ck_allowance_per_person_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allowance'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=True),
    sa.Column('previous_hash', sa.String(length=64), nullable=True),
    sa.Column('hash', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('seq', name=op.f('uq_audit_entry_seq'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_unsealed', ['id'], unique=False, sqlite_where=sa.text('seq IS NULL'), postgresql_where=sa.text('seq IS NULL'))

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('published_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_edition_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('code', name=op.f('uq_edition_code'))
    )
    op.create_table('idempotency_key',
    sa.Column('scope', sa.String(length=20), nullable=False),
    sa.Column('key_digest', sa.String(length=64), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('result_code', sa.String(length=40), nullable=False),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'key_digest', name=op.f('pk_idempotency_key'))
    )
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.create_index('ix_idempotency_key_created_at', ['created_at'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('channel', sa.Enum('whatsapp', 'email', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('template', sa.String(length=60), nullable=False),
    sa.Column('context', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'sending', 'by-hand', 'sent', 'dead', 'dropped', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('created_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('sent_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('key', name=op.f('uq_message_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_state_due_at', ['state', 'due_at'], unique=False)

    op.create_table('performing_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_performing_group')),
    sa.UniqueConstraint('code', name=op.f('uq_performing_group_code'))
    )
    op.create_table('quota',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('sold', sa.Integer(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.CheckConstraint('held + sold <= size', name=op.f('ck_quota_never_oversold')),
    sa.CheckConstraint('held >= 0 AND sold >= 0', name=op.f('ck_quota_counters_not_negative')),
    sa.CheckConstraint('size >= 0', name=op.f('ck_quota_size_not_negative')),
    sa.CheckConstraint('waiting >= 0', name=op.f('ck_quota_waiting_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota'))
    )
    op.create_table('seller',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seller')),
    sa.UniqueConstraint('code', name=op.f('uq_seller_code'))
    )
    op.create_table('venue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('directions_query', sa.String(length=200), nullable=False),
    sa.Column('indoor', sa.Boolean(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('note', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue')),
    sa.UniqueConstraint('code', name=op.f('uq_venue_code'))
    )
    op.create_table('allowance_use',
    sa.Column('allowance_id', sa.Integer(), nullable=False),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_allowance_use_taken_not_negative')),
    sa.ForeignKeyConstraint(['allowance_id'], ['allowance.id'], name=op.f('fk_allowance_use_allowance_id_allowance')),
    sa.PrimaryKeyConstraint('allowance_id', 'person', name=op.f('pk_allowance_use'))
    )
    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('kind', sa.Enum('parade', 'performance', 'bazaar', 'workshop', 'contest', 'exhibition', 'arena', 'demonstration', 'talk', 'walk', 'storytelling', 'training', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('category', sa.Enum('tradisi_lisan', 'manuskrip', 'adat_istiadat', 'ritus', 'pengetahuan_tradisional', 'teknologi_tradisional', 'seni', 'bahasa', 'permainan_rakyat', 'olahraga_tradisional', 'cagar_budaya', name='category', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('more_categories', sa.JSON(), nullable=False),
    sa.Column('audience', sa.Enum('everyone', 'students', 'families', 'from-10', 'from-13', name='audience', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('access', sa.JSON(), nullable=False),
    sa.Column('rain_plan', sa.JSON(), nullable=True),
    sa.Column('starts_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('entry_opens_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('entry_closes_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('scheduled', 'moved', 'postponed', 'cancelled', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state_note', sa.JSON(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_event_ends_after_start')),
    sa.CheckConstraint('entry_closes_at > entry_opens_at', name=op.f('ck_event_entry_closes_after_opening')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_event_edition_id_edition')),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_event_venue_id_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('edition_id', 'code', name=op.f('uq_event_edition_id_code'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index('ix_event_edition_id_starts_at', ['edition_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_venue_id'), ['venue_id'], unique=False)

    op.create_table('gate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_gate_edition_id_edition')),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_gate_venue_id_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate')),
    sa.UniqueConstraint('edition_id', 'code', name=op.f('uq_gate_edition_id_code'))
    )
    with op.batch_alter_table('gate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_venue_id'), ['venue_id'], unique=False)

    op.create_table('log_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('started_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_log_in_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_in')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_log_in_token_digest'))
    )
    with op.batch_alter_table('log_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_in_account_id'), ['account_id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('allowance_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('ticket', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('max_per_order', sa.Integer(), nullable=False),
    sa.Column('sale_opens_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('sale_closes_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('max_per_order BETWEEN 1 AND 50', name=op.f('ck_offer_max_per_order_in_range')),
    sa.CheckConstraint('price >= 0', name=op.f('ck_offer_price_not_negative')),
    sa.ForeignKeyConstraint(['allowance_id'], ['allowance.id'], name=op.f('fk_offer_allowance_id_allowance')),
    sa.ForeignKeyConstraint(['seller_id'], ['seller.id'], name=op.f('fk_offer_seller_id_seller')),
    sa.CheckConstraint('sale_closes_at > sale_opens_at', name=op.f('ck_offer_sale_closes_after_opening')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer')),
    sa.UniqueConstraint('code', name=op.f('uq_offer_code'))
    )
    op.create_table('order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('pending', 'confirmed', 'unwinding', 'expired', 'cancelled', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('buyer_name', sa.String(length=100), nullable=False),
    sa.Column('channel', sa.Enum('whatsapp', 'email', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('placed_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('total >= 0', name=op.f('ck_order_total_not_negative')),
    sa.ForeignKeyConstraint(['seller_id'], ['seller.id'], name=op.f('fk_order_seller_id_seller')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),
    sa.UniqueConstraint('code', name=op.f('uq_order_code'))
    )
    with op.batch_alter_table('order', schema=None) as batch_op:
        batch_op.create_index('ix_order_person', ['person'], unique=False)
        batch_op.create_index('ix_order_placed_at', ['placed_at'], unique=False)

    op.create_table('quota_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quota_id', sa.Integer(), nullable=False),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.Column('at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['quota_id'], ['quota.id'], name=op.f('fk_quota_move_quota_id_quota')),
    sa.CheckConstraint('change <> 0', name=op.f('ck_quota_move_change_not_zero')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota_move'))
    )
    with op.batch_alter_table('quota_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quota_move_quota_id'), ['quota_id'], unique=False)

    op.create_table('account_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('admin', 'organizer', 'gate', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('venue_id', sa.Integer(), nullable=True),
    sa.Column('gate_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('gate_id IS NULL OR venue_id IS NULL', name=op.f('ck_account_grant_one_scope')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_grant_account_id_account')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_account_grant_edition_id_edition')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_account_grant_gate_id_gate')),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_account_grant_venue_id_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_grant'))
    )
    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_grant_account_id'), ['account_id'], unique=False)

    op.create_table('device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('gate_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_digest', sa.String(length=64), nullable=True),
    sa.Column('enrolment_expires_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=True),
    sa.Column('enrolled_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_device_gate_id_gate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('code', name=op.f('uq_device_code')),
    sa.UniqueConstraint('enrolment_digest', name=op.f('uq_device_enrolment_digest')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_device_token_digest'))
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_gate_id'), ['gate_id'], unique=False)

    op.create_table('offer_quota',
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('quota_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_offer_quota_offer_id_offer')),
    sa.ForeignKeyConstraint(['quota_id'], ['quota.id'], name=op.f('fk_offer_quota_quota_id_quota')),
    sa.PrimaryKeyConstraint('offer_id', 'quota_id', name=op.f('pk_offer_quota'))
    )
    with op.batch_alter_table('offer_quota', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_quota_quota_id'), ['quota_id'], unique=False)

    op.create_table('order_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_price', sa.BigInteger(), nullable=False),
    sa.Column('cancelled', sa.Integer(), nullable=False),
    sa.CheckConstraint('cancelled BETWEEN 0 AND quantity', name=op.f('ck_order_line_cancelled_in_range')),
    sa.CheckConstraint('quantity BETWEEN 1 AND 50', name=op.f('ck_order_line_quantity_in_range')),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_order_line_offer_id_offer')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_order_line_order_id_order')),
    sa.CheckConstraint('unit_price >= 0', name=op.f('ck_order_line_unit_price_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line')),
    sa.UniqueConstraint('order_id', 'offer_id', name=op.f('uq_order_line_order_id_offer_id'))
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_line_offer_id'), ['offer_id'], unique=False)

    op.create_table('performance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_performance_event_id_event')),
    sa.ForeignKeyConstraint(['group_id'], ['performing_group.id'], name=op.f('fk_performance_group_id_performing_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_performance')),
    sa.UniqueConstraint('event_id', 'group_id', name=op.f('uq_performance_event_id_group_id'))
    )
    with op.batch_alter_table('performance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_performance_group_id'), ['group_id'], unique=False)

    op.create_table('ticket_type',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_ticket_type_event_id_event')),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_ticket_type_offer_id_offer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_type')),
    sa.UniqueConstraint('offer_id', name=op.f('uq_ticket_type_offer_id'))
    )
    with op.batch_alter_table('ticket_type', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_type_event_id'), ['event_id'], unique=False)


    op.create_table('ticket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('order_line_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('valid', 'cancelled', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('payload', sa.String(length=29), nullable=False),
    sa.Column('party_code', sa.String(length=29), nullable=False),
    sa.Column('entry_code', sa.String(length=8), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('max_entries', sa.Integer(), nullable=False),
    sa.CheckConstraint('entries BETWEEN 0 AND max_entries', name=op.f('ck_ticket_entries_in_range')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_ticket_event_id_event')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_line.id'], name=op.f('fk_ticket_order_line_id_order_line')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('entry_code', name=op.f('uq_ticket_entry_code')),
    sa.UniqueConstraint('order_line_id', 'number', name=op.f('uq_ticket_order_line_id_number')),
    sa.UniqueConstraint('payload', name=op.f('uq_ticket_payload'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_event_id_state', ['event_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_ticket_party_code'), ['party_code'], unique=False)
    op.create_table('scan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scan_id', sa.String(length=64), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('verdict', sa.Enum('welcome', 'how-many', 'already-used', 'wrong-day', 'wrong-venue', 'too-early', 'too-late', 'cancelled', 'unknown', name='verdict', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('admitted', sa.Integer(), nullable=False),
    sa.Column('remaining', sa.Integer(), nullable=False),
    sa.Column('first_entered_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=True),
    sa.Column('first_gate', sa.String(length=80), nullable=True),
    sa.Column('scanned_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('received_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('admitted >= 0', name=op.f('ck_scan_admitted_not_negative')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_scan_device_id_device')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_scan_event_id_event')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_scan_ticket_id_ticket')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scan')),
    sa.UniqueConstraint('scan_id', name=op.f('uq_scan_scan_id'))
    )
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scan_device_id'), ['device_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_scan_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_scan_received_at', ['received_at'], unique=False)

    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('gate_id', sa.Integer(), nullable=False),
    sa.Column('scan_id', sa.String(length=64), nullable=False),
    sa.Column('entered_at', culture_week.core.database.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_entry_event_id_event')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_entry_gate_id_gate')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_entry_ticket_id_ticket')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('ticket_id', 'event_id', name=op.f('uq_entry_ticket_id_event_id'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_event_id', ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_scan_id'), ['scan_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_scan_id'))
        batch_op.drop_index('ix_entry_event_id')

    op.drop_table('entry')
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index('ix_scan_received_at')
        batch_op.drop_index(batch_op.f('ix_scan_event_id'))
        batch_op.drop_index(batch_op.f('ix_scan_device_id'))

    op.drop_table('scan')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_party_code'))
        batch_op.drop_index('ix_ticket_event_id_state')

    op.drop_table('ticket')
    with op.batch_alter_table('ticket_type', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_type_event_id'))

    op.drop_table('ticket_type')
    with op.batch_alter_table('performance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_performance_group_id'))

    op.drop_table('performance')
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_line_offer_id'))

    op.drop_table('order_line')
    with op.batch_alter_table('offer_quota', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_quota_quota_id'))

    op.drop_table('offer_quota')
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_gate_id'))

    op.drop_table('device')
    with op.batch_alter_table('account_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_grant_account_id'))

    op.drop_table('account_grant')
    with op.batch_alter_table('quota_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quota_move_quota_id'))

    op.drop_table('quota_move')
    with op.batch_alter_table('order', schema=None) as batch_op:
        batch_op.drop_index('ix_order_placed_at')
        batch_op.drop_index('ix_order_person')

    op.drop_table('order')
    op.drop_table('offer')
    with op.batch_alter_table('log_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_log_in_account_id'))

    op.drop_table('log_in')
    with op.batch_alter_table('gate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gate_venue_id'))

    op.drop_table('gate')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_venue_id'))
        batch_op.drop_index('ix_event_edition_id_starts_at')

    op.drop_table('event')
    op.drop_table('allowance_use')
    op.drop_table('venue')
    op.drop_table('seller')
    op.drop_table('quota')
    op.drop_table('performing_group')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_state_due_at')

    op.drop_table('message')
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.drop_index('ix_idempotency_key_created_at')

    op.drop_table('idempotency_key')
    op.drop_table('edition')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_unsealed', sqlite_where=sa.text('seq IS NULL'), postgresql_where=sa.text('seq IS NULL'))

    op.drop_table('audit_entry')
    op.drop_table('allowance')
    op.drop_table('account')
