"""
The tables of what became of signed files.

| table | one row is | written |
|---|---|---|
| signatures | the level of a document's signed file, and when it is looked at again | when it is signed, lifted or renewed |
| fixity | when bytes in the store were last held against their hash | by ``sohoa maintain`` |
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata, moment

signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("wanted", sa.Text, nullable=False, doc="PAdES level that the policy asked for."),
    sa.Column("reached", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, doc="Code of why it is less than wanted; empty when it is not."),
    sa.Column("ends", moment, nullable=False, doc="When the newest proof of the file ends."),
    sa.Column("digest", sa.Text, nullable=False, doc="Digest algorithm of that proof."),
    sa.Column("stamps", sa.Integer, nullable=False, doc="Document time stamps in the file."),
    sa.Column("lifts", sa.Integer, nullable=False, server_default="0", doc="Files that followed the first one."),
    sa.Column("due_at", moment, doc="When it is to be lifted or renewed; pushed ahead while somebody does it."),
    sa.Column("archive_valid", sa.Boolean, doc="Whether the published file is PDF/A; empty while nobody looked."),
    sa.Column("updated_at", moment, nullable=False),
    sa.Index("signatures_due", "due_at"),
)

fixity = sa.Table(
    "fixity",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("checked_at", moment, nullable=False),
    sa.Column("fault", sa.Text, doc="gone or changed; empty when the bytes are what they were."),
    sa.Index("fixity_checked", "checked_at"),
)
