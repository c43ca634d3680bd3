"""What became of each signature, and what is to be signed again."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
