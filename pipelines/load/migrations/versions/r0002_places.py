"""Where a paper belongs today: the administrative units that it names, and those that follow them."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables. Columns are explained in ``pipelines/load/tables.py``."""
    op.create_table(
        "result_places",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("district", sa.Text),
        sa.Column("commune", sa.Text),
        sa.Column("valid_on", sa.Date, nullable=False),
        sa.Column("list_version", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "field", name="pk_result_places"),
        sa.ForeignKeyConstraint(["document_id"], ["results.document_id"], name="fk_result_places_document_id"),
    )
    op.create_table(
        "result_units",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "field", "code", name="pk_result_units"),
        sa.ForeignKeyConstraint(["document_id"], ["results.document_id"], name="fk_result_units_document_id"),
    )
    op.create_index("ix_result_units_code", "result_units", ["code"])


def downgrade() -> None:
    """Refused: it would throw away what was resolved."""
    raise NotImplementedError("the registry is never taken back by a migration; restore a backup instead")
