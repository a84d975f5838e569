"""Keep why a gathering is off, and what people knew of it. There is no way back but the backup."""

import sqlalchemy as sa
from alembic import op
from storage.base import Json, Key

revision = '0004'
down_revision = '0003'

gatherings = sa.table(
    'gatherings', sa.column('network'), sa.column('id', Key), sa.column('why'), sa.column('was', Json),
    sa.column('extra', Json),
)


def upgrade() -> None:
    with op.batch_alter_table('gatherings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('why', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('was', Json, server_default='{}', nullable=False))
    # so far both stood among the answers of its kind
    found = op.get_bind().execute(sa.select(gatherings.c.network, gatherings.c.id, gatherings.c.extra)).all()
    for network, gathering, extra in found:
        was = {key.removeprefix('was.'): value for key, value in extra.items() if key.startswith('was.')}
        kept = {key: value for key, value in extra.items() if key != 'off_because' and not key.startswith('was.')}
        if kept != extra:
            op.execute(
                gatherings.update()
                .where(gatherings.c.network == network, gatherings.c.id == gathering)
                .values(why=extra.get('off_because', ''), was=was, extra=kept)
            )
