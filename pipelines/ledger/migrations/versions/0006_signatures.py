"""What became of each signature, and when its bytes were last looked at."""

from alembic import op

from pipelines.ledger.tables import fixity, signatures

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    signatures.create(op.get_bind(), checkfirst=True)
    fixity.create(op.get_bind(), checkfirst=True)
