"""The plan's priority of batches and their documents, which the line takes them by."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import batches, documents, plan_priorities

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    for table in (batches, documents):
        if "priority" not in {column["name"] for column in sa.inspect(bind).get_columns(table.name)}:
            op.add_column(table.name, sa.Column("priority", sa.Integer, nullable=False, server_default="50"))
    for index in documents.indexes:
        if index.name == "documents_next":
            index.create(bind, checkfirst=True)
    plan_priorities.create(bind, checkfirst=True)
