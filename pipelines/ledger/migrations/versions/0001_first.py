"""The first tables, and an event log that the database itself keeps append-only."""

import sqlalchemy as sa
from alembic import op

from pipelines.ledger.tables import metadata

revision = "0001"
down_revision = None

SQLITE = """
CREATE TRIGGER events_no_{name} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
POSTGRES = """
CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$;
CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();
"""


def upgrade() -> None:
    """Create everything; later revisions spell their changes out."""
    bind = op.get_bind()
    metadata.create_all(bind)
    bind.execute(sa.text("INSERT INTO chain (id, seq, hash) VALUES (1, 0, '')"))
    if bind.dialect.name == "sqlite":
        for name, verb in (("update", "UPDATE"), ("delete", "DELETE")):
            op.execute(SQLITE.format(name=name, verb=verb))
    else:
        op.execute(POSTGRES)
