"""Second keyings, samples and lots."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
