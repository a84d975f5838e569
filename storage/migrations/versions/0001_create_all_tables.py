"""Create all tables. There is no way back but the backup."""

import sqlalchemy as sa
from alembic import op
from storage.base import Json
from storage.base import Key
from storage.base import Serial
from storage.base import Utc

revision = '0001'
down_revision = None

BY_HAND = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='search_documents', content_rowid='id', tokenize='ascii', detail='none', prefix='1 2 3 4 5 6 7 8 9 10')",
        'CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END',
        "CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER search_documents_changed AFTER UPDATE OF tokens ON search_documents BEGIN INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER audit_keeps_lines BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        "CREATE TRIGGER audit_loses_nothing BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        "CREATE TRIGGER audit_writes_once BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    ],
    "postgresql": [
        "ALTER TABLE search_documents ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED",
        'ALTER TABLE search_documents ALTER COLUMN lexemes SET STATISTICS 1000',
        'CREATE INDEX ix_search_documents_lexemes ON search_documents USING gin (lexemes) WITH (fastupdate = off)',
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        'CREATE TRIGGER audit_keeps_lines BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()',
        'CREATE TRIGGER audit_loses_nothing BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()',
    ],
}


def upgrade() -> None:
    op.create_table('application_numbers',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'year', name=op.f('pk_application_numbers'))
    )
    op.create_table('audit',
    sa.Column('id', Serial, autoincrement=True, nullable=False),
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('at', Utc(), nullable=False),
    sa.Column('actor', Key, nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject', Key, nullable=False),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('route', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_audit_network_actor_id'), 'audit', ['network', 'actor', 'id'], unique=False)
    op.create_index(op.f('ix_audit_network_id'), 'audit', ['network', 'id'], unique=False)
    op.create_index(op.f('ix_audit_network_subject_id'), 'audit', ['network', 'subject', 'id'], unique=False)
    op.create_table('card_copies',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('card', Key, nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('space', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('drawn', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_card_copies'))
    )
    op.create_index(op.f('ix_card_copies_network_card'), 'card_copies', ['network', 'card'], unique=False)
    op.create_table('cron_slots',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('name', Key, nullable=False),
    sa.Column('next_at', Utc(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'name', name=op.f('pk_cron_slots'))
    )
    op.create_table('deliveries',
    sa.Column('id', Serial, autoincrement=True, nullable=False),
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('sender', Key, nullable=False),
    sa.Column('lane', Key, nullable=False),
    sa.Column('dedup_key', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('body', Json, nullable=False),
    sa.Column('priority', sa.SmallInteger(), nullable=False),
    sa.Column('not_before', Utc(), nullable=False),
    sa.Column('run_at', Utc(), nullable=False),
    sa.Column('expires_at', Utc(), nullable=True),
    sa.Column('state', sa.SmallInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('epoch', Serial, nullable=False),
    sa.Column('intent_at', Utc(), nullable=True),
    sa.Column('settled_at', Utc(), nullable=True),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_deliveries_due', 'deliveries', ['network', 'sender', 'priority', 'run_at', 'id'], unique=False, sqlite_where=sa.text('state = 0'), postgresql_where=sa.text('state = 0'))
    op.create_index('ix_deliveries_lane', 'deliveries', ['network', 'lane', 'not_before', 'id'], unique=False, sqlite_where=sa.text('state < 10'), postgresql_where=sa.text('state < 10'))
    op.create_index(op.f('ix_deliveries_network_dedup_key'), 'deliveries', ['network', 'dedup_key'], unique=True)
    op.create_index('ix_deliveries_sending', 'deliveries', ['network', 'sender', 'epoch'], unique=False, sqlite_where=sa.text('state = 1'), postgresql_where=sa.text('state = 1'))
    op.create_table('drafts',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('owner', Key, nullable=False),
    sa.Column('form', Key, nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('values', Json, nullable=False),
    sa.Column('updated_at', Utc(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_drafts'))
    )
    op.create_index(op.f('ix_drafts_network_owner_form_subject'), 'drafts', ['network', 'owner', 'form', 'subject'], unique=True)
    op.create_index(op.f('ix_drafts_network_updated_at'), 'drafts', ['network', 'updated_at'], unique=False)
    op.create_table('institutions',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('native_name', sa.Text(), nullable=False),
    sa.Column('native_key', sa.Text(), nullable=False),
    sa.Column('short_name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('parent_name', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('website', sa.Text(), nullable=False),
    sa.Column('strengths', Json, nullable=False),
    sa.Column('programmes', Json, nullable=False),
    sa.Column('research_fields', Json, nullable=False),
    sa.Column('recognitions', Json, nullable=False),
    sa.Column('confirmed_on', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_institutions')),
    sa.UniqueConstraint('network', 'name_key', 'country', name=op.f('uq_institutions_network_name_key_country'))
    )
    op.create_index('ix_institutions_by_name', 'institutions', ['network', 'name', 'id'], unique=False)
    op.create_index('ix_institutions_native', 'institutions', ['network', 'native_key'], unique=False)
    op.create_table('jobs',
    sa.Column('id', Serial, autoincrement=True, nullable=False),
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('key', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('data', Json, nullable=False),
    sa.Column('run_at', Utc(), nullable=False),
    sa.Column('once_open', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('done_at', Utc(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_jobs_due', 'jobs', ['network', 'run_at', 'id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.create_index(op.f('ix_jobs_network_key'), 'jobs', ['network', 'key'], unique=True)
    op.create_table('notes',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('key', Key, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'key', name=op.f('pk_notes'))
    )
    op.create_table('people',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('display_name', sa.Text(), nullable=False),
    sa.Column('native_name', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('given', sa.Text(), nullable=False),
    sa.Column('name_order', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_folded', Key, nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('languages', Json, nullable=False),
    sa.Column('routes', Json, nullable=False),
    sa.Column('quiet', Json, nullable=False),
    sa.Column('visibility', Json, nullable=False),
    sa.Column('fields_of_work', Json, nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('email_confirmed', sa.Boolean(), nullable=False),
    sa.Column('met_at', Utc(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_people'))
    )
    op.create_index('ix_people_by_name', 'people', ['network', 'status', 'display_name', 'id'], unique=False)
    op.create_index(op.f('ix_people_network_email_folded'), 'people', ['network', 'email_folded'], unique=False)
    op.create_table('search_documents',
    sa.Column('id', Serial, autoincrement=True, nullable=False),
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('kind', Key, nullable=False),
    sa.Column('key', Key, nullable=False),
    sa.Column('tokens', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_documents')),
    sa.UniqueConstraint('network', 'kind', 'key', name=op.f('uq_search_documents_network_kind_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_search_documents_newest', 'search_documents', ['network', 'kind', 'id'], unique=False)
    op.create_table('senders',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('lease_until', Utc(), nullable=True),
    sa.Column('epoch', Serial, nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_senders'))
    )
    op.create_table('spaces',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('platform', Key, nullable=False),
    sa.Column('space', Key, nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('channels', Json, nullable=False),
    sa.Column('roles', Json, nullable=False),
    sa.Column('seen', Json, nullable=False),
    sa.Column('problems', Json, nullable=False),
    sa.Column('open', Json, nullable=False),
    sa.PrimaryKeyConstraint('network', 'platform', 'space', name=op.f('pk_spaces'))
    )
    op.create_table('affiliations',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('institution', Key, nullable=False),
    sa.Column('post_title', sa.Text(), nullable=False),
    sa.Column('is_leader', sa.Boolean(), nullable=False),
    sa.Column('since', Utc(), nullable=False),
    sa.Column('until', Utc(), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('until >= since', name=op.f('ck_affiliations_ends_after_it_began')),
    sa.ForeignKeyConstraint(['network', 'institution'], ['institutions.network', 'institutions.id'], name=op.f('fk_affiliations_network_institution')),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_affiliations_network_person')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_affiliations')),
    sa.UniqueConstraint('network', 'id', 'person', 'institution', 'since', 'until', name='uq_affiliations_for_mandates')
    )
    op.create_index('ix_affiliations_institution', 'affiliations', ['network', 'institution'], unique=False)
    op.create_index('ix_affiliations_person', 'affiliations', ['network', 'person'], unique=False)
    op.create_table('applications',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('ref', Key, nullable=False),
    sa.Column('applicant', Key, nullable=False),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('changed_at', Utc(), nullable=False),
    sa.Column('form_version', sa.Text(), nullable=False),
    sa.Column('state', Key, nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('route', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('answers', Json, nullable=False),
    sa.Column('done', Json, nullable=False),
    sa.Column('flags', Json, nullable=False),
    sa.Column('holder_key', Key, nullable=False),
    sa.Column('submitted_at', Utc(), nullable=True),
    sa.Column('claimed_by', sa.Text(), nullable=False),
    sa.Column('claimed_at', Utc(), nullable=True),
    sa.Column('questions', Json, nullable=False),
    sa.Column('reviews', Json, nullable=False),
    sa.Column('decisions', Json, nullable=False),
    sa.Column('appeal', sa.Text(), nullable=False),
    sa.Column('appealed_at', Utc(), nullable=True),
    sa.Column('institution', sa.Text(), nullable=False),
    sa.Column('closed_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'applicant'], ['people.network', 'people.id'], name=op.f('fk_applications_network_applicant')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_applications')),
    sa.UniqueConstraint('network', 'ref', name=op.f('uq_applications_network_ref'))
    )
    op.create_index(op.f('ix_applications_network_applicant_created_at'), 'applications', ['network', 'applicant', 'created_at'], unique=False)
    op.create_index(op.f('ix_applications_network_state_submitted_at'), 'applications', ['network', 'state', 'submitted_at'], unique=False)
    op.create_index('uq_applications_open_applicant', 'applications', ['network', 'applicant'], unique=True, sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
    op.create_index('uq_applications_open_institution', 'applications', ['network', 'holder_key'], unique=True, sqlite_where=sa.text("is_open AND holder_key <> ''"), postgresql_where=sa.text("is_open AND holder_key <> ''"))
    op.create_table('chat_accounts',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('platform', Key, nullable=False),
    sa.Column('space', Key, nullable=False),
    sa.Column('user', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('direct', sa.Text(), nullable=False),
    sa.Column('last_seen', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_chat_accounts_network_person')),
    sa.PrimaryKeyConstraint('network', 'platform', 'space', 'user', name=op.f('pk_chat_accounts'))
    )
    op.create_index(op.f('ix_chat_accounts_network_person'), 'chat_accounts', ['network', 'person'], unique=False)
    op.create_index(op.f('ix_chat_accounts_network_platform_user'), 'chat_accounts', ['network', 'platform', 'user'], unique=False)
    op.create_table('consents',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('text_version', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('given_at', Utc(), nullable=False),
    sa.Column('route', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', Utc(), nullable=True),
    sa.CheckConstraint('withdrawn_at >= given_at', name=op.f('ck_consents_withdrawn_after_given')),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_consents_network_person')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_person', 'consents', ['network', 'person'], unique=False)
    op.create_index('uq_consents_one_running', 'consents', ['network', 'person', 'purpose'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('link_codes',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('digest', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('expires_at', Utc(), nullable=False),
    sa.Column('used_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_link_codes_network_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('network', 'digest', name=op.f('pk_link_codes'))
    )
    op.create_index(op.f('ix_link_codes_network_person'), 'link_codes', ['network', 'person'], unique=False)
    op.create_table('memberships',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('membership_class', sa.Text(), nullable=False),
    sa.Column('person', Key, nullable=True),
    sa.Column('institution', Key, nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', Utc(), nullable=False),
    sa.Column('until', Utc(), nullable=True),
    sa.Column('ended_at', Utc(), nullable=True),
    sa.Column('ended_because', sa.Text(), nullable=False),
    sa.Column('application', sa.Text(), nullable=False),
    sa.Column('signed_text_hash', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(ended_at IS NULL) = (state IN ('candidate', 'active', 'affirmation_due', 'suspended', 'eligibility_open'))", name=op.f('ck_memberships_end_and_state_agree')),
    sa.CheckConstraint('(person IS NULL) <> (institution IS NULL)', name=op.f('ck_memberships_one_holder')),
    sa.CheckConstraint('ended_at >= since', name=op.f('ck_memberships_ends_after_it_began')),
    sa.ForeignKeyConstraint(['network', 'institution'], ['institutions.network', 'institutions.id'], name=op.f('fk_memberships_network_institution')),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_memberships_network_person')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_memberships'))
    )
    op.create_index('ix_memberships_institution', 'memberships', ['network', 'institution'], unique=False, sqlite_where=sa.text('institution IS NOT NULL'), postgresql_where=sa.text('institution IS NOT NULL'))
    op.create_index('ix_memberships_person', 'memberships', ['network', 'person'], unique=False, sqlite_where=sa.text('person IS NOT NULL'), postgresql_where=sa.text('person IS NOT NULL'))
    op.create_index('uq_memberships_running_institution', 'memberships', ['network', 'institution'], unique=True, sqlite_where=sa.text("state IN ('candidate', 'active', 'affirmation_due', 'suspended', 'eligibility_open')"), postgresql_where=sa.text("state IN ('candidate', 'active', 'affirmation_due', 'suspended', 'eligibility_open')"))
    op.create_index('uq_memberships_running_person', 'memberships', ['network', 'person'], unique=True, sqlite_where=sa.text("state IN ('candidate', 'active', 'affirmation_due', 'suspended', 'eligibility_open')"), postgresql_where=sa.text("state IN ('candidate', 'active', 'affirmation_due', 'suspended', 'eligibility_open')"))
    op.create_table('role_grants',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('scope', Key, nullable=False),
    sa.Column('since', Utc(), nullable=True),
    sa.Column('until', Utc(), nullable=True),
    sa.Column('granted_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_role_grants_network_person')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_role_grants'))
    )
    op.create_index(op.f('ix_role_grants_network_person'), 'role_grants', ['network', 'person'], unique=False)
    op.create_index(op.f('ix_role_grants_network_role_scope'), 'role_grants', ['network', 'role', 'scope'], unique=False)
    op.create_index('uq_role_grants_open', 'role_grants', ['network', 'person', 'role', 'scope'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
    op.create_table('application_declarations',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('application', Key, nullable=False),
    sa.Column('item', Key, nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('text_version', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('at', Utc(), nullable=False),
    sa.Column('route', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'application'], ['applications.network', 'applications.id'], name=op.f('fk_application_declarations_network_application')),
    sa.PrimaryKeyConstraint('network', 'application', 'item', name=op.f('pk_application_declarations'))
    )
    op.create_table('application_signatures',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('application', Key, nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('signer', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('typed_name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('at', Utc(), nullable=False),
    sa.Column('route', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'application'], ['applications.network', 'applications.id'], name=op.f('fk_application_signatures_network_application')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_application_signatures'))
    )
    op.create_index(op.f('ix_application_signatures_network_application'), 'application_signatures', ['network', 'application'], unique=False)
    op.create_table('mandates',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('institution', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('affiliation', Key, nullable=False),
    sa.Column('affiliation_since', Utc(), nullable=False),
    sa.Column('affiliation_until', Utc(), nullable=False),
    sa.Column('since', Utc(), nullable=False),
    sa.Column('until', Utc(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('appointed_by', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('since >= affiliation_since AND until <= affiliation_until', name=op.f('ck_mandates_inside_affiliation')),
    sa.CheckConstraint('until >= since', name=op.f('ck_mandates_ends_after_it_began')),
    sa.ForeignKeyConstraint(['network', 'affiliation', 'person', 'institution', 'affiliation_since', 'affiliation_until'], ['affiliations.network', 'affiliations.id', 'affiliations.person', 'affiliations.institution', 'affiliations.since', 'affiliations.until'], name='fk_mandates_affiliation', onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_mandates'))
    )
    op.create_index('ix_mandates_institution', 'mandates', ['network', 'institution'], unique=False)
    op.create_index('ix_mandates_person', 'mandates', ['network', 'person'], unique=False)
    op.create_index('uq_mandates_one_representative', 'mandates', ['network', 'institution'], unique=True, sqlite_where=sa.text("kind = 'representative' AND state = 'active'"), postgresql_where=sa.text("kind = 'representative' AND state = 'active'"))
    op.create_index('uq_mandates_one_vote', 'mandates', ['network', 'person'], unique=True, sqlite_where=sa.text("kind IN ('representative', 'alternate') AND state = 'active'"), postgresql_where=sa.text("kind IN ('representative', 'alternate') AND state = 'active'"))
    # what no comparison sees: triggers and indexes that are written by hand
    for statement in BY_HAND[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
