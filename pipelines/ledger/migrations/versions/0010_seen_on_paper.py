"""What people saw on the paper, and the manifest's notes about it."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import documents

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(documents.name)}
    for name, kind in (("seen", sa.JSON), ("notes", sa.Text)):
        if name not in there:
            op.add_column(documents.name, sa.Column(name, kind))
