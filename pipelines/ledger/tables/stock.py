"""
The tables of the numbers: the stock with its history, the counts that are kept while work goes on, and what was frozen of them.

| table | one row is | written |
|---|---|---|
| stock_lines | a line of a stock list: a shelf, a year, a state | an import replaces the lines of its (unit, level, type) |
| stock_history | a change of the denominator: before, after, why | only added |
| stock_units | a unit that holds papers: its name, who follows it, where it lies | when its code is first seen |
| reuses | a result used for a dossier | only added |
| dossier_counts | current dossiers of a unit and month (Decision 766), apart from the stock | imported |
| paper_changes | what a change of ``documents`` or ``reuses`` means for the counts | by triggers; gone once folded |
| paper_cells | the counts of a (unit, level, type), as ``steps`` defines them | folded |
| state_changes, state_counts | the same for (outcome, stage, problem): what waits where | likewise |
| done_cells | results of a (unit, level, type, year): a copy of what the registry counts | when the registry's version is newer |
| stale_units | a unit whose standings are to be worked out anew | with every change |
| standings | the chain of numbers of a (unit, level, type) | worked out from the cells of the unit |
| year_standings | what each year added to a (unit, level); the year 0 holds its stock | likewise |
| snapshots | the chain of numbers of a province and level on a day | nightly, once a day |
| reports | the figures of a report, frozen with cut-off and hash | only added |
| counting_state | how far the copies are | with them |

Texts stand in place of NULL as keys: the empty one means unknown. ``steps`` says what is counted.
"""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.ledger.tables.base import metadata, moment

PAPERS = ("scanned", "read", "reviewed", "signed", "excluded", "duplicates", "waiting", "aside", "reused")
"""What the ledger counts of its own documents."""
CHAIN = ("counted", "excluded", "in_stock", "scanned", "read", "reviewed", "signed", "loaded", "reused", "covered")
"""A cell's figures, in the order of the line."""
BESIDE = ("duplicates", "waiting", "aside")


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


stock_lines = sa.Table(
    "stock_lines",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("document_type", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, doc="In which the papers were issued."),
    sa.Column("shelf", sa.Text),
    sa.Column("box", sa.Text),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("pages", sa.Integer, doc="Estimated, of all papers of the line."),
    sa.Column("priority", sa.Integer, doc="1 first; empty: none given."),
    sa.Column("state", sa.Text, nullable=False, doc="valid, expired, excluded; only valid ones are in the denominator."),
    sa.Column("reason", sa.Text, doc="Why it is not in the denominator."),
    sa.Index("stock_lines_cell", "unit", "level", "document_type"),
)

stock_history = sa.Table(
    "stock_history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False, doc="As it was called then."),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("document_type", sa.Text, nullable=False),
    sa.Column("before", sa.Integer, doc="Empty: not counted before."),
    sa.Column("after", sa.Integer, nullable=False),
    sa.Column("left_before", sa.Integer, nullable=False, doc="Expired or excluded by then."),
    sa.Column("left_after", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Index("stock_history_cell", "unit", "level", "document_type"),
)

stock_units = sa.Table(
    "stock_units",
    metadata,
    _key("unit"),
    sa.Column("name", sa.Text, nullable=False, doc="As the newest stock list calls it, else by the lists of units."),
    sa.Column("told", sa.Text, doc="The unit that a person said has taken its papers over."),
    sa.Column("today", sa.Text, nullable=False, doc="Who has its papers today: told, else its only successor, else itself."),
    sa.Column("province", sa.Text, nullable=False, doc="Code of today; empty for ministries and unknown codes."),
    sa.Column("province_then", sa.Text, nullable=False, doc="Code before 1 July 2025."),
    sa.Column("district", sa.Text, nullable=False, doc="Former district, where there is one and only one."),
    sa.Column("heirs", sa.JSON, nullable=False, doc="Codes of all units of today on its ground."),
    sa.Index("stock_units_today", "today"),
)

reuses = sa.Table(
    "reuses",
    metadata,
    sa.Column("document_id", sa.Text, primary_key=True),
    sa.Column("dossier_code", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("document_type", sa.Text, nullable=False),
    sa.Column("first", sa.Boolean, nullable=False, doc="A paper counts once, however often it is used."),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
)

dossier_counts = sa.Table(
    "dossier_counts",
    metadata,
    _key("month"),
    _key("unit"),
    sa.Column("unit_name", sa.Text, nullable=False),
    _count("dossiers"),
    _count("result_due"),
    _count("result_electronic"),
    _count("digitized"),
    _count("received"),
    _count("component_reused"),
    _count("connected"),
    sa.Column("updated_at", moment, nullable=False),
)

paper_changes = sa.Table(
    "paper_changes",
    metadata,
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("document_type", sa.Text, nullable=False),
    *(_count(name) for name in PAPERS),
)

paper_cells = sa.Table(
    "paper_cells", metadata, _key("unit"), _key("level"), _key("document_type"), *(_count(name) for name in PAPERS)
)

state_changes = sa.Table(
    "state_changes",
    metadata,
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("n", sa.BigInteger, nullable=False),
)

state_counts = sa.Table(
    "state_counts", metadata, _key("outcome"), _key("stage"), _key("problem"), sa.Column("n", sa.BigInteger, nullable=False)
)

done_cells = sa.Table(
    "done_cells",
    metadata,
    _key("unit"),
    _key("level"),
    _key("document_type"),
    sa.Column("year", sa.Integer, primary_key=True, doc="Of the loading or the revocation, in Vietnam."),
    _count("loaded"),
    _count("revoked"),
)

stale_units = sa.Table("stale_units", metadata, _key("unit"))

standings = sa.Table(
    "standings",
    metadata,
    _key("unit"),
    _key("level"),
    _key("document_type"),
    sa.Column("basis", sa.Text, primary_key=True, doc="today: by the unit that has it today; own: as before the merger; both."),
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False),
    *(_count(name) for name in (*CHAIN, *BESIDE)),
    sa.Index("standings_place", "province", "district"),
)

year_standings = sa.Table(
    "year_standings",
    metadata,
    _key("unit"),
    _key("level"),
    _key("basis"),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False),
    _count("in_stock"),
    _count("loaded"),
    _count("covered"),
)

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("day", sa.Date, primary_key=True, doc="In Vietnam."),
    _key("province"),
    _key("level"),
    sa.Column("cut_off", moment, nullable=False),
    sa.Column("query_version", sa.Text, nullable=False),
    *(_count(name) for name in (*CHAIN, *BESIDE)),
)

reports = sa.Table(
    "reports",
    metadata,
    _key("period"),
    sa.Column("version", sa.Integer, primary_key=True, doc="From 1; a later one corrects the earlier and leaves it readable."),
    sa.Column("cut_off", moment, nullable=False),
    sa.Column("figures", sa.Text, nullable=False, doc="Canonical JSON: the files are made from nothing else."),
    sa.Column("sha256", sa.Text, nullable=False, doc="Of the figures."),
    sa.Column("made_at", moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
)

counting_state = sa.Table("counting_state", metadata, _key("name"), sa.Column("value", sa.Text, nullable=False))

ALL = (
    stock_lines, stock_history, stock_units, reuses, dossier_counts, paper_changes, paper_cells, state_changes, state_counts,
    done_cells, stale_units, standings, year_standings, snapshots, reports, counting_state,
)  # fmt: skip
