"""
The counts that are kept: folding what the triggers noted, and the standings that pages read.

A page over ten million documents cannot count them. Triggers note what each change means (``steps``); whoever asks for numbers
first folds the notes into cells and has the units that they touch worked out anew. Nothing is estimated: the standings are at
every moment what a count of all documents would give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from pipelines.ledger import places, steps
from pipelines.ledger.door import Door
from pipelines.ledger.stock import mark_stale, slices
from pipelines.ledger.tables import (
    counting_state,
    done_cells,
    holdings,
    paper_cells,
    paper_changes,
    reuses,
    stale_units,
    standings,
    state_changes,
    state_counts,
    year_standings,
)
from pipelines.ledger.tables.stock import BESIDE, CHAIN, PAPERS
from pipelines.model import Chain

_KEYS = "unit, level, document_type"
_LOCK = "SELECT pg_advisory_xact_lock(45, 766)"

DoneCell = tuple[str, str, str, int, int, int]
"""(unit, level, document type, year, loaded, revoked); empty texts where unknown."""


@dataclass
class Cells:
    """All that is counted of some units, by (level, document type); empty texts where unknown."""

    stock: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    papers: dict[tuple[str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    done: dict[tuple[str, str, int], int] = field(default_factory=lambda: defaultdict(int))
    """By year too: loaded less revoked."""


Standing = tuple[dict[tuple[str, str], Chain], dict[tuple[str, int], tuple[int, int]]]
"""The chain of each (level, type), and what each year added to a level: (loaded, covered)."""


class Counting(Door):
    """Keeps the counts true."""

    def done_version(self) -> int:
        """Up to which version the registry's counts are copied; -1 for none."""
        with self._reading() as connection:
            value = connection.scalar(sa.select(counting_state.c.value).where(counting_state.c.name == "done_version"))
        return int(value) if value is not None else -1

    def is_fresh(self) -> bool:
        """Whether nothing was noted since the standings were worked out."""
        with self._reading() as connection:
            return not any(
                connection.execute(sa.select(sa.literal(1)).select_from(t).limit(1)).first() for t in (paper_changes, stale_units)
            )

    def refresh(
        self,
        stand: Callable[[Cells, bool], Standing],
        done: Sequence[DoneCell] = (),
        version: int | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """
        Work out the standings of every unit that something changed for; *stand* is what says how (``targets.stand``).

        *done* are cells of the registry's counts as of its *version*; with *whole* they are all it has, and everything is
        counted anew from the documents. One transaction; two that refresh at once wait for each other.
        """
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(_LOCK))
            if whole:
                _recount(connection)
            else:
                _fold(connection)
            _take_done(connection, done, version, whole=whole)
            stale = list(connection.scalars(sa.select(stale_units.c.unit)))
            places.ensure(connection, stale)
            touched = sorted({row.today for row in places.known_units(connection, "unit", stale)})
            for part in slices(touched):
                rows = {row.unit: row for row in places.known_units(connection, "today", part)}
                rows |= {row.unit: row for row in places.known_units(connection, "unit", set(part) - rows.keys())}
                members: dict[str, list[str]] = {unit: [] for unit in part}
                for row in rows.values():
                    if row.today in members:
                        members[row.today].append(row.unit)
                _work_out(connection, stand, members, rows)
            connection.execute(stale_units.delete())

    def miscounted(self) -> int:
        """How many cells of the kept counts differ from a count of the documents: 0, or triggers were tampered with."""
        keys = [paper_cells.c[name] for name in ("unit", "level", "document_type")]
        names = [*steps.PAPER_STEPS]
        with self._writing() as connection:
            _fold(connection)
            kept = {
                tuple(row[:3]): tuple(row[3:]) for row in connection.execute(sa.select(*keys, *(paper_cells.c[n] for n in names)))
            }
            fresh = connection.execute(sa.text(steps.recount())).mappings()
            states = {tuple(row) for row in connection.execute(sa.select(state_counts).where(state_counts.c.n != 0))}
            real_states = {tuple(row) for row in connection.execute(sa.text(steps.recount_states()))}
            real = {(r["unit"], r["level"], r["document_type"]): tuple(int(r[n]) for n in names) for r in fresh}
        none = (0,) * len(names)
        return len(states ^ real_states) + sum(kept.get(cell, none) != real.get(cell, none) for cell in kept.keys() | real.keys())


def _fold(connection: sa.Connection) -> None:
    """Add what triggers noted to the cells; what is noted meanwhile stays for the next time."""
    sums = ", ".join(f"SUM({name})" for name in PAPERS)
    add = ", ".join(f"{name} = paper_cells.{name} + excluded.{name}" for name in PAPERS)
    names = ", ".join(PAPERS)
    put = (
        f"INSERT INTO paper_cells ({_KEYS}, {names}) SELECT {_KEYS}, {sums} FROM {{source}} WHERE true "  # noqa: S608
        f"GROUP BY {_KEYS} ON CONFLICT ({_KEYS}) DO UPDATE SET {add}"
    )
    if connection.dialect.name == "sqlite":
        units = connection.scalars(sa.select(paper_changes.c.unit).distinct()).all()
        connection.execute(sa.text(put.format(source="paper_changes")))
        connection.execute(paper_changes.delete())
    else:
        taken = "WITH gone AS (DELETE FROM paper_changes RETURNING *)"
        units = connection.scalars(sa.text(f"{taken} {put.format(source='gone')} RETURNING unit")).all()
    mark_stale(connection, units)
    _fold_states(connection)


def _fold_states(connection: sa.Connection) -> None:
    sums = "SELECT outcome, stage, problem, SUM(n) FROM {source} WHERE true GROUP BY outcome, stage, problem"
    put = (
        f"INSERT INTO state_counts (outcome, stage, problem, n) {sums} "
        "ON CONFLICT (outcome, stage, problem) DO UPDATE SET n = state_counts.n + excluded.n"
    )
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text(put.format(source="state_changes")))
        connection.execute(state_changes.delete())
    else:
        taken = "WITH gone AS (DELETE FROM state_changes RETURNING *)"
        connection.execute(sa.text(f"{taken} {put.format(source='gone')}"))


def _recount(connection: sa.Connection) -> None:
    """Count all documents anew. On PostgreSQL writers wait meanwhile: a change must be counted once, before or after."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE documents, reuses IN SHARE MODE"))
    for table in (paper_changes, paper_cells, state_changes, state_counts, standings, year_standings):
        connection.execute(table.delete())
    names = ", ".join(("unit", "level", "document_type", *steps.PAPER_STEPS, "reused"))
    connection.execute(sa.text(f"INSERT INTO paper_cells ({names}) {steps.recount()}"))
    connection.execute(sa.text(f"INSERT INTO state_counts (outcome, stage, problem, n) {steps.recount_states()}"))
    once = sa.select(reuses.c.unit, reuses.c.level, reuses.c.document_type, sa.literal(1)).where(reuses.c.first)
    connection.execute(paper_changes.insert().from_select(["unit", "level", "document_type", "reused"], once))
    _fold(connection)
    for table in (paper_cells, holdings, done_cells):
        mark_stale(connection, connection.scalars(sa.select(table.c.unit).distinct()).all())


def _take_done(connection: sa.Connection, done: Sequence[DoneCell], version: int | None, *, whole: bool) -> None:
    known = connection.scalar(sa.select(counting_state.c.value).where(counting_state.c.name == "done_version"))
    if version is None or (not whole and known is not None and version <= int(known)):
        return
    if whole:
        connection.execute(done_cells.delete())
    names = ("unit", "level", "document_type", "year", "loaded", "revoked")
    rows = [dict(zip(names, cell, strict=True)) for cell in done]
    if rows:
        put = ", ".join(f"{name} = excluded.{name}" for name in names[4:])
        values = ", ".join(f":{name}" for name in names)
        keys = ", ".join(names[:4])
        connection.execute(
            sa.text(f"INSERT INTO done_cells ({', '.join(names)}) VALUES ({values}) ON CONFLICT ({keys}) DO UPDATE SET {put}"),  # noqa: S608
            rows,
        )
        mark_stale(connection, {cell[0] for cell in done})
    connection.execute(counting_state.delete().where(counting_state.c.name == "done_version"))
    connection.execute(counting_state.insert().values(name="done_version", value=str(version)))


def _work_out(
    connection: sa.Connection,
    stand: Callable[[Cells, bool], Standing],
    groups: Mapping[str, Sequence[str]],
    rows: Mapping[str, Any],
) -> None:
    """Replace the standings of the units of today *groups* (each with all whose papers it has)."""
    everyone = sorted({unit for members in groups.values() for unit in members} | set(groups))
    cells = _read_cells(connection, everyone)
    now: list[dict[str, Any]] = []
    years: list[dict[str, Any]] = []
    for today, members in groups.items():
        alone = list(members) == [today]
        _add(now, years, stand(_sum(cells[unit] for unit in members), bool(today)), rows[today], "both" if alone else "today")
        for unit in () if alone else members:
            _add(now, years, stand(cells[unit], bool(unit)), rows[unit], "own")
    for table, made in ((standings, now), (year_standings, years)):
        connection.execute(table.delete().where(table.c.unit.in_(everyone)))
        if made:
            connection.execute(table.insert(), made)


def _read_cells(connection: sa.Connection, members: Sequence[str]) -> dict[str, Cells]:
    cells: dict[str, Cells] = defaultdict(Cells)
    for part in slices(members):
        for row in connection.execute(sa.select(holdings).where(holdings.c.unit.in_(part))).mappings():
            cells[row["unit"]].stock[row["level"], row["document_type"]] += row["count"]
        for row in connection.execute(sa.select(paper_cells).where(paper_cells.c.unit.in_(part))).mappings():
            there = cells[row["unit"]].papers[row["level"], row["document_type"]]
            for name in PAPERS:
                there[name] += row[name]
        for row in connection.execute(sa.select(done_cells).where(done_cells.c.unit.in_(part))).mappings():
            cells[row["unit"]].done[row["level"], row["document_type"], row["year"]] += row["loaded"] - row["revoked"]
    return cells


def _sum(parts: Iterable[Cells]) -> Cells:
    whole = Cells()
    for part in parts:
        for key, n in part.stock.items():
            whole.stock[key] += n
        for key, counts in part.papers.items():
            for name, n in counts.items():
                whole.papers[key][name] += n
        for at, n in part.done.items():
            whole.done[at] += n
    return whole


def _add(now: list[dict[str, Any]], years: list[dict[str, Any]], standing: Standing, row: Any, basis: str) -> None:
    place = {"unit": row.unit, "basis": basis, "province": row.province, "district": row.district}
    chains, added = standing
    for (level, kind), chain in chains.items():
        counts = {name: getattr(chain, name) for name in (*CHAIN, *BESIDE)}
        now.append({**place, "level": level, "document_type": kind, **counts})
    nothing = {"in_stock": 0, "loaded": 0, "covered": 0}
    for level in {level for level, _ in chains}:
        stock = sum(chain.in_stock for (at, _), chain in chains.items() if at == level)
        years.append({**place, **nothing, "level": level, "year": 0, "in_stock": stock})
    for (level, year), (loaded, covered) in added.items():
        years.append({**place, **nothing, "level": level, "year": year, "loaded": loaded, "covered": covered})
