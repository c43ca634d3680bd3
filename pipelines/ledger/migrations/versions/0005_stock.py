"""History of the stock, counts that the database keeps itself, and snapshots of the numbers."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger import steps
from pipelines.ledger.tables.stock import ALL, paper_cells, paper_changes, stale_units, state_changes, state_counts, stock_lines

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what the first tables, made new, have already; then count what is there."""
    bind = op.get_bind()
    for table in ALL:
        table.create(bind, checkfirst=True)
    op.execute("CREATE INDEX IF NOT EXISTS documents_unit ON documents (unit)")
    for statement in steps.triggers(bind.dialect.name):
        # Not by way of text(): a colon in it is no parameter.
        bind.exec_driver_sql(statement)
    for table in (paper_changes, paper_cells, state_changes, state_counts, stock_lines, stale_units):
        bind.execute(table.delete())
    names = ", ".join(("unit", "level", "document_type", *steps.PAPER_STEPS, "reused"))
    bind.execute(sa.text(f"INSERT INTO paper_cells ({names}) {steps.recount()}"))
    bind.execute(sa.text(f"INSERT INTO state_counts (outcome, stage, problem, n) {steps.recount_states()}"))
    bind.execute(
        sa.text(
            "INSERT INTO stock_lines (unit, level, document_type, count, state) "
            "SELECT unit, level, document_type, count, 'valid' FROM holdings"
        )
    )
    bind.execute(sa.text("INSERT INTO stale_units (unit) SELECT unit FROM paper_cells UNION SELECT unit FROM holdings"))
