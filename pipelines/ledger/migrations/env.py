"""Alembic's entry: runs the ledger's migrations on the connection that ``ledger.upgrade`` hands over."""

from alembic import context

from pipelines.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, version_table="ledger_version")
with context.begin_transaction():
    context.run_migrations()
