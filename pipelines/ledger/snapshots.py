"""The numbers as pages and reports read them, and what is frozen of them: daily snapshots, and reports."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.steps import PAPER_STEPS, QUERY_VERSION
from pipelines.ledger.tables import batches, documents, reports, reviews, snapshots, standings, stock_units, year_standings
from pipelines.ledger.tables.stock import BESIDE, CHAIN
from pipelines.model import Chain, Document, Outcome

_FIGURES = (*CHAIN, *BESIDE)
"""The columns, in the order of the fields of ``Chain``."""
BASES = {"today": ("today", "both"), "own": ("own", "both")}
"""By the units of today, or by those that counted the stock, merged or not."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures of a report as they were when it was made."""

    period: str
    version: int
    cut_off: dt.datetime
    figures: str
    """Canonical JSON."""
    sha256: str
    made_at: dt.datetime
    actor: str


class Snapshots(Door):
    """Reads standings; freezes them."""

    def chains(self, *by: str, basis: str = "today", **where: str | Sequence[str]) -> dict[tuple[str, ...], Chain]:
        """
        The chain of numbers by *by*: any of ``level``, ``province``, ``district``, ``unit``, ``document_type``; of those rows
        *where* the same columns have these values. With the *basis* ``own``, provinces and units are those before a merger.
        """
        columns, table = _columns(standings, basis)
        keys = [columns[name] for name in by]
        sums = [sa.func.sum(standings.c[name]).label(name) for name in _FIGURES]
        query = sa.select(*keys, *sums).select_from(table).where(standings.c.basis.in_(BASES[basis]), *_where(columns, where))
        query = query.group_by(*keys) if keys else query
        with self._reading() as connection:
            rows = connection.execute(query).all()
        n = len(by)
        return {tuple(row[:n]): Chain(*(int(value or 0) for value in row[n:])) for row in rows}

    def by_year(self, year: int) -> dict[str, tuple[int, int, int]]:
        """(in stock, loaded, covered) of each level by the end of *year*; the stock is that of today."""
        t = year_standings
        sums = [sa.func.sum(t.c[name]) for name in ("in_stock", "loaded", "covered")]
        query = sa.select(t.c.level, *sums).where(t.c.basis.in_(BASES["today"]), t.c.year <= year).group_by(t.c.level)
        with self._reading() as connection:
            return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in connection.execute(query)}

    def units(self, **where: str | Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """What is known of the units that hold papers, by code: name, today, province, district …"""
        columns = dict(stock_units.c)
        with self._reading() as connection:
            rows = connection.execute(sa.select(stock_units).where(*_where(columns, where))).mappings().all()
        return {row["unit"]: dict(row) for row in rows}

    def papers_of_batch(self, batch_id: str, limit: int = 1000) -> tuple[Document, ...]:
        """The documents of a batch, by id."""
        query = sa.select(documents).where(documents.c.batch_id == batch_id).order_by(documents.c.id).limit(limit)
        with self._reading() as connection:
            return tuple(as_document(row) for row in connection.execute(query))

    def batch_chains(self, units: Sequence[str] = (), *, batch: str | None = None) -> dict[tuple[str, dt.datetime], Chain]:
        """
        The chain of each batch with papers of *units*, or of one *batch*, by (batch, received at), newest first.

        Stock and registry know no batches: ``loaded`` is what this ledger handed over, revoked or not.
        """
        sums = [
            sa.func.sum(sa.case((sa.text(test.format(row="documents")), 1), else_=0)).label(n) for n, test in PAPER_STEPS.items()
        ]
        loaded = sa.func.sum(sa.case((documents.c.outcome == Outcome.LOADED, 1), else_=0))
        of_units = documents.c.unit.in_(list(units))
        chosen = (
            [documents.c.batch_id == batch] if batch else [of_units | documents.c.unit.is_(None) if "" in units else of_units]
        )
        query = (
            sa.select(batches.c.id, batches.c.received_at, loaded.label("loaded"), *sums)
            .join(batches, batches.c.id == documents.c.batch_id)
            .where(*chosen)
            .group_by(batches.c.id, batches.c.received_at)
            .order_by(batches.c.received_at.desc())
        )
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        names = ("loaded", *PAPER_STEPS)
        return {(r["id"], r["received_at"]): Chain(**{name: int(r[name]) for name in names}) for r in rows}

    def straight_through(self) -> dict[str, int]:
        """Of the papers that passed review, how many no person said anything about: ``{"decided", "straight"}``."""
        with self._reading() as connection:
            decided = (
                connection.scalar(sa.select(sa.func.sum(standings.c.reviewed)).where(standings.c.basis.in_(BASES["today"]))) or 0
            )
            people = sa.select(sa.func.count(sa.distinct(reviews.c.document_id)))
            passed = people.join(documents, documents.c.id == reviews.c.document_id).where(
                documents.c.stage.in_(("review", "sign", "load")), documents.c.outcome != Outcome.EXCLUDED
            )
            touched = connection.scalar(passed) or 0
        return {"decided": int(decided), "straight": max(0, int(decided) - touched)}

    def take_snapshot(self, day: dt.date) -> int:
        """Freeze the chain of every province and level under *day*; the same day again replaces it. How many rows."""
        chains = self.chains("province", "level")
        moment = now()
        rows = [
            {
                "day": day,
                "province": province,
                "level": level,
                "cut_off": moment,
                "query_version": QUERY_VERSION,
                **{name: getattr(chain, name) for name in _FIGURES},
            }
            for (province, level), chain in chains.items()
        ]
        with self._writing() as connection:
            connection.execute(snapshots.delete().where(snapshots.c.day == day))
            if rows:
                connection.execute(snapshots.insert(), rows)
        return len(rows)

    def snapshots(self, province: str | None = None, since: dt.date | None = None) -> dict[tuple[dt.date, str], Chain]:
        """The frozen chains by (day, level): of a province, or of all together."""
        table = snapshots
        sums = [sa.func.sum(table.c[name]).label(name) for name in _FIGURES]
        query = sa.select(table.c.day, table.c.level, *sums).group_by(table.c.day, table.c.level).order_by(table.c.day)
        query = query.where(table.c.province == province) if province is not None else query
        query = query.where(table.c.day >= since) if since else query
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return {(row[0], row[1]): Chain(*(int(value) for value in row[2:])) for row in rows}

    def freeze_report(self, period: str, cut_off: dt.datetime, figures: str) -> Frozen:
        """Keep *figures* as the next version of the report of *period*; the same figures again are the version that is there."""
        sha256 = hashlib.sha256(figures.encode()).hexdigest()
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(45, 26)"))
            last = connection.execute(
                sa.select(reports).where(reports.c.period == period).order_by(reports.c.version.desc())
            ).first()
            if last is not None and last.sha256 == sha256:
                return Frozen(*last)
            row = Frozen(period, last.version + 1 if last else 1, cut_off, figures, sha256, now(), self.actor)
            connection.execute(reports.insert().values({name: getattr(row, name) for name in Frozen.__dataclass_fields__}))
            detail = {"period": period, "version": row.version, "sha256": sha256}
            events.append(connection, self.actor, "report_frozen", detail=detail)
        return row

    def reports(self, period: str | None = None) -> list[Frozen]:
        """Frozen reports, newest first."""
        query = sa.select(reports).order_by(reports.c.made_at.desc(), reports.c.version.desc())
        query = query.where(reports.c.period == period) if period else query
        with self._reading() as connection:
            return [Frozen(*row) for row in connection.execute(query)]


def _columns(table: sa.Table, basis: str) -> tuple[dict[str, Any], Any]:
    """Columns to group by, and what to select from: a unit's province of then is known to ``stock_units`` alone."""
    columns = dict(table.c)
    if basis == "today":
        return columns, table
    return {**columns, "province": stock_units.c.province_then}, table.join(stock_units, stock_units.c.unit == table.c.unit)


def _where(columns: Mapping[str, Any], where: Mapping[str, str | Sequence[str]]) -> list[Any]:
    return [columns[name] == value if isinstance(value, str) else columns[name].in_(list(value)) for name, value in where.items()]
