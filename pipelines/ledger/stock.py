"""The stock: what units count on their shelves, and every change of it (the denominator changes the percentage)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.places import name_units
from pipelines.ledger.tables import holdings, stale_units, stock_history, stock_lines, stock_units
from pipelines.model import Holding, Level, StockState

_SLICE = 500
_LINE = ("year", "shelf", "box", "count", "pages", "priority", "state", "reason")
Cell = tuple[str, str, str]
"""(unit, level, document type)"""


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of the denominator; both counts stay readable."""

    at: dt.datetime
    actor: str
    unit: str
    unit_name: str
    """As the unit was called then."""
    level: Level
    document_type: str
    before: int | None
    """None: not counted before."""
    after: int
    left_before: int
    """Expired or excluded, by the count of then."""
    left_after: int
    reason: str | None


class Stock(Door):
    """Takes counts over and tells what was counted."""

    def import_holdings(self, counted: Sequence[Holding], reason: str | None = None) -> int:
        """
        Take over a count of the stock; how many (unit, level, type) it changed.

        The lines of a (unit, level, type) take the place of its earlier ones; what changes a denominator goes into the history,
        with *reason*, and into the event log as a sum.
        """
        new: dict[Cell, list[Holding]] = defaultdict(list)
        for holding in counted:
            new[holding.unit, holding.level.value, holding.document_type].append(holding)
        with self._writing() as connection:
            name_units(connection, {h.unit: (h.unit_name, h.successor) for h in counted})
            before, lines = self._before(connection, {unit for unit, _, _ in new})
            changed = {cell: rows for cell, rows in new.items() if sorted(map(_line, rows)) != sorted(lines.get(cell, ()))}
            if not changed:
                return 0
            moment, history = now(), []
            for cell, rows in changed.items():
                left = sum(line[3] for line in lines.get(cell, ()) if line[6] != StockState.VALID)
                history.append(_change(cell, rows, before.get(cell), left, moment, self.actor, reason))
                for table in (holdings, stock_lines):
                    same = sa.and_(*(table.c[name] == value for name, value in zip(_CELL, cell, strict=True)))
                    connection.execute(table.delete().where(same))
            fresh = [{**dict(zip(_CELL, cell, strict=True)), **_as_row(h)} for cell, rows in changed.items() for h in rows]
            connection.execute(stock_lines.insert(), fresh)
            names = ("unit", "level", "document_type", "unit_name")
            connection.execute(
                holdings.insert(),
                [{**{n: row[n] for n in names}, "count": row["after"], "updated_at": moment} for row in history],
            )
            moved = [row for row in history if (row["before"], row["left_before"]) != (row["after"], row["left_after"])]
            if moved:
                connection.execute(stock_history.insert(), moved)
            mark_stale(connection, {unit for unit, _, _ in changed})
            detail = {
                "cells": len(changed),
                "before": sum(row["before"] or 0 for row in history),
                "count": sum(row["after"] for row in history),
                **({"reason": reason} if reason else {}),
            }
            events.append(connection, self.actor, "stock_counted", detail=detail)
        return len(changed)

    def _before(self, connection: sa.Connection, units: set[str]) -> tuple[dict[Cell, int], dict[Cell, list[tuple[Any, ...]]]]:
        counts: dict[Cell, int] = {}
        lines: dict[Cell, list[tuple[Any, ...]]] = defaultdict(list)
        for part in slices(sorted(units)):
            for row in connection.execute(sa.select(holdings).where(holdings.c.unit.in_(part))).mappings():
                counts[row["unit"], row["level"], row["document_type"]] = row["count"]
            for row in connection.execute(sa.select(stock_lines).where(stock_lines.c.unit.in_(part))).mappings():
                cell = (row["unit"], row["level"], row["document_type"])
                lines[cell].append(_sortable(tuple(row[name] for name in _LINE)))
        return counts, lines

    def holdings(self) -> tuple[Holding, ...]:
        """The stock as it is counted today, a row a unit, level and type."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(holdings).order_by(holdings.c.level, holdings.c.unit, holdings.c.document_type)
            ).mappings()
            return tuple(Holding(r["unit"], r["unit_name"], Level(r["level"]), r["document_type"], r["count"]) for r in rows)

    def stock_lines(self, unit: str | None = None) -> tuple[Holding, ...]:
        """Every line of the stock lists, those that left the stock too, most urgent first; of *unit* or of all."""
        same = sa.and_(*(holdings.c[name] == stock_lines.c[name] for name in _CELL))
        query = (
            sa.select(stock_lines, holdings.c.unit_name, stock_units.c.told)
            .join(holdings, same)
            .outerjoin(stock_units, stock_units.c.unit == stock_lines.c.unit)
        )
        query = query.where(stock_lines.c.unit == unit) if unit else query
        order = (sa.func.coalesce(stock_lines.c.priority, 99), stock_lines.c.unit, stock_lines.c.document_type, stock_lines.c.id)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(*order)).mappings().all()
        return tuple(
            Holding(
                unit=r["unit"],
                unit_name=r["unit_name"],
                level=Level(r["level"]),
                document_type=r["document_type"],
                successor=r["told"],
                **{**{name: r[name] for name in _LINE}, "state": StockState(r["state"])},
            )
            for r in rows
        )

    def corrections(self, *, unit: str | None = None, limit: int | None = None, only_changes: bool = True) -> list[Correction]:
        """Changes of the denominator, newest first; first counts are left out with *only_changes*."""
        query = sa.select(stock_history).order_by(stock_history.c.id.desc()).limit(limit)
        query = query.where(stock_history.c.unit == unit) if unit else query
        query = query.where(stock_history.c.before.is_not(None)) if only_changes else query
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        names = [name for name in Correction.__dataclass_fields__ if name != "level"]
        return [Correction(**{name: row[name] for name in names}, level=Level(row["level"])) for row in rows]

    def unit_names(self) -> dict[str, str]:
        """What units that hold papers are called: ``{code: name}``."""
        with self._reading() as connection:
            return dict(connection.execute(sa.select(stock_units.c.unit, stock_units.c.name)).tuples().all())


_CELL = ("unit", "level", "document_type")


def mark_stale(connection: sa.Connection, units: Iterable[str]) -> None:
    """Have the standings of *units* worked out anew."""
    wanted = set(units)
    there = set(connection.scalars(sa.select(stale_units.c.unit)))
    if wanted - there:
        connection.execute(stale_units.insert(), [{"unit": unit} for unit in sorted(wanted - there)])


def slices(values: Sequence[str], size: int = _SLICE) -> Iterator[Sequence[str]]:
    """*values* in parts that a statement can name."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _line(holding: Holding) -> tuple[Any, ...]:
    return _sortable(tuple(_as_row(holding)[name] for name in _LINE))


def _sortable(line: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        "" if value is None and name in _TEXTS else -1 if value is None else value
        for name, value in zip(_LINE, line, strict=True)
    )


_TEXTS = ("shelf", "box", "state", "reason")


def _as_row(holding: Holding) -> dict[str, Any]:
    return {**{name: getattr(holding, name) for name in _LINE}, "state": holding.state.value}


def _change(
    cell: Cell, rows: Sequence[Holding], before: int | None, left_before: int, at: dt.datetime, actor: str, reason: str | None
) -> dict[str, Any]:
    valid = [row.count for row in rows if row.state is StockState.VALID]
    left = [row.count for row in rows if row.state is not StockState.VALID]
    reasons = sorted({row.reason for row in rows if row.reason and row.state is not StockState.VALID})
    return {
        **dict(zip(_CELL, cell, strict=True)),
        "unit_name": rows[0].unit_name,
        "at": at,
        "actor": actor,
        "before": before,
        "after": sum(valid),
        "left_before": left_before,
        "left_after": sum(left),
        "reason": reason or "; ".join(reasons) or None,
    }
