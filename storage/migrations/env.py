"""What Alembic runs: the migrations on the connection that `storage.schema` hands over; there is no alembic.ini."""

from alembic import context

from storage.base import metadata
from storage.schema import is_ours

given = context.config.attributes

context.configure(
    connection=given["connection"],
    target_metadata=metadata,
    render_as_batch=given.get("batch", True),  # SQLite changes a table by copying it
    render_item=given.get("render_item"),
    include_object=is_ours,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
