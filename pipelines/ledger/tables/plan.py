"""
The table of the plan that people put into effect.

| table | one row is | written |
|---|---|---|
| plan_priorities | how soon the plan signs papers of a (unit, level, type) | a plan that is applied replaces all |
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata

plan_priorities = sa.Table(
    "plan_priorities",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True, doc="Of today."),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("document_type", sa.Text, primary_key=True),
    sa.Column("priority", sa.Integer, nullable=False, doc="Week of the plan, from 1; 1 goes first."),
)
