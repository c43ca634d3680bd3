"""
The tables of what managers look ahead by.

| table | one row is | written |
|---|---|---|
| forecasts | where a part of the house is heading, as of a day | once a day, or when its stock or goal changed |
| one_stop_shops | a one-stop shop, and since when it works by the process (Decision 468) | an import replaces its row |

Texts stand in place of NULL as keys.
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata, moment

forecasts = sa.Table(
    "forecasts",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True, doc="country, level, province, unit."),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("goal", sa.Date, primary_key=True, doc="The day by which it should be done."),
    sa.Column("percent", sa.Float, primary_key=True, doc="Of the stock that should be done by then."),
    sa.Column("day", sa.Date, nullable=False, doc="On which it was worked out, in Vietnam."),
    sa.Column("in_stock", sa.BigInteger, nullable=False),
    sa.Column("pace", sa.Float, doc="Papers a working day; empty: too few weeks with results."),
    sa.Column("earliest", sa.Date),
    sa.Column("finish", sa.Date),
    sa.Column("latest", sa.Date),
    sa.Column("missing_low", sa.Float, doc="Papers that will be missing at the goal."),
    sa.Column("missing", sa.Float),
    sa.Column("missing_high", sa.Float),
    sa.Column("made_at", moment, nullable=False),
)

one_stop_shops = sa.Table(
    "one_stop_shops",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("since", sa.Date, doc="First day on which it works by the process; empty: not yet."),
    sa.Column("closed", sa.Date, doc="First day on which there is no such shop any more; empty: it is there."),
    sa.Column("reported_by", sa.Text, nullable=False, doc="The report or office that says so."),
    sa.Column("actor", sa.Text, nullable=False, doc="Who took the report over."),
    sa.Column("updated_at", moment, nullable=False),
)
