"""
The tables of the checks on the work: blind second keyings, looks at samples, delivery lots.

| table | one row is | written |
|---|---|---|
| keyings | what a person typed for a field without seeing what stood | only added |
| lots | papers that are accepted or refused together by a sample (ISO 2859-1) | when it is opened, and once when it is judged |
| lot_documents | a paper of a lot | when the lot is opened |
| checks | a paper that was drawn for a look | when it is drawn, and once when a person has looked |
| checked_values | whether a value that stood was right | with the look |
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata, moment

keyings = sa.Table(
    "keyings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), nullable=False, index=True),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False, doc="2: blind; 3: who saw both."),
    sa.Column("value", sa.JSON),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
)

lots = sa.Table(
    "lots",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, doc="Unit or contractor; its lots decide how sharply the next is looked at."),
    sa.Column("chosen", sa.JSON, nullable=False, doc="What the papers were chosen by: batch, unit, type."),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("aql", sa.Float, nullable=False, doc="Per cent."),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("letter", sa.Text, nullable=False),
    sa.Column("sample", sa.Integer, nullable=False),
    sa.Column("accept", sa.Integer, nullable=False),
    sa.Column("seed", sa.Text, nullable=False, doc="With it the draw can be made again."),
    sa.Column("inspects", sa.Text, sa.ForeignKey("lots.id"), doc="The refused lot that is presented again."),
    sa.Column("resumed", sa.Boolean, nullable=False, server_default=sa.false(), doc="Inspection of the source had been stopped."),
    sa.Column("state", sa.Text, nullable=False, doc="open, accepted, rejected; presented_again once it is."),
    sa.Column("wrong", sa.Integer, doc="Wrong papers in the sample, when it was judged."),
    sa.Column("opened_at", moment, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("judged_at", moment),
    sa.Column("judged_by", sa.Text),
    sa.Index("lots_source", "source", "judged_at"),
)

lot_documents = sa.Table(
    "lot_documents",
    metadata,
    sa.Column("lot_id", sa.Text, sa.ForeignKey("lots.id"), primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True, index=True),
)

checks = sa.Table(
    "checks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), nullable=False, index=True),
    sa.Column("lot_id", sa.Text, sa.ForeignKey("lots.id"), index=True, doc="Empty for a paper that went on unseen."),
    sa.Column("revision", sa.Integer, nullable=False, doc="The last ruling before it."),
    sa.Column("drawn_at", moment, nullable=False),
    sa.Column("checked_at", moment),
    sa.Column("actor", sa.Text),
    sa.Column("wrong", sa.Integer, doc="Values that were wrong; a paper that was refused counts one."),
)

checked_values = sa.Table(
    "checked_values",
    metadata,
    sa.Column("check_id", sa.Integer, sa.ForeignKey("checks.id"), primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("document_type", sa.Text, nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("by_person", sa.Boolean, nullable=False, doc="Whether the value had been a person's; else the machine's."),
    sa.Index("checked_values_field", "document_type", "field"),
)
