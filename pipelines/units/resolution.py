"""What is found out about an address: the units that it names, or the reason why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipelines.units.lists import REFORM, Unit, current, lists
from pipelines.units.spelling import bare


class Reason(StrEnum):
    """Why an address is not resolved."""

    NO_PROVINCE = "no province named"
    UNKNOWN_PROVINCE = "units named, but no province of that time after them"
    NO_DISTRICT = "commune without its district"
    UNKNOWN_DISTRICT = "no such district there"
    UNKNOWN_COMMUNE = "no such commune there"
    NEAR_UNIT = "a letter off a unit there"
    OTHER_KIND = "the unit of that name is of another kind"
    AMBIGUOUS = "more than one unit fits"
    CONTRADICTION = "more units than one of a level"
    NO_DATE = "units before or after July 2025"


@dataclass(frozen=True, slots=True)
class Named:
    """A unit, and where the text names it."""

    unit: Unit
    start: int
    end: int
    """Characters of the name, without its kind."""
    exact: bool
    """Name and kind have the list's marks; else some are lost, and no other unit there has these letters."""
    kind_printed: bool
    lost: tuple[tuple[int, int, str], ...] = ()
    """What lost its marks: first character, end, and how the list spells it."""
    first: int = 0
    """Index of the first word, kind included."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The units that a text names; none of them when ``reason`` says why not."""

    named: tuple[Named, ...]
    """Province first."""
    detail: str
    """What stands before the units: number, road, hamlet, or a body's name."""
    as_of: dt.date | None
    valid_on: dt.date
    """The day of the list that was used: 30 June 2025 for all papers before, whose units may have had other borders."""
    list_version: str
    successors: tuple[Unit, ...] = ()
    """Today's units on the ground of the deepest unit named: one, or more where it was divided; ``current`` codes."""
    reason: Reason | None = None

    @property
    def resolved(self) -> bool:
        """Whether every unit named was found in the one above."""
        return self.reason is None

    @property
    def units(self) -> tuple[Unit, ...]:
        """Province, district, commune, as far as named."""
        return tuple(named.unit for named in self.named)

    @property
    def province_today(self) -> Unit | None:
        """The province of today on that ground."""
        heir = self.successors[0] if self.successors else None
        return heir if heir is None or heir.parent is None else current(heir.parent)

    @property
    def exact(self) -> bool:
        """Whether it is resolved by names and kinds as the list spells them (a province's kind may be missing)."""
        return self.resolved and all(n.exact and (n.kind_printed or n.unit.parent is None) for n in self.named)

    @property
    def alone(self) -> bool:
        """Whether one letter, mark or digit misread would have led to no other unit: then the list speaks for what was read."""
        return self.resolved and not self.units[-1].name.isdigit() and _ways(self.valid_on, None, self.units) == 1


def _ways(valid_on: dt.date, parent: str | None, units: tuple[Unit, ...]) -> int:
    """How many chains of units lie within a letter, at each level, of *units*."""
    if not units:
        return 1
    near = neighbours(valid_on, parent, bare(units[0].name))
    return sum(_ways(valid_on, unit.code, units[1:]) for unit in near)


@lru_cache(maxsize=20_000)
def neighbours(valid_on: dt.date, parent: str | None, key: str) -> tuple[Unit, ...]:
    """The units right below *parent* on that day whose name is at most one letter off *key* (``bare``)."""
    known = lists().old if valid_on < REFORM else lists().since_reform(valid_on)
    names = known.names(parent).bare.items()
    return tuple(u for other, units in names if Levenshtein.distance(key, other, score_cutoff=1) <= 1 for u in units)
