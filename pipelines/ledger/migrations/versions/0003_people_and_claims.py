"""People who sit at the desk, their sessions, claims and drafts."""

from alembic import op

from pipelines.ledger.tables import desk_claims, desk_notes, desk_queue, drafts, login_failures, people, sessions

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what the first tables, made new, have already."""
    bind = op.get_bind()
    for table in (people, sessions, login_failures, desk_claims, drafts, desk_notes):
        table.create(bind, checkfirst=True)
    desk_queue.create(bind, checkfirst=True)
