"""What a conversion saw on the paper, and what was said of it."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. They are explained in ``pipelines/load/tables.py``."""
    op.add_column("conversions", sa.Column("seen", sa.JSON))
    for name in ("notes", "statement", "signature_level"):
        op.add_column("conversions", sa.Column(name, sa.Text))


def downgrade() -> None:
    """Refused, as all others are."""
    raise NotImplementedError("the registry is never taken back by a migration; restore a backup instead")
