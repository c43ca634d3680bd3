"""What a plan is made from and what it says: work, goals, and who does what in which week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipelines.model import Level
from pipelines.targets.staffing import STATIONS


@dataclass(frozen=True, slots=True)
class Work:
    """Papers of one unit, level, type and priority that wait for the same station."""

    unit: str
    unit_name: str
    level: Level
    document_type: str
    documents: int
    pages: float
    """Of a document, on average."""
    priority: int
    waits_for: str = STATIONS[0]
    source_unit: str | None = None
    """Unit in whose stock the papers were counted, where it has been merged into ``unit``."""


@dataclass(frozen=True, slots=True)
class Goal:
    """So many more documents are to be done by the evening of a day, of a unit or a level or of everything."""

    by: dt.date
    documents: int
    unit: str | None = None
    level: Level | None = None
    source: str = ""
    """Article or decision that says so."""

    def covers(self, work: Work) -> bool:
        """Whether *work* counts for it."""
        return self.unit in (None, work.unit) and self.level in (None, work.level)


@dataclass(frozen=True, slots=True)
class Order:
    """What a station does with one kind of work in one week."""

    week: dt.date
    """Its Monday."""
    station: str
    work: Work
    documents: int
    hours: float
    batches: int


@dataclass(frozen=True, slots=True)
class Visit:
    """Days that scanning teams spend at a unit in a week."""

    week: dt.date
    unit: str
    unit_name: str
    days: int


@dataclass(frozen=True, slots=True)
class Load:
    """A station's hours in a week: there are, and are planned. Hours of all units together where each has its own."""

    week: dt.date
    station: str
    hours: float
    planned: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a goal."""

    goal: Goal
    planned: int
    """Documents done by its day."""
    reached: dt.date | None
    """Last day of the week in which it is reached; None when not within the plan."""

    @property
    def missing(self) -> int:
        """Documents that lack at its day."""
        return max(0, self.goal.documents - self.planned)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that keeps every capacity, and how near it is to the best there can be."""

    start: dt.date
    weeks: int
    orders: tuple[Order, ...]
    visits: tuple[Visit, ...]
    loads: tuple[Load, ...]
    outcomes: tuple[Outcome, ...]
    documents: int
    """All that were to be planned."""
    finished: int
    """Of them done within the weeks."""
    cost: float
    bound: float
    """No plan costs less."""

    @property
    def gap(self) -> float:
        """Proven share of the cost by which a better plan could at most be cheaper."""
        return max(0.0, self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def missing(self) -> int:
        """Documents missing at goals, summed over goals."""
        return sum(outcome.missing for outcome in self.outcomes)
