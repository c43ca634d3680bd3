"""People who sit at the desk, their sessions, claims and drafts."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
