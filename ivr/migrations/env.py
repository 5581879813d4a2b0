"""Alembic's entry."""

from importlib import import_module

from alembic import context

from ivr.database import Base
from ivr.migrations import MAPPED

for module in MAPPED:
    import_module(module)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
