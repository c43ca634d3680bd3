"""History of the stock, and snapshots of the numbers."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
