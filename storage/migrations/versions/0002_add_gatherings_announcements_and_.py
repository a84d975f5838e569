"""Add gatherings, announcements and reminders. There is no way back but the backup."""

import sqlalchemy as sa
from alembic import op
from storage.base import Json
from storage.base import Key
from storage.base import Utc

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('announcement_numbers',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'year', name=op.f('pk_announcement_numbers'))
    )
    op.create_table('gathering_needs',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('gathering', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('diet', Json, nullable=False),
    sa.Column('allergies', sa.Text(), nullable=False),
    sa.Column('access', sa.Text(), nullable=False),
    sa.Column('other', sa.Text(), nullable=False),
    sa.Column('keep', sa.Boolean(), nullable=False),
    sa.Column('delete_after', Utc(), nullable=True),
    sa.PrimaryKeyConstraint('network', 'gathering', 'person', name=op.f('pk_gathering_needs'))
    )
    with op.batch_alter_table('gathering_needs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gathering_needs_network_delete_after'), ['network', 'delete_after'], unique=False)

    op.create_table('gathering_numbers',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('family', Key, nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'family', 'year', name=op.f('pk_gathering_numbers'))
    )
    op.create_table('gatherings',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('ref', Key, nullable=False),
    sa.Column('family', Key, nullable=False),
    sa.Column('kind', Key, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('local', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('organiser', Key, nullable=False),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('starts_at', Utc(), nullable=False),
    sa.Column('state', Key, nullable=False),
    sa.Column('abstract', sa.Text(), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('venue', Json, nullable=False),
    sa.Column('join_link', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('per_institution', sa.Integer(), nullable=False),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('access', sa.Text(), nullable=False),
    sa.Column('confidentiality', sa.Text(), nullable=False),
    sa.Column('answer_by', Utc(), nullable=True),
    sa.Column('items_by', Utc(), nullable=True),
    sa.Column('agenda_by', Utc(), nullable=True),
    sa.Column('programme', Json, nullable=False),
    sa.Column('refreshments', sa.Text(), nullable=False),
    sa.Column('urgency', sa.Text(), nullable=False),
    sa.Column('cost', Json, nullable=True),
    sa.Column('languages', Json, nullable=False),
    sa.Column('series', Key, nullable=False),
    sa.Column('slot', Key, nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('moved_from', Utc(), nullable=True),
    sa.Column('announced_at', Utc(), nullable=True),
    sa.Column('recorded', sa.Boolean(), nullable=False),
    sa.Column('recording', sa.Text(), nullable=False),
    sa.Column('slides', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('extra', Json, nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity = 0 OR taken <= capacity', name=op.f('ck_gatherings_seats')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_gatherings')),
    sa.UniqueConstraint('network', 'ref', name=op.f('uq_gatherings_network_ref'))
    )
    with op.batch_alter_table('gatherings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gatherings_network_family_starts_at'), ['network', 'family', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_gatherings_network_series'), ['network', 'series'], unique=False)
        batch_op.create_index('uq_gatherings_slot', ['network', 'series', 'slot'], unique=True, sqlite_where=sa.text("slot != ''"), postgresql_where=sa.text("slot != ''"))

    op.create_table('meeting_proposals',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('by', Key, nullable=False),
    sa.Column('at', Utc(), nullable=False),
    sa.Column('typed', Json, nullable=False),
    sa.Column('state', Key, nullable=False),
    sa.Column('answered_by', sa.Text(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_meeting_proposals'))
    )
    with op.batch_alter_table('meeting_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_proposals_network_by'), ['network', 'by'], unique=False)

    op.create_table('meeting_series',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('nth', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Text(), nullable=False),
    sa.Column('months', Json, nullable=False),
    sa.Column('local_time', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('venue', Json, nullable=False),
    sa.Column('refreshments', sa.Text(), nullable=False),
    sa.Column('confidentiality', sa.Text(), nullable=False),
    sa.Column('since', Utc(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_meeting_series'))
    )
    op.create_table('tokens',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('platform', Key, nullable=False),
    sa.Column('space', Key, nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('network', 'platform', 'space', name=op.f('pk_tokens'))
    )
    op.create_table('agenda_items',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('meeting', Key, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('owner', Key, nullable=False),
    sa.Column('asked_by', Key, nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('papers', Json, nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('state', Key, nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'meeting'], ['gatherings.network', 'gatherings.id'], name=op.f('fk_agenda_items_network_meeting')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_agenda_items'))
    )
    with op.batch_alter_table('agenda_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_items_network_asked_by'), ['network', 'asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_items_network_meeting_position'), ['network', 'meeting', 'position'], unique=False)

    op.create_table('announcements',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('ref', Key, nullable=False),
    sa.Column('author', Key, nullable=False),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('changed_at', Utc(), nullable=False),
    sa.Column('state', Key, nullable=False),
    sa.Column('wordings', Json, nullable=False),
    sa.Column('writers', Json, nullable=False),
    sa.Column('audience', Json, nullable=False),
    sa.Column('delivery', Json, nullable=False),
    sa.Column('local', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('send_at', Utc(), nullable=True),
    sa.Column('approved_by', sa.Text(), nullable=False),
    sa.Column('approved_at', Utc(), nullable=True),
    sa.Column('sent_by', sa.Text(), nullable=False),
    sa.Column('sent_at', Utc(), nullable=True),
    sa.Column('edited_at', Utc(), nullable=True),
    sa.Column('proposed', Json, nullable=False),
    sa.Column('retracted_at', Utc(), nullable=True),
    sa.Column('reminded_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'author'], ['people.network', 'people.id'], name=op.f('fk_announcements_network_author')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_announcements')),
    sa.UniqueConstraint('network', 'ref', name=op.f('uq_announcements_network_ref'))
    )
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcements_network_author_created_at'), ['network', 'author', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcements_network_created_at'), ['network', 'created_at'], unique=False)

    op.create_table('calendar_addresses',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('generation', Key, nullable=False),
    sa.Column('fingerprint', Key, nullable=False),
    sa.Column('made_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_calendar_addresses_network_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('network', 'person', name=op.f('pk_calendar_addresses'))
    )
    with op.batch_alter_table('calendar_addresses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_addresses_network_fingerprint'), ['network', 'fingerprint'], unique=True)

    op.create_table('event_contributions',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('event', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('abstract', sa.Text(), nullable=False),
    sa.Column('authors', sa.Text(), nullable=False),
    sa.Column('kind', Key, nullable=False),
    sa.Column('sent_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'event'], ['gatherings.network', 'gatherings.id'], name=op.f('fk_event_contributions_network_event')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_event_contributions'))
    )
    with op.batch_alter_table('event_contributions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_contributions_network_event'), ['network', 'event'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_contributions_network_person'), ['network', 'person'], unique=False)

    op.create_table('event_feedback',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('event', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('given_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'event'], ['gatherings.network', 'gatherings.id'], name=op.f('fk_event_feedback_network_event')),
    sa.PrimaryKeyConstraint('network', 'event', 'person', name=op.f('pk_event_feedback'))
    )
    with op.batch_alter_table('event_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_feedback_network_person'), ['network', 'person'], unique=False)

    op.create_table('event_questions',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('event', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'event'], ['gatherings.network', 'gatherings.id'], name=op.f('fk_event_questions_network_event')),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_event_questions'))
    )
    with op.batch_alter_table('event_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_questions_network_event'), ['network', 'event'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_questions_network_person'), ['network', 'person'], unique=False)

    op.create_table('event_speakers',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('event', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('affiliation', sa.Text(), nullable=False),
    sa.Column('said', Key, nullable=False),
    sa.Column('bio', sa.Text(), nullable=False),
    sa.Column('recording', sa.Boolean(), nullable=False),
    sa.Column('slides', sa.Boolean(), nullable=False),
    sa.Column('public_bio', sa.Boolean(), nullable=False),
    sa.Column('asked_at', Utc(), nullable=True),
    sa.Column('answered_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'event'], ['gatherings.network', 'gatherings.id'], name=op.f('fk_event_speakers_network_event')),
    sa.PrimaryKeyConstraint('network', 'event', 'person', name=op.f('pk_event_speakers'))
    )
    with op.batch_alter_table('event_speakers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_speakers_network_person'), ['network', 'person'], unique=False)

    op.create_table('gathering_answers',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('gathering', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('wish', Key, nullable=False),
    sa.Column('place', Key, nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('institution', Key, nullable=False),
    sa.Column('queued_at', Utc(), nullable=True),
    sa.Column('offered_until', Utc(), nullable=True),
    sa.Column('replied_at', Utc(), nullable=True),
    sa.Column('route', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('accepted', sa.Text(), nullable=False),
    sa.Column('photos', sa.Boolean(), nullable=False),
    sa.Column('attended', Key, nullable=False),
    sa.Column('checked_in_at', Utc(), nullable=True),
    sa.Column('checked_in_by', sa.Text(), nullable=False),
    sa.Column('attendance_note', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'gathering'], ['gatherings.network', 'gatherings.id'], name=op.f('fk_gathering_answers_network_gathering')),
    sa.PrimaryKeyConstraint('network', 'gathering', 'person', name=op.f('pk_gathering_answers'))
    )
    with op.batch_alter_table('gathering_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gathering_answers_network_gathering_place_queued_at'), ['network', 'gathering', 'place', 'queued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_gathering_answers_network_person_gathering'), ['network', 'person', 'gathering'], unique=False)

    op.create_table('reminders',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('id', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('start', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('due_at', Utc(), nullable=True),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('told_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_reminders_network_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('network', 'id', name=op.f('pk_reminders'))
    )
    with op.batch_alter_table('reminders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminders_network_due_at'), ['network', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_reminders_network_person_due_at'), ['network', 'person', 'due_at'], unique=False)

    op.create_table('trips',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('home', sa.Text(), nullable=False),
    sa.Column('until', sa.Text(), nullable=False),
    sa.Column('ends_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'person'], ['people.network', 'people.id'], name=op.f('fk_trips_network_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('network', 'person', name=op.f('pk_trips'))
    )
    with op.batch_alter_table('trips', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trips_network_ends_at'), ['network', 'ends_at'], unique=False)

    op.create_table('announcement_reads',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('announcement', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('at', Utc(), nullable=False),
    sa.Column('route', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['network', 'announcement'], ['announcements.network', 'announcements.id'], name=op.f('fk_announcement_reads_network_announcement')),
    sa.PrimaryKeyConstraint('network', 'announcement', 'person', name=op.f('pk_announcement_reads'))
    )
    with op.batch_alter_table('announcement_reads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_reads_network_person'), ['network', 'person'], unique=False)

    op.create_table('announcement_recipients',
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('announcement', Key, nullable=False),
    sa.Column('person', Key, nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('institution', Key, nullable=False),
    sa.ForeignKeyConstraint(['network', 'announcement'], ['announcements.network', 'announcements.id'], name=op.f('fk_announcement_recipients_network_announcement')),
    sa.PrimaryKeyConstraint('network', 'announcement', 'person', name=op.f('pk_announcement_recipients'))
    )
    with op.batch_alter_table('announcement_recipients', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_recipients_network_person'), ['network', 'person'], unique=False)

    with op.batch_alter_table('card_copies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_card_copies_network_channel_message'), ['network', 'channel', 'message'], unique=False)

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email_refused', sa.Text(), server_default='', nullable=False))

