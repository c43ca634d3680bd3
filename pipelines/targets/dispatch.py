"""
Whole documents through the stations, week by week, within every capacity: what turns a fractional plan into one to work
by.

Each station has a list of what it should do in which order. Every week it goes down the list and takes as many whole
documents of each entry as have arrived and as its hours allow; what does not fit stays on the list for the next week, and
what comes later on the list fills the hours that are left. Nothing can therefore break a capacity or overtake the station
before, whatever the list says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.targets.relaxation import Problem, Relaxed

Ints = npt.NDArray[np.int64]
_DUST = 1e-9


@dataclass(slots=True)
class Entry:
    """So many documents of one kind of work, as the list of a station has them."""

    work: int
    documents: int
    since: int
    """Week in which it should be done; later entries come later on the list."""
    rank: int
    """Among entries that are due: who goes first."""


@dataclass(frozen=True, slots=True)
class Teams:
    """A station whose hands go to the units for whole days."""

    station: int
    units: Ints
    """(I,) index of each work's unit."""
    day: float
    """Hours of a team a day."""


def lists_of(problem: Problem, relaxed: Relaxed, order: Sequence[int]) -> list[list[Entry]]:
    """
    The lists that follow a fractional plan: each work in the weeks that the plan gives it, whole documents by rounding its sums.

    What the plan leaves undone stands at the end in the given *order* of the work, since hours may be left for it.
    """
    kinds, weeks = len(problem.documents), problem.capacity.shape[1]
    rank = {work: place for place, work in enumerate(order)}
    lists = []
    for s in range(len(problem.hours)):
        share = np.zeros((kinds, weeks + 1))
        passes = relaxed.ways[:, s] >= 0
        np.add.at(share, (relaxed.work[passes], relaxed.ways[passes, s]), relaxed.amounts[passes])
        here = problem.first <= s
        share[here, weeks] = np.inf
        due = np.minimum(np.floor(np.cumsum(share, axis=1) + 0.5), problem.documents[:, None])
        whole = np.diff(due, axis=1, prepend=0).astype(np.int64)
        whole[~here] = 0
        lists.append([Entry(int(i), int(whole[i, w]), int(w), rank[int(i)]) for i, w in zip(*np.nonzero(whole), strict=True)])
    return lists


def lists_in_order(problem: Problem, order: Sequence[int]) -> list[list[Entry]]:
    """The lists of a line that takes the work in the given *order* at every station, such as that of its arrival."""
    return [
        [Entry(i, int(problem.documents[i]), 0, k) for k, i in enumerate(order) if problem.first[i] <= s]
        for s in range(len(problem.hours))
    ]


def dispatch(problem: Problem, lists: list[list[Entry]], teams: Teams | None = None) -> tuple[Ints, dict[tuple[int, int], int]]:
    """
    Work the *lists* off: (S, I, W) whole documents, and {(week, unit): days of a team} where *teams* move.

    Every capacity of *problem* is kept; a document is never at a station in an earlier week than ``lag`` after the one before.
    """
    stations, (kinds, weeks) = len(problem.hours), (len(problem.documents), problem.capacity.shape[1])
    done = np.zeros((stations, kinds, weeks), dtype=np.int64)
    arrived = np.zeros((stations, kinds), dtype=np.int64)
    arrived[problem.first, np.arange(kinds)] = problem.documents.astype(np.int64)
    days: dict[tuple[int, int], int] = {}
    for week in range(weeks):
        for s in range(stations):
            since = week - int(problem.lag[s])
            if s and since >= 0:
                arrived[s] += np.where(problem.first < s, done[s - 1, :, since], 0)
            # What is late stands beside what is due: it must not push aside what a goal waits for.
            lists[s].sort(key=lambda entry: (max(entry.since, week), entry.rank))
            if teams and teams.station == s:
                given = _team_days(problem, lists[s], arrived[s], week, teams)
                days |= {(week, unit): number for unit, number in given.items()}
                hours = np.array([given.get(unit, 0) * teams.day for unit in range(int(teams.units.max()) + 1)])
                done[s, :, week] = _work_off(problem.hours[s], lists[s], arrived[s], hours, teams.units)
            else:
                done[s, :, week] = _work_off(
                    problem.hours[s], lists[s], arrived[s], problem.capacity[:, week].copy(), problem.pool[s]
                )
            lists[s] = [entry for entry in lists[s] if entry.documents]
    return done, days


def _work_off(
    hours: npt.NDArray[np.float64], entries: list[Entry], arrived: Ints, left: npt.NDArray[np.float64], pool: Ints
) -> Ints:
    """Documents of each work done in a week; takes them off *entries*, *arrived* and the hours that are *left* of each pool."""
    done = np.zeros(len(arrived), dtype=np.int64)
    for entry in entries:
        i, p = entry.work, int(pool[entry.work])
        fits = int((left[p] + _DUST) / hours[i]) if hours[i] > 0 else entry.documents
        number = min(entry.documents, int(arrived[i]), fits)
        if number > 0:
            done[i] += number
            arrived[i] -= number
            entry.documents -= number
            left[p] -= number * hours[i]
    return done


def _team_days(problem: Problem, entries: list[Entry], arrived: Ints, week: int, teams: Teams) -> dict[int, int]:
    """
    Whole days of a team for each unit: as the list would share the hours if teams could be split, rounded to days.

    Left-over days go to the units with the largest remainders; waiting counts, so that small units get their day too.
    """
    pool = int(problem.pool[teams.station, 0])
    total = int(problem.capacity[pool, week] / teams.day + _DUST)
    hours, budget = problem.hours[teams.station], total * teams.day
    wanted: dict[int, float] = {}
    waiting: dict[int, int] = {}
    everything: dict[int, float] = {}
    there = arrived.copy()
    for entry in entries:
        number = min(entry.documents, int(there[entry.work]))
        there[entry.work] -= number
        unit, need = int(teams.units[entry.work]), number * float(hours[entry.work])
        everything[unit] = everything.get(unit, 0.0) + need
        taken = min(need, budget)
        if taken > 0:
            budget -= taken
            wanted[unit] = wanted.get(unit, 0.0) + taken / teams.day
            waiting.setdefault(unit, week - entry.since)
    given = {unit: int(days + _DUST) for unit, days in wanted.items()}
    urgent = sorted(wanted, key=lambda unit: (-(wanted[unit] - given[unit] + 0.25 * max(0, waiting[unit])), unit))
    for unit in urgent:
        if sum(given.values()) >= total:
            break
        if given[unit] * teams.day < everything[unit] - _DUST:
            given[unit] += 1
    for unit in sorted(everything, key=lambda unit: given.get(unit, 0) * teams.day - everything[unit]):
        while sum(given.values()) < total and given.get(unit, 0) * teams.day < everything[unit] - _DUST:
            given[unit] = given.get(unit, 0) + 1
    return {unit: days for unit, days in given.items() if days}
