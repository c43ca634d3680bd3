"""
Stock, done and target of each level, worked out a second time: over all units at once, where ``targets.stand`` takes one unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pipelines.ledger.counting import Cells
from pipelines.model import Holding, Level, Progress
from pipelines.targets import stand
from pipelines.targets.law import Targets

Key = tuple[str | None, Level | None, str]
"""(unit, level, document type)"""

Done = Mapping[Key, int]
"""Valid results in the registry: {(unit, level, document type): number}."""


def measure(targets: Targets, holdings: Iterable[Holding], done: Done, year: int) -> tuple[Progress, ...]:
    """
    One Progress a level, all four of them and in the order of the law, also where stock and done are 0.

    A result counts for its own level; where its level is unknown, for the only level at which its unit holds papers of its
    type, or papers at all. What cannot be placed so counts for no level: `unplaced` tells how many there are, and who shows
    progress must show that too.

    ``done`` may exceed ``stock`` and ``percent`` 100: the shelf was counted short, and that must be seen, not hidden. What a
    unit has done of a type beyond its own stock is told as ``surplus``, so that it does not make up for what another unit
    still lacks. Raises TargetError for a year before the first that has a target.
    """
    stock = _stock(holdings)
    placed = _placed(stock, done)
    return tuple(_progress(targets, level, year, stock, placed) for level in Level)


def _progress(targets: Targets, level: Level, year: int, stock: Mapping[Key, int], placed: Mapping[Key, int]) -> Progress:
    here = {key: n for key, n in placed.items() if key[1] is level}
    return Progress(
        level=level,
        year=year,
        stock=sum(n for key, n in stock.items() if key[1] is level),
        done=sum(here.values()),
        target=targets.target(level, year),
        # Results of an unknown unit may belong to any unit of the level: they are no surplus.
        surplus=sum(max(0, n - stock.get(key, 0)) for key, n in here.items() if key[0] is not None),
    )


def unplaced(holdings: Iterable[Holding], done: Done) -> int:
    """How many results count for no level, because neither they nor the stock of their unit say which."""
    return sum(n for (_, level, _), n in _placed(_stock(holdings), done).items() if level is None)


def _stock(holdings: Iterable[Holding]) -> Counter[Key]:
    stock: Counter[Key] = Counter()
    for holding in holdings:
        stock[holding.unit, holding.level, holding.document_type] += holding.count
    return stock


def _placed(stock: Mapping[Key, int], done: Done) -> Counter[Key]:
    """*done* with levels filled in where the stock leaves only one."""
    of_kind: dict[tuple[str | None, str], set[Level | None]] = defaultdict(set)
    of_unit: dict[str | None, set[Level | None]] = defaultdict(set)
    for unit, level, kind in stock:
        of_kind[unit, kind].add(level)
        of_unit[unit].add(level)
    placed: Counter[Key] = Counter()
    for (unit, level, kind), number in done.items():
        at = level
        if at is None and unit is not None:
            possible = of_kind.get((unit, kind)) or of_unit.get(unit, set())
            at = next(iter(possible)) if len(possible) == 1 else None
        placed[unit, at, kind] += number
    return placed


def by_standings(targets: Targets, holdings: Iterable[Holding], done: Done, year: int) -> tuple[tuple[Progress, ...], int]:
    """The same from ``targets.stand``, a unit at a time; and how many results count for no level."""
    units: dict[str, Cells] = defaultdict(Cells)
    for holding in holdings:
        units[holding.unit].stock[holding.level.value, holding.document_type] += holding.count
    for (unit, level, kind), n in done.items():
        units[unit or ""].done[level.value if level else "", kind, year] += n
    sums = {level: [0, 0, 0] for level in (*Level, "")}
    for unit, cells in units.items():
        for (level, _), chain in stand(cells, bool(unit))[0].items():
            for at, n in enumerate((chain.in_stock, chain.loaded, chain.covered)):
                sums[level][at] += n
    rows = tuple(
        Progress(
            level, year, sums[level][0], sums[level][1], targets.target(level, year), surplus=sums[level][1] - sums[level][2]
        )
        for level in Level
    )
    return rows, sums[""][1]
