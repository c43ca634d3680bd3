"""What becomes of counts: the chain of numbers of a unit, from its cells."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol

from pipelines.model import Chain


class Counted(Protocol):
    """What is counted of a unit, by (level, document type); empty texts where unknown."""

    stock: dict[tuple[str, str], int]
    papers: dict[tuple[str, str], dict[str, int]]
    done: dict[tuple[str, str, int], int]
    """By year too: loaded less revoked."""


Key = tuple[str, str]


def stand(cells: Counted, known: bool) -> tuple[dict[Key, Chain], dict[tuple[str, int], tuple[int, int]]]:
    """
    The chain of each (level, type) of one unit, and what each year added to a level: (loaded, covered).

    A paper counts for its own level; where its level is unknown, for the only level at which the unit holds papers of its type,
    or papers at all. Papers that turn out expired or excluded on the line leave the stock that their unit counted. Results
    of an unknown unit (*known* false) may belong to any unit of the level: they are no surplus.
    """
    placed = _Levels(set(cells.stock))
    papers: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    done: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (level, kind), counts in cells.papers.items():
        for name, n in counts.items():
            papers[placed.of(level, kind), kind][name] += n
    for (level, kind, year), n in cells.done.items():
        done[placed.of(level, kind), kind][year] += n
    chains: dict[Key, Chain] = {}
    added: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for key in {*cells.stock, *papers, *done}:
        counts, counted = papers[key], cells.stock.get(key, 0)
        in_stock = counted - min(counted, counts["excluded"])
        loaded = covered = 0
        for year in sorted(done[key]):
            loaded += done[key][year]
            reached = min(loaded, in_stock) if known else loaded
            added[key[0], year][0] += done[key][year]
            added[key[0], year][1] += reached - covered
            covered = reached
        chains[key] = Chain(counted=counted, in_stock=in_stock, loaded=loaded, covered=covered, **counts)
    return chains, {at: (loaded, covered) for at, (loaded, covered) in added.items()}


class _Levels:
    """The level of papers that name none."""

    def __init__(self, stock: set[Key]) -> None:
        self.of_kind: dict[str, set[str]] = defaultdict(set)
        for level, kind in stock:
            self.of_kind[kind].add(level)
        self.all = {level for level, _ in stock}

    def of(self, level: str, kind: str) -> str:
        if level:
            return level
        possible = self.of_kind.get(kind) or self.all
        return next(iter(possible)) if len(possible) == 1 else ""
