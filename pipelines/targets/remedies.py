"""
What is missing when a plan misses its goals: so many more reviewers, teams or machines, or so many more weeks. Each by
re-solving.

The least number of hands comes from the relaxation with hands for sale (`relaxation.Problem.growth`), which no plan can
undercut; the plan is then made with that number and, should whole documents need it, one more, until nothing is missing.
Weeks are found by halving: all goals that were missed are moved by the same number of weeks.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipelines.targets.plan import as_problem, plan
from pipelines.targets.relaxation import relax
from pipelines.targets.schedule import Goal, Plan, Work
from pipelines.targets.staffing import Staffing

_WEEK = dt.timedelta(days=7)
_DEAR = 1000.0
"""Cost of a missing document, where one more hand costs 1."""
_LACKING = _DEAR / 2
"""A cost above this means that something is missing, or that more hands are needed than any house has."""
_TRIES = 2
MOST_WEEKS = 156
"""Beyond three years a plan is no help."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to meet all goals: with these many more at these stations, or with these many more weeks."""

    extra: Mapping[str, int] = field(default_factory=dict)
    """Hands or machines by station; of every unit where each has its own."""
    weeks: int = 0


def remedies(
    work: Sequence[Work], goals: Sequence[Goal], staffing: Staffing, start: dt.date, weeks: int, made: Plan
) -> tuple[Remedy, ...]:
    """
    Ways to meet the goals that *made* misses: one station alone, for each that can; if none can, several together; and time.

    Empty when nothing is missing, or when nothing helps: a goal before the first week, or no documents to meet it with.
    """
    if not made.missing:
        return ()
    found = []
    for station in staffing.stations:
        extra = _fewest(work, goals, staffing, start, weeks, (station.name,))
        found += [Remedy(extra)] if extra else []
    if not found and (extra := _fewest(work, goals, staffing, start, weeks, tuple(s.name for s in staffing.stations))):
        found.append(Remedy(extra))
    later = _later(work, goals, staffing, start, weeks, made)
    return (*found, *([Remedy(weeks=later)] if later else []))


def _fewest(
    work: Sequence[Work], goals: Sequence[Goal], staffing: Staffing, start: dt.date, weeks: int, names: tuple[str, ...]
) -> dict[str, int]:
    """The least more at the stations *names* with which nothing is missing; empty when they cannot do it."""
    problem = as_problem(work, goals, staffing, start, weeks)
    growth = np.zeros((len(names), *problem.capacity.shape))
    for e, name in enumerate(names):
        s = next(s for s, station in enumerate(staffing.stations) if station.name == name)
        growth[e, np.unique(problem.pool[s])] = staffing.stations[s].hours(start, weeks, staffing.calendar)
    dear = tuple(replace(goal, cost=_DEAR) for goal in problem.goals)
    relaxed = relax(replace(problem, delay=np.zeros(len(work)), goals=dear, growth=growth), _counted)
    if relaxed.objective >= _LACKING:
        return {}
    extra = {name: math.ceil(count - 1e-6) for name, count in zip(names, relaxed.growth, strict=True) if count > 1e-6}
    for _ in range(_TRIES):
        if extra and not plan(work, goals, staffing.more(extra), start, weeks).missing:
            return extra
        extra = {name: extra.get(name, 0) + 1 for name in extra or names}
    return {}


def _counted(cost: float, bound: float) -> bool:
    """Whether the least whole number of hands is known, or that none would do."""
    return bound >= _LACKING or (cost < _LACKING and math.ceil(cost - 1e-6) == math.ceil(bound - 1e-6))


def _decided(cost: float, bound: float) -> bool:
    """Whether it is known if anything is missing."""
    return bound >= _LACKING or cost < _LACKING


def _later(work: Sequence[Work], goals: Sequence[Goal], staffing: Staffing, start: dt.date, weeks: int, made: Plan) -> int | None:
    """The least number of weeks by which the missed goals must move; None when three years do not do."""
    missed = {id(outcome.goal) for outcome in made.outcomes if outcome.missing}

    def moved(by: int) -> list[Goal]:
        return [replace(goal, by=goal.by + by * _WEEK) if id(goal) in missed else goal for goal in goals]

    def reached(by: int) -> bool:
        longer = weeks + by
        problem = as_problem(work, moved(by), staffing, start, longer)
        needs = tuple(replace(need, cost=_DEAR) for need in problem.goals)
        relaxed = relax(replace(problem, delay=np.zeros(len(work)), goals=needs), _decided)
        return relaxed.objective < _LACKING

    low, high = 0, 4
    while not reached(high):
        low, high = high, high * 2
        if high > MOST_WEEKS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    for by in range(high, high + _TRIES):
        if not plan(work, moved(by), staffing, start, weeks + by).missing:
            return by
    return None
