"""Second keyings, samples and lots."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import checked_values, checks, documents, keyings, lot_documents, lots

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    if "hold" not in {column["name"] for column in sa.inspect(bind).get_columns("documents")}:
        op.add_column("documents", sa.Column("hold", sa.Text))
    for index in documents.indexes:
        if index.name == "documents_hold":
            index.create(bind, checkfirst=True)
    for table in (keyings, lots, lot_documents, checks, checked_values):
        table.create(bind, checkfirst=True)
