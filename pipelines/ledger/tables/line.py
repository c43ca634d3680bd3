"""
The tables of the line: papers, where they stand, and what was read, found, said and done.

| table | one row is | written |
|---|---|---|
| batches | a delivery of scans | opened at receipt, closed when all of it is in |
| documents | a received file and where it stands | at every station |
| artefacts | bytes in the store that belong to a document | when they are made; the newest of a kind counts |
| fields | a machine value with its provenance | replaced when a document is read again |
| findings | what a rule says about a document | replaced when it is checked again |
| reviews | a person's word on a field | only added |
| traits | a hash by which papers are found that are the same | replaced when a document is checked again |
| events | something that happened | only added, chained by hash; the database refuses change and removal |
| chain | the head of the event chain | one row; its lock puts writers in a line |
| holdings | stock to be digitized | imported; a later import replaces the count of its unit and type |
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata
from pipelines.ledger.tables.base import moment as _moment

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, doc="Where it was dropped; finds an interrupted delivery again."),
    sa.Column("unit", sa.Text),
    sa.Column("level", sa.Text),
    sa.Column("expected", sa.Integer, doc="Documents the manifest announces; empty without a manifest."),
    sa.Column("received_at", _moment, nullable=False),
    sa.Column("closed_at", _moment, doc="Empty until the whole delivery is in."),
    sa.Column("priority", sa.Integer, nullable=False, server_default="50", doc="Of the plan; 1 goes first."),
    sa.Column("deadline", sa.Date, doc="The day by which people want it done; a plan never writes it."),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("batch_id", sa.Text, sa.ForeignKey("batches.id"), nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("level", sa.Text),
    sa.Column("declared_type", sa.Text),
    sa.Column("dossier_code", sa.Text),
    sa.Column("owner_id", sa.Text),
    sa.Column("sheets", sa.Integer),
    sa.Column("seen", sa.JSON, doc="Marks that people saw on the paper, such as a dry seal."),
    sa.Column("notes", sa.Text, doc="What the manifest notes about the paper."),
    sa.Column("stage", sa.Text, nullable=False, doc="Last station finished."),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, doc="Code; empty when nothing is wrong."),
    sa.Column("message", sa.Text, doc="The problem in Vietnamese."),
    sa.Column("message_en", sa.Text),
    sa.Column("duplicate_of", sa.Text, sa.ForeignKey("documents.id")),
    sa.Column("part_of", sa.Text, sa.ForeignKey("documents.id"), doc="The document whose file held this paper too."),
    sa.Column("first_page", sa.Integer, doc="Of the file; empty where the whole file is one paper."),
    sa.Column("last_page", sa.Integer),
    sa.Column("document_type", sa.Text),
    sa.Column("type_confidence", sa.Float),
    sa.Column("reason", sa.Text, doc="Rule of the weightiest finding: why it waits for a person, in a word."),
    sa.Column("pages", sa.Integer),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", doc="Tries of the next station that did not finish."),
    sa.Column("chunk", sa.Text, doc="The Airflow task that moves it; any run may take it when empty."),
    sa.Column("claimed_by", sa.Text, doc="The run that works on it now."),
    sa.Column("claimed_until", _moment, doc="When the claim lapses if that run vanishes."),
    sa.Column("hold", sa.Text, doc="The lot that must be accepted before it may be signed."),
    sa.Column("priority", sa.Integer, nullable=False, server_default="50", doc="Its batch's: a claim goes by it."),
    sa.Column("deadline", sa.Date, doc="Its batch's: the desk goes by it."),
    sa.Column("updated_at", _moment, nullable=False),
    sa.UniqueConstraint("batch_id", "path", "sha256", name="documents_delivery"),
    sa.Index("documents_waiting", "outcome", "stage", "id"),
    sa.Index("documents_next", "outcome", "stage", "attempts", "priority", "id"),
    sa.Index("documents_sha256", "sha256"),
    sa.Index("documents_chunk", "chunk"),
    sa.Index("documents_hold", "hold"),
)

artefacts = sa.Table(
    "artefacts",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True, doc="original, source-1 and on, pages, archive, signed, published."),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
)

fields = sa.Table(
    "fields",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("raw", sa.Text, nullable=False),
    sa.Column("value", sa.JSON),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("box", sa.JSON, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("handwriting", sa.Float, nullable=False),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), nullable=False, index=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("field", sa.Text),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("message_en", sa.Text, nullable=False),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("machine_value", sa.JSON),
    sa.Column("human_value", sa.JSON),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", _moment, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Index("reviews_at", "at"),
)

traits = sa.Table(
    "traits",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False, doc="A hash; no personal data can be read from it."),
    sa.Index("traits_value", "kind", "value"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False, doc="ISO 8601 UTC, as it was hashed."),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Text),
    sa.Column("document_id", sa.Text),
    sa.Column("detail", sa.Text, nullable=False, doc="JSON; names of fields and codes, never personal data."),
    sa.Column("hash", sa.Text, nullable=False, doc="SHA-256 over the hash before and this row."),
    sa.Index("events_document", "document_id"),
    sa.Index("events_kind", "kind"),
)

chain = sa.Table(
    "chain",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

holdings = sa.Table(
    "holdings",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("document_type", sa.Text, primary_key=True),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("updated_at", _moment, nullable=False),
)
