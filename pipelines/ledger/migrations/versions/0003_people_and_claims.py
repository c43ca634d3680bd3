"""People who sit at the desk, their sessions, claims and drafts; why a document waits, in a word."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import desk_claims, desk_indexes, desk_notes, drafts, login_failures, people, sessions

revision = "0003"
down_revision = "0002"

REASONS = """
UPDATE documents SET reason = (
    SELECT f.rule FROM findings f WHERE f.document_id = documents.id
    ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'doubt' THEN 1 ELSE 2 END, f.id LIMIT 1
)
"""


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    for table in (people, sessions, login_failures, desk_claims, drafts, desk_notes):
        table.create(bind, checkfirst=True)
    if "reason" not in {column["name"] for column in sa.inspect(bind).get_columns("documents")}:
        op.add_column("documents", sa.Column("reason", sa.Text))
        op.execute(REASONS)
    for index in desk_indexes:
        index.create(bind, checkfirst=True)
