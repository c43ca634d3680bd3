"""Counts of results that the database keeps itself."""

from alembic import op

from pipelines.load import counting
from pipelines.load.tables import result_cells, result_changes, result_weeks

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and triggers, then count what is there."""
    bind = op.get_bind()
    for table in (result_changes, result_cells, result_weeks):
        table.create(bind, checkfirst=True)
    for statement in counting.triggers(bind.dialect.name):
        # Not by way of text(): a colon in it is no parameter.
        bind.exec_driver_sql(statement)
    counting.recount(bind)


def downgrade() -> None:
    """Refused, as all others are."""
    raise NotImplementedError("the registry is never taken back by a migration; restore a backup instead")
