"""Runs the registry's migrations on the connection, and inside the transaction, that `database.upgrade` hands over."""

from alembic import context

from pipelines.load.database import VERSION_TABLE
from pipelines.load.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=False,  # the transaction is the caller's: it also holds the lock
)
context.run_migrations()
