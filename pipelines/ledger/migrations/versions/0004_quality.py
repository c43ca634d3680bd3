"""Second keyings, samples and lots."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import checked_values, checks, documents, keyings, lot_documents, lots, reviews

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    if "hold" not in {column["name"] for column in sa.inspect(bind).get_columns("documents")}:
        op.add_column("documents", sa.Column("hold", sa.Text))
    for index in (*documents.indexes, *reviews.indexes):
        if index.name in ("documents_hold", "reviews_at"):
            index.create(bind, checkfirst=True)
    for table in (keyings, lots, lot_documents, checks, checked_values):
        table.create(bind, checkfirst=True)
