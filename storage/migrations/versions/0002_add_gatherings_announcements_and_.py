"""Add gatherings, announcements and reminders. There is no way back but the backup."""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    with op.batch_alter_table('card_copies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person', sa.Text(), server_default='', nullable=False))

