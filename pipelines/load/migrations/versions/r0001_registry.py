"""The registry: results, conversions, persons, revocations, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create all tables. Columns are explained in ``pipelines/load/tables.py``."""
    op.create_table(
        "results",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("document_type", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("level", sa.Text),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("document_number", sa.Text),
        sa.Column("document_number_key", sa.Text),
        sa.Column("issue_date", sa.Text),
        sa.Column("owner_id", sa.Text),
        sa.Column("dossier_code", sa.Text),
        sa.Column("result_code", sa.Text),
        sa.Column("paper_code", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content_sha256", sa.Text, nullable=False),
        sa.Column("file_key", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.Text, nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("revoked_reason", sa.Text),
        sa.PrimaryKeyConstraint("document_id", name="pk_results"),
        sa.UniqueConstraint("result_code", name="uq_results_result_code"),
    )
    for column in ("document_number_key", "owner_id", "dossier_code", "paper_code", "loaded_at"):
        op.create_index(f"ix_results_{column}", "results", [column])
    op.create_table(
        "conversions",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("converted_at", MOMENT, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("sheets", sa.Integer),
        sa.Column("original_sha256", sa.Text, nullable=False),
        sa.Column("archive_sha256", sa.Text),
        sa.PrimaryKeyConstraint("document_id", name="pk_conversions"),
        sa.ForeignKeyConstraint(["document_id"], ["results.document_id"], name="fk_conversions_document_id"),
        sa.UniqueConstraint("serial", name="uq_conversions_serial"),
    )
    op.create_index("ix_conversions_original_sha256", "conversions", ["original_sha256"])
    op.create_table(
        "result_persons",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("personal_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "personal_id", name="pk_result_persons"),
        sa.ForeignKeyConstraint(["document_id"], ["results.document_id"], name="fk_result_persons_document_id"),
    )
    op.create_index("ix_result_persons_personal_id", "result_persons", ["personal_id"])
    op.create_table(
        "revocations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revocations"),
        sa.ForeignKeyConstraint(["document_id"], ["results.document_id"], name="fk_revocations_document_id"),
        sa.UniqueConstraint("document_id", name="uq_revocations_document_id"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["document_id"], ["results.document_id"], name="fk_outbox_document_id"),
        sa.UniqueConstraint("kind", "document_id", "version", name="uq_outbox_kind_document_id_version"),
    )
    op.create_index("ix_outbox_sent_at", "outbox", ["sent_at"])
    _make_revocations_append_only()


def _make_revocations_append_only() -> None:
    """A revocation is evidence: not even this program may change or remove one."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_revocation_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'revocations are append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER revocations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revocations "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_revocation_change()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER revocations_no_{action.lower()} BEFORE {action} ON revocations "
            "BEGIN SELECT RAISE(ABORT, 'revocations are append-only'); END"
        )


def downgrade() -> None:
    """Refused: it would throw away the registry."""
    raise NotImplementedError("the registry is never dropped by a migration; restore a backup instead")
