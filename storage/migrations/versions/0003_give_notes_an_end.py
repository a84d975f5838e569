"""Give notes an end. There is no way back but the backup."""

import sqlalchemy as sa
from alembic import op
from storage.base import Utc

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('until', Utc(), nullable=True))
        batch_op.create_index(batch_op.f('ix_notes_network_until'), ['network', 'until'], unique=False)
    # the questions behind buttons so far, which nobody would ever delete: these buttons ask in general words
    op.execute("DELETE FROM notes WHERE key NOT LIKE 'first space: %'")
