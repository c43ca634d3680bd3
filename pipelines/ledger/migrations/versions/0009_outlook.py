"""What managers look ahead by: forecasts by part, and the one-stop shops that work by the process."""

from alembic import op

from pipelines.ledger.tables import forecasts, one_stop_shops

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    for table in (forecasts, one_stop_shops):
        table.create(op.get_bind(), checkfirst=True)
