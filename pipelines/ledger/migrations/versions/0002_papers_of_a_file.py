"""Several papers in one file, and hashes by which the same paper is found again."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import traits

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    there = {column["name"] for column in sa.inspect(bind).get_columns("documents")}
    for column in (sa.Column("part_of", sa.Text), sa.Column("first_page", sa.Integer), sa.Column("last_page", sa.Integer)):
        if column.name not in there:
            op.add_column("documents", column)
    traits.create(bind, checkfirst=True)
