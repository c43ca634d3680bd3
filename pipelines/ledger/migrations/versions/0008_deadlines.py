"""The day by which a batch is to be done, and the values that the desk offers because people vouched for them."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import batches, desk_order_indexes, documents, said_values
from pipelines.ledger.wording import remember_all

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    for table in (batches, documents):
        if "deadline" not in {column["name"] for column in sa.inspect(bind).get_columns(table.name)}:
            op.add_column(table.name, sa.Column("deadline", sa.Date))
    for index in desk_order_indexes:
        index.create(bind, checkfirst=True)
    if not sa.inspect(bind).has_table(said_values.name):
        said_values.create(bind)
        remember_all(bind)
